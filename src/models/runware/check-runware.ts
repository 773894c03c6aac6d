import { randomUUID } from 'node:crypto';
import { EaselError } from '#src/domain/errors.ts';
import type { CallContext } from '#src/net/call-context.ts';
import { NeverSent } from '#src/net/never-sent.ts';
import { scrubbedCause } from '#src/net/scrubbed-cause.ts';
import type { CheckProvider, ProviderCheck } from '#src/ports/provider-check.ts';
import { troubleOf } from './complaint.ts';
import { plainRefusal, refusalIn } from './errors.ts';
import { questionAfter } from './request.ts';
import { createRunwareClient, type RunwareReply } from './runware-client.ts';

/** Codes that say something about the key, the account or the server; all others are about the question, which was understood then. */
const ABOUT_THE_SERVER = ['auth', 'quota', 'rate-limited', 'unavailable', 'provider-failed'];

/**
 * Asks after a task that never was, which costs nothing: whether the server answers and takes the key. That it knows no such task
 * is the right answer. What it offers cannot be asked this way, so no model is ever missing.
 */
export const checkRunware: CheckProvider = async ({ label: provider, ...reached }, _entries, signal) => {
  const client = createRunwareClient(reached);
  const context = { provider, modelId: 'any model', secrets: [reached.apiKey], now: Date.now };
  try {
    return judged(await client.send(questionAfter(randomUUID()), signal), context);
  } catch (thrown) {
    if (signal.aborted) return { ok: false, error: new EaselError('unavailable', { provider }) };
    const code = thrown instanceof NeverSent ? 'unavailable' : 'provider-failed';
    const cause = scrubbedCause(thrown, context.secrets);
    return { ok: false, error: new EaselError(code, { provider }, { cause }) };
  }
};

function judged(reply: RunwareReply, context: CallContext): ProviderCheck {
  const fine: ProviderCheck = { ok: true, missing: [], retiring: [] };
  const { status, answer } = reply;
  const [said] = answer?.complaints ?? [];
  if (said && troubleOf(said) === 'unknown-task') return fine;
  if (answer && !said && status < 300) return fine;
  const error = said ? refusalIn(reply, said, context) : plainRefusal(reply, context);
  if (ABOUT_THE_SERVER.includes(error.code)) return { ok: false, error };
  if (said) return fine;
  const { provider } = context;
  return { ok: false, error: new EaselError('provider-failed', { provider, status }, { cause: error.cause }) };
}
