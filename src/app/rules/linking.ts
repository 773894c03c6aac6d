import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Linking } from '#src/ports/linking.ts';
import type { Links } from './links.ts';

/** What the person who asks may do about their own accounts. */
export function createLinking({ id, actor, place }: IncomingRequest, links: Links): Linking {
  const { tenantId, platform } = place;
  const account = { tenantId, personId: actor.userId, platform, name: actor.displayName };
  return {
    accounts: () => links.of(account),
    code: () => links.code(account),
    join: (said) => links.join(account, { said, eventId: id }),
    unlink: () => links.unlink(account),
  };
}
