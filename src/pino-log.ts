import { pino } from 'pino';
import type { Log } from '#src/ports/log.ts';

/** Keys that must never be readable in a log, wherever an error or a field brings them along. */
const SECRET = [
  'apiKey',
  'authorization',
  'token',
  'headers.authorization',
  'err.headers',
  '*.apiKey',
  '*.authorization',
  '*.token',
  // Of discord.js: addresses have tokens in them, bodies whole pictures.
  'err.url',
  'err.requestBody',
];

/**
 * JSON lines on standard error, so that standard output stays for people and programs.
 * @param traceId the trace that what is done now belongs to: it stands on every line.
 */
export function createPinoLog(level: string, traceId: () => string | undefined = () => undefined): Log {
  const destination = pino.destination({ dest: 2, sync: true });
  const mixin = () => {
    const id = traceId();
    return id === undefined ? {} : { traceId: id };
  };
  return pino({ level, mixin, redact: { paths: SECRET, censor: '[redacted]' }, base: null }, destination);
}
