import { text } from '#src/domain/text.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Run } from '#src/ports/image-model.ts';
import { quietly } from './quietly.ts';
import { retryWhileUntaken } from './retry.ts';

export interface AskingTerms {
  /** As people know it, for example `OpenAI`. */
  readonly provider: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What the whole may take. */
  readonly timeoutMs: number;
  /** What a picture usually takes. */
  readonly typicalMs: number;
  /** Told before each pause. */
  readonly onProgress: Run['onProgress'];
}

/** How often a call that nobody took is sent, the first time included. */
const ATTEMPTS = 4;

/**
 * Makes a paid call, and makes it again only while it is proven that nobody took it; whoever waits is told of each pause.
 * @throws what the last attempt threw, or the signal's reason when it aborts during a pause.
 */
export function askWhileBusy<T>(call: () => Promise<T>, terms: AskingTerms): Promise<T> {
  const { provider, clock, signal, timeoutMs, typicalMs, onProgress } = terms;
  return retryWhileUntaken(call, {
    attempts: ATTEMPTS,
    // A repeat that would be cut before its picture is done would be paid for nothing.
    deadlineMs: timeoutMs - Math.min(typicalMs, timeoutMs / 2),
    signal,
    clock,
    onWait(ms, { code }) {
      const seconds = Math.ceil(ms / 1000);
      const trouble = code === 'unavailable' ? 'does not answer or is overloaded' : 'is busy';
      const note = text(`${provider} ${trouble}, asking again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`);
      quietly(onProgress)({ share: null, note });
    },
  });
}
