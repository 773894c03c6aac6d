import { EaselError, isStoreTrouble } from '#src/domain/errors.ts';
import type { Problem } from './problem.ts';

/** A job was made of a request, and may be paid for, whatever became of its answer. */
export interface Begun {
  readonly jobId: string;
  /** Whether the same request finds the same job again: it has an Idempotency-Key. */
  readonly mayRepeat: boolean;
  /** Whether its credits were charged by then. */
  readonly charged: boolean;
}

const begun = new WeakMap<Error, Begun>();

/** Notes on what was thrown that a job is there. @returns what to throw instead. */
export function withBegun(thrown: unknown, how: Begun): Error {
  const error =
    thrown instanceof Error ? thrown : new Error('Something was thrown that is no error', { cause: thrown });
  begun.set(error, how);
  return error;
}

export const begunOf = (thrown: unknown): Begun | undefined =>
  thrown instanceof Error ? begun.get(thrown) : undefined;

/** Thrown when the store failed over a request that has no Idempotency-Key: it may be in the store all the same, and is made then. */
const maybeKept = new WeakSet<Error>();

/** Notes that sending it again might make it twice. @returns what to throw instead. */
export function asMaybeKept(thrown: unknown): unknown {
  if (thrown instanceof EaselError && isStoreTrouble(thrown)) maybeKept.add(thrown);
  return thrown;
}

export const isMaybeKept = (thrown: unknown): boolean => thrown instanceof Error && maybeKept.has(thrown);

/**
 * The same problem where a job is there already. Sent again, the request would be made and paid for again: so neither its words nor
 * its headers ask for that, and it says where the end of the job is told.
 */
export function problemOfBegun(
  { status, body: { error }, headers }: Problem,
  { jobId, mayRepeat, charged }: Begun,
): Problem {
  const { 'retry-after': _later, ...others } = headers;
  const again = mayRepeat
    ? 'Send it again with the same Idempotency-Key, and you get the same job.'
    : 'Do not send it again: it would be made, and might be charged, once more.';
  const message = `Your request was taken, but its answer broke off. GET /v1/jobs/${jobId} tells what became of it. ${again}`;
  const metadata = { blame: error.metadata?.blame ?? 'easel', charged, jobId };
  return {
    status,
    body: { error: { ...error, message, metadata } },
    headers: { ...(mayRepeat ? headers : others), 'x-should-retry': String(mayRepeat) },
  };
}
