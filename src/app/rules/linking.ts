import type { Actor, Place } from '#src/ports/chat-platform.ts';
import type { Linking } from '#src/ports/linking.ts';
import type { Links } from './links.ts';

/** What the person who asks may do about their own accounts. */
export function createLinking({ userId, displayName }: Actor, { platform, tenantId }: Place, links: Links): Linking {
  const account = { tenantId, personId: userId, platform, name: displayName };
  return {
    accounts: () => links.of(account),
    code: () => links.code(account),
    join: (said) => links.join(account, said),
    unlink: () => links.unlink(account),
  };
}
