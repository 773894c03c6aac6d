import { EaselError } from '#src/domain/errors.ts';
import type { CallContext } from '#src/net/call-context.ts';
import { NeverSent } from '#src/net/never-sent.ts';
import type { Clock } from '#src/ports/clock.ts';
import { troubleOf } from './complaint.ts';
import { plainRefusal, refusalIn } from './errors.ts';
import { questionAfter, type RunwareTask } from './request.ts';
import type { RunwareAnswer } from './response.ts';
import type { RunwareClient, RunwareReply } from './runware-client.ts';

export interface Calls {
  /**
   * Sends a task, the one paid call. `unsure` where it may or may not have arrived: asking after it will tell.
   * @throws {EaselError} what Runware refused it with, retryable only where it was surely not taken; the signal's reason.
   */
  start(task: RunwareTask, signal: AbortSignal): Promise<RunwareAnswer | 'unsure'>;
  /**
   * Asks after a task. That costs nothing and can be repeated, so what goes wrong with it is no answer, `undefined`.
   * @throws {EaselError} `auth` where the key is refused; the signal's reason.
   */
  look(taskUUID: string, signal: AbortSignal): Promise<RunwareAnswer | undefined>;
}

/** A task is acknowledged at once; where it is not, asking after it tells more than waiting. */
const ACKNOWLEDGED_WITHIN_MS = 30_000;
const ANSWERED_WITHIN_MS = 15_000;

export function createCalls(client: RunwareClient, clock: Clock, context: CallContext): Calls {
  const { provider } = context;
  return {
    async start(task, signal) {
      const reply = await within(ACKNOWLEDGED_WITHIN_MS, signal, (limited) => client.send(task, limited));
      if (reply instanceof NeverSent) throw new EaselError('unavailable', { provider }, { cause: reply });
      return reply ? takenOf(reply, context) : 'unsure';
    },

    async look(taskUUID, signal) {
      const question = questionAfter(taskUUID);
      const reply = await within(ANSWERED_WITHIN_MS, signal, (limited) => client.send(question, limited));
      if (!reply || reply instanceof NeverSent) return undefined;
      const [said] = reply.answer?.complaints ?? [];
      if (reply.status === 401 || (said && troubleOf(said) === 'key'))
        throw new EaselError('auth', { provider }, { cause: new Error('The key was refused while a task ran.') });
      return reply.status === 429 || reply.status >= 500 ? undefined : reply.answer;
    },
  };

  /** Sends within a time. @returns `undefined` where the connection broke or nothing came. @throws the signal's reason. */
  async function within(
    ms: number,
    signal: AbortSignal,
    send: (limited: AbortSignal) => Promise<RunwareReply>,
  ): Promise<RunwareReply | NeverSent | undefined> {
    const late = new AbortController();
    const timer = clock.after(ms, () => late.abort());
    try {
      return await send(AbortSignal.any([signal, late.signal]));
    } catch (thrown) {
      signal.throwIfAborted();
      return thrown instanceof NeverSent ? thrown : undefined;
    } finally {
      timer.stop();
    }
  }
}

function takenOf(reply: RunwareReply, context: CallContext): RunwareAnswer | 'unsure' {
  const { status, answer } = reply;
  const [said] = answer?.complaints ?? [];
  if (answer && answer.items.length > 0) return answer;
  // A repeated task that is known already was taken the first time.
  if (said && troubleOf(said) !== 'duplicate') throw refusalIn(reply, said, context);
  // Without Runware's own words only these come from somebody who surely did not take it.
  if (!said && status >= 300 && status < 500 && status !== 408) throw plainRefusal(reply, context);
  return 'unsure';
}
