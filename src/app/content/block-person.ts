import type { Decider, Policies } from '#src/app/rules/policies.ts';
import type { StoredPolicy } from '#src/app/rules/standings.ts';
import { asEaselError } from '#src/domain/errors.ts';
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

/** Several refusals at once are one reason to block. */
const SAME_MS = 60_000;

/** Blocks somebody for a while. @returns whether that changed anything: nobody's longer block is made shorter. */
export async function blockPerson(wish: BlockWish, parts: BlockParts): Promise<boolean> {
  const { tenantId, personId, until, reason, by = EASEL, why } = wish;
  const { blocked, revision } = await blockOf(wish, parts.policies);
  const about = by === EASEL ? SAME_MS : 0;
  if (blocked && (blocked.until ?? Number.POSITIVE_INFINITY) >= until - about) return false;
  try {
    const change = { kind: 'block', personId, reason, until } as const;
    await parts.changePolicy(tenantId, by, [change], { reason: why, basedOn: revision });
    return true;
  } catch (thrown) {
    // Another case of theirs may have come at the same moment.
    if (asEaselError(thrown).code === 'changed-meanwhile') return blockPerson(wish, parts);
    throw thrown;
  }
}

/** Ends a block that numbers set; one that a moderator set stays. */
export async function liftOwnBlock(
  { tenantId, personId, why }: Pick<BlockWish, 'tenantId' | 'personId' | 'why'>,
  { policies, changePolicy }: BlockParts,
): Promise<void> {
  const { blocked } = await blockOf({ tenantId, personId }, policies);
  if (blocked?.by === EASEL.id) await changePolicy(tenantId, EASEL, [{ kind: 'unblock', personId }], { reason: why });
}

async function blockOf(
  { tenantId, personId }: Pick<BlockWish, 'tenantId' | 'personId'>,
  policies: BlockParts['policies'],
) {
  const { policy, revision = 0 } = (await policies.get(tenantId)) ?? {};
  const { people = {} } = policy ?? {};
  return { revision, blocked: Object.hasOwn(people, personId) ? people[personId]?.blocked : undefined };
}
