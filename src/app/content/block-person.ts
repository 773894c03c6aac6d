import type { Decider, Policies } from '#src/app/rules/policies.ts';
import type { StoredPolicy } from '#src/app/rules/standings.ts';
import type { Documents } from '#src/ports/documents.ts';

export interface BlockParts {
  readonly policies: Documents<StoredPolicy>;
  readonly changePolicy: Policies['change'];
}

export interface BlockWish {
  readonly tenantId: string;
  readonly personId: string;
  readonly until: number;
  /** What the person reads. */
  readonly reason: string;
  /** Easel itself where numbers decide. */
  readonly by?: Decider;
  /** What the history says. */
  readonly why: string;
}

const EASEL: Decider = { id: 'easel', name: 'Easel' };

/** Blocks somebody for a while. @returns whether that changed anything: nobody's longer block is made shorter. */
export async function blockPerson(wish: BlockWish, { policies, changePolicy }: BlockParts): Promise<boolean> {
  const { tenantId, personId, until, reason, by = EASEL, why } = wish;
  const { people = {} } = (await policies.get(tenantId))?.policy ?? {};
  const blocked = Object.hasOwn(people, personId) ? people[personId]?.blocked : undefined;
  if (blocked && (blocked.until ?? Number.POSITIVE_INFINITY) >= until) return false;
  await changePolicy(tenantId, by, [{ kind: 'block', personId, reason, until }], { reason: why });
  return true;
}
