import { type Logger, LogLevel } from '@slack/web-api';
import type { Log } from '#src/ports/log.ts';

const MAX_WORDS = 300;

/**
 * What Slack's libraries have to say. They put whole payloads, with people's words and secret addresses, into their debug lines, so
 * those are left out; and their errors come back to us as well.
 */
export function createBoltLogger(log: Log): Logger {
  return {
    debug: () => undefined,
    info: (...said) => log.debug({ said: inWords(said) }, "Slack's library says"),
    warn: (...said) => log.debug({ said: inWords(said) }, "Slack's library warns"),
    error: (...said) => log.warn({ said: inWords(said) }, "Slack's library has trouble"),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

const inWords = (said: readonly unknown[]): string =>
  said
    .map((one) => (one instanceof Error ? one.message : typeof one === 'string' ? one : typeof one))
    .join(' ')
    .slice(0, MAX_WORDS);
