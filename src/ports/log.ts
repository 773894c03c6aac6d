/** Structured logging: static message, fields beside it. Never bytes, tokens, signed URLs or full prompts above debug. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** The same log with these fields on every line, for example one job's id. */
  child(fields: object): Log;
}
