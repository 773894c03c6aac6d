import type { DeliveryHandle } from '#src/domain/job.ts';
import type { Arrived } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import { readAnchor } from '../anchor.ts';
import type { DiscordHandle } from '../handle.ts';
import type { RequestOrigin } from '../origin.ts';
import { isOwnDirect, TOKEN_MS, tokenHandle } from './place.ts';
import { newSnowflake } from './reach.ts';
import type { Send } from './send.ts';
import { startByMessage } from './start-message.ts';

interface Parts {
  readonly send: Send;
  readonly clock: Clock;
}

/**
 * Says that something arrived from a page. For everybody it is a new message where the page was asked for. In private, and where
 * only the person installed Easel, it takes the place of the private answer that led to the page, for as long as Discord lets that be
 * changed; then it is a direct message.
 * @throws {EaselError} `place-forbids`, `not-found`, or why Discord cannot be reached.
 */
export async function goOn(anchor: DeliveryHandle, { visibility }: Arrived, parts: Parts): Promise<DiscordHandle> {
  const origin = readAnchor(anchor, newSnowflake(parts.clock.now()));
  if (!isMessage(origin, visibility) && isAlive(origin, parts.clock))
    return tokenHandle(origin, { messageId: null, isPrivate: true });
  // No message asked, so none is answered; what was asked in private is never made public.
  return startByMessage({ ...origin, token: origin.token ?? '' }, visibility, parts);
}

const isMessage = (origin: RequestOrigin, visibility: 'public' | 'private'): boolean =>
  isOwnDirect(origin) || (visibility === 'public' && origin.installedThere);

const isAlive = ({ token, receivedAt }: RequestOrigin, clock: Clock): boolean =>
  token !== null && clock.now() < receivedAt + TOKEN_MS;
