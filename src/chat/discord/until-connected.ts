import { HTTPError, RateLimitError } from 'discord.js';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { Attempt } from './connect-client.ts';

export interface Trying {
  readonly connect: () => Promise<Attempt>;
  /** Whether another attempt may do better after Discord refused one. */
  readonly goesOnAfter: (code: number) => boolean;
  /** Why an attempt failed, after which another one follows. */
  readonly onTrouble: (why: string) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/** Tries, less and less often, as long as that can help. Resolves when it stands, was refused, or nobody wants it any more. */
export async function untilConnected({ connect, signal, ...parts }: Trying): Promise<void> {
  for (let waitMs = FIRST_WAIT_MS; !signal.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    const attempt = await connect();
    if (attempt.kind === 'connected' || signal.aborted) return;
    if (attempt.kind === 'refused') {
      if (!parts.goesOnAfter(attempt.code)) return;
      continue;
    }
    const { error } = attempt;
    const againInMs = Math.max(waitMs, toldToWait(error));
    parts.onTrouble(whyFailed(error));
    parts.log.warn({ err: error, againInMs }, 'Discord could not be reached; Easel tries again');
    await parts.clock.sleep(againInMs, signal).catch(() => undefined);
  }
}

const toldToWait = (error: unknown): number =>
  error instanceof RateLimitError ? Math.max(error.retryAfter, error.timeToReset) : 0;

/** In a few words, for the operator. */
function whyFailed(error: unknown): string {
  if (error instanceof RateLimitError) return 'Discord asks for patience';
  if (error instanceof HTTPError) return `Discord answers ${error.status}`;
  return error instanceof Error ? error.message || error.name : String(error);
}
