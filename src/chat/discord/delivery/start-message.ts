import { MessageReferenceType, Routes } from 'discord.js';
import { EaselError } from '#src/domain/errors.ts';
import { text } from '#src/domain/text.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { DiscordHandle } from '../handle.ts';
import { layNotice } from '../layout/notice.ts';
import type { RequestOrigin } from '../origin.ts';
import { directWay } from './direct.ts';
import { bodyOf } from './message.ts';
import { persist } from './persist.ts';
import { channelHandle, isOwnDirect, lackingIn, usuallyLacking } from './place.ts';
import { asError, type Problem } from './problem.ts';
import type { Outcome, Send } from './send.ts';
import { idIn } from './ways.ts';

interface Parts {
  readonly send: Send;
  readonly clock: Clock;
}

const STARTING = text('Starting …');

/**
 * Says that a request arrived where no interaction can be answered: to a message, or where the token died before we came to it.
 * Its nonce is the event's id, so that a second delivery, or a repetition after a lost answer, finds the first message.
 * @throws {EaselError} `place-forbids`, `not-found` where even direct messages are closed, or why Discord cannot be reached.
 */
export async function startByMessage(
  origin: RequestOrigin,
  visibility: 'public' | 'private',
  parts: Parts,
): Promise<DiscordHandle> {
  const isPrivate = visibility === 'private';
  if (isOwnDirect(origin) || (!isPrivate && origin.installedThere)) return startHere(origin, isPrivate, parts);
  const direct = await startDirectly(origin, parts);
  if ('platform' in direct) return direct;
  // The person can still be answered where they spoke to us; an interaction that asked for privacy is never made public.
  if (direct.kind === 'closed' && origin.token === null) return startHere(origin, false, parts);
  throw asError(direct, usuallyLacking(origin.isThread));
}

async function startHere(origin: RequestOrigin, isPrivate: boolean, parts: Parts): Promise<DiscordHandle> {
  const lacking = lackingIn(origin);
  if (lacking) throw asError({ kind: 'forbidden', retryAfterMs: 0, cause: new Error('Known before') }, lacking);
  const { channelId } = origin;
  const outcome = await postStart(origin, channelId, parts);
  if (!outcome.ok) throw asError(outcome.problem, usuallyLacking(origin.isThread));
  return channelHandle(origin, { channelId, messageId: idOf(outcome.body), isPrivate });
}

async function startDirectly(origin: RequestOrigin, parts: Parts): Promise<DiscordHandle | Problem> {
  const way = await directWay(origin.userId, parts);
  if ('cause' in way) return way;
  const outcome = await postStart(origin, way.channelId, parts);
  if (!outcome.ok) return outcome.problem;
  return channelHandle(origin, { channelId: way.channelId, messageId: idOf(outcome.body), isPrivate: true });
}

async function postStart(origin: RequestOrigin, channelId: string, { send, clock }: Parts): Promise<Outcome> {
  const body = { ...bodyOf({ ...layNotice(STARTING), files: [] }), nonce: origin.id, enforce_nonce: true };
  const post = (more: object) =>
    persist(clock, () =>
      send({ method: 'POST', route: Routes.channelMessages(channelId), body: { ...body, ...more }, timeoutMs: 15_000 }),
    );
  const answers = origin.token === null && channelId === origin.channelId;
  if (!answers) return post({});
  const message_reference = { type: MessageReferenceType.Default, message_id: origin.id, fail_if_not_exists: false };
  const outcome = await post({ message_reference });
  // Answering to a message needs to read what was said before; speaking does not.
  return outcome.ok || outcome.problem.kind !== 'no-reply' ? outcome : post({});
}

function idOf(body: unknown): string {
  const id = idIn(body);
  if (id === undefined) throw new EaselError('internal', {}, { cause: new Error('Discord told no message.') });
  return id;
}
