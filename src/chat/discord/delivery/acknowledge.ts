import type { Clock } from '#src/ports/clock.ts';
import type { DiscordHandle } from '../handle.ts';
import type { RequestOrigin } from '../origin.ts';
import { callBack, deferral, type Interaction, messageIn, originalOf } from './callback.ts';
import { lackingIn, tokenHandle, usuallyLacking } from './place.ts';
import { asError } from './problem.ts';
import type { Send } from './send.ts';
import { startByMessage } from './start-message.ts';

interface Parts {
  readonly send: Send;
  readonly clock: Clock;
}

/**
 * Says that a request arrived, before anything else is done.
 * @throws {EaselError} `place-forbids`, and nothing was sent; `not-found` where nothing is left; or why Discord cannot be reached.
 */
export async function acknowledge(
  origin: RequestOrigin,
  visibility: 'public' | 'private',
  parts: Parts,
): Promise<DiscordHandle> {
  if (!isInteraction(origin)) return startByMessage(origin, visibility, parts);
  const isPrivate = visibility === 'private';
  const lacking = isPrivate ? 0n : lackingIn(origin);
  if (lacking) throw asError({ kind: 'forbidden', retryAfterMs: 0, cause: new Error('Known before') }, lacking);
  const outcome = await callBack(origin, deferral(isPrivate), parts);
  if (outcome.ok) return tokenHandle(origin, messageIn(outcome.body, isPrivate));
  if (outcome.problem.kind === 'answered') return taken(origin, isPrivate, parts);
  if (outcome.problem.kind === 'token-dead') return startByMessage(origin, visibility, parts);
  throw asError(outcome.problem, usuallyLacking(origin.isThread));
}

/** Answered already, by another process or by an attempt whose answer was lost: what Discord shows is what counts. */
async function taken(origin: Interaction, isPrivate: boolean, parts: Parts): Promise<DiscordHandle> {
  const original = await originalOf(origin, parts);
  return { ...tokenHandle(origin, original ?? { messageId: null, isPrivate }), again: true };
}

export const isInteraction = (origin: RequestOrigin): origin is Interaction => origin.token !== null;
