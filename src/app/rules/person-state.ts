import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { PersonState } from '#src/ports/moderation.ts';
import type { Purses } from './purses.ts';
import type { Member, Standings } from './standings.ts';

export interface PersonParts {
  readonly standings: Standings;
  readonly purses: Purses;
  readonly ledger: Pick<CreditLedger, 'entries'>;
  readonly documents: { readonly members: Documents<Member> };
}

const ENTRIES = 10;

/** Where somebody stands in a tenant, for its moderators. */
export function createPersonState({ standings, purses, ledger, documents }: PersonParts) {
  return async function personState(tenantId: string, personId: string, channelId?: string): Promise<PersonState> {
    const accountId = `${tenantId}:${personId}`;
    const standing = await standings.ofMember({ tenantId, personId, ...(channelId !== undefined && { channelId }) });
    const { blocked, because } = standing;
    const [member, balance, entries] = await Promise.all([
      documents.members.get(accountId),
      // What somebody has elsewhere concerns nobody here.
      purses.balance({ tenantId, personId, alone: true }),
      ledger.entries(accountId, ENTRIES),
    ]);
    return { personId, name: member?.name, balance, because, ...(blocked && { blocked }), entries };
  };
}
