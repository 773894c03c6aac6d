import type { LinkedAccount } from '#src/domain/link.ts';
import { isLent } from '#src/domain/rules/standing.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Linking, ShownAccount } from '#src/ports/linking.ts';
import type { Links } from './links.ts';
import type { Standings } from './standings.ts';
import { whereOf } from './whereabouts.ts';

/** What the person who asks may do about their own accounts. */
export function createLinking(
  { id, actor, place }: IncomingRequest,
  { links, standings }: { readonly links: Links; readonly standings: Standings },
): Linking {
  const { tenantId, platform } = place;
  const account = { tenantId, personId: actor.userId, platform, name: actor.displayName };
  return {
    accounts: async () => shown(await links.of(account)),
    code: () => links.code(account),
    join: async (said) => shown(await links.join(account, { said, eventId: id })),
    unlink: () => links.unlink(account),
  };

  /** Told with whether this place spends what they have. */
  async function shown(accounts: readonly LinkedAccount[]): Promise<readonly ShownAccount[]> {
    if (accounts.length === 0) return [];
    const standing = await standings.of(whereOf(actor, place));
    const isSpent = (each: LinkedAccount) => each.tenantId === tenantId || isLent(standing, each.tenantId);
    return accounts.map((each) => (isSpent(each) ? each : { ...each, spentHere: false }));
  }
}
