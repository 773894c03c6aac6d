import type { Log } from '#src/ports/log.ts';

interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  /** The line's own fields and those of the child logger it was written to. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface SilentLog extends Log {
  /** Everything logged so far, oldest first, by this log and all its children. */
  readonly lines: readonly LogLine[];
  child(fields: object): SilentLog;
}

/** A log that prints nothing and remembers everything. */
export function createSilentLog(): SilentLog {
  return logInto([], {});
}

function logInto(lines: LogLine[], shared: object): SilentLog {
  const at = (level: LogLine['level']) => (fields: object, message: string) =>
    void lines.push({ level, message, fields: { ...shared, ...fields } });
  return {
    lines,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => logInto(lines, { ...shared, ...fields }),
  };
}
