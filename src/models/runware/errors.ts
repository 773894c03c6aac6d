import { EaselError } from '#src/domain/errors.ts';
import type { CallContext } from '#src/net/call-context.ts';
import { refusalWords } from '#src/net/refusal-words.ts';
import { retryAfterMs } from '#src/net/retry-after.ts';
import { scrub } from '#src/net/scrub.ts';
import { stageOf, troubleOf } from './complaint.ts';
import type { Complaint } from './response.ts';
import type { RunwareReply } from './runware-client.ts';

/**
 * An answer that says no to a task. Only what proves that nobody took it comes back retryable: a rate limit, and a 503 in
 * Runware's own words, which it documents as a lack of capacity.
 */
export function refusalIn({ status, headers }: RunwareReply, said: Complaint, context: CallContext): EaselError {
  const { provider } = context;
  const more = { cause: causeOf(said, status, context), ...retryAfterMs(headers, context.now()) };
  const trouble = troubleOf(said);
  const isPlain = trouble === 'failed' || trouble === 'unclear';
  if (trouble === 'busy' || (isPlain && status === 429)) return new EaselError('rate-limited', { provider }, more);
  if (isPlain && status === 503) return new EaselError('unavailable', { provider }, more);
  return byTrouble(said, status, context);
}

/** What a task that was taken came to; nothing here is ever repeated, not even a rate limit. */
export const endedWith = (said: Complaint, context: CallContext): EaselError => byTrouble(said, undefined, context);

/** An answer that is not in Runware's form, with a status that proves that the task was not taken. */
export const plainRefusal = (reply: RunwareReply, context: CallContext): EaselError =>
  refusalIn(reply, { code: '', message: '' }, context);

function byTrouble(said: Complaint, status: number | undefined, context: CallContext): EaselError {
  const { provider, modelId: model, secrets } = context;
  const more = { cause: causeOf(said, status, context) };
  switch (troubleOf(said)) {
    case 'blocked':
      return new EaselError('content-blocked', stageOf(said), more);
    case 'money':
      return new EaselError('quota', { provider }, more);
    case 'key':
      return new EaselError('auth', { provider }, more);
    case 'model':
      return new EaselError('model-unavailable', { provider, model }, more);
    case 'refused':
    case 'duplicate':
      return new EaselError('invalid-request', { provider, said: refusalWords(said.message, status, secrets) }, more);
    case 'unclear':
      return byStatus(said, status, context);
    default:
      return new EaselError('provider-failed', { provider, ...(status !== undefined && { status }) }, more);
  }
}

function byStatus(said: Complaint, status: number | undefined, context: CallContext): EaselError {
  const { provider, modelId: model, secrets } = context;
  const more = { cause: causeOf(said, status, context) };
  if (status === 401 || status === 403) return new EaselError('auth', { provider }, more);
  if (status === 402) return new EaselError('quota', { provider }, more);
  if (status === 404) return new EaselError('model-unavailable', { provider, model }, more);
  if (status !== undefined && status >= 400 && status < 500)
    return new EaselError('invalid-request', { provider, said: refusalWords(said.message, status, secrets) }, more);
  return new EaselError('provider-failed', { provider, ...(status !== undefined && { status }) }, more);
}

/** What the log may keep: scrubbed words and marks, never the request. */
function causeOf({ code, message, parameter }: Complaint, status: number | undefined, { secrets }: CallContext): Error {
  return Object.assign(new Error(scrub(message, secrets)), { status, code: scrub(code, secrets), parameter });
}
