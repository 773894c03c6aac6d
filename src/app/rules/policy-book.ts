import { describeChange } from '#src/domain/rules/describe-policy.ts';
import { type PolicyEdit, type PolicyPath, withValue } from '#src/domain/rules/policy-path.ts';
import type { TenantPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { PolicyRevision } from '#src/ports/moderation.ts';
import type { StoredPolicy } from './standings.ts';

/** One decision as it is kept: what it made of the policy, and which things it decided. */
export interface StoredRevision extends PolicyRevision {
  readonly policy: TenantPolicy;
  readonly paths: readonly PolicyPath[];
}

/** Who decides, when and why. */
export type Made = Pick<PolicyRevision, 'by' | 'byName' | 'at' | 'reason'>;

export interface PolicyBookParts {
  readonly policies: Documents<StoredPolicy>;
  readonly policyRevisions: Documents<StoredRevision>;
}

/** Policies and their history, which no crash and no two writers at once make differ. */
export interface PolicyBook {
  /** A tenant's policy, its newest revision in the history too. */
  read(tenantId: string): Promise<StoredPolicy>;
  revision(tenantId: string, revision: number): Promise<StoredRevision | undefined>;
  /** Writes where nobody wrote since `current` was read. @returns what is stored then; `undefined` where somebody did. */
  write(
    tenantId: string,
    current: StoredPolicy,
    edits: readonly PolicyEdit[],
    made: Made,
  ): Promise<StoredPolicy | undefined>;
}

const NONE: StoredPolicy = { revision: 0, policy: {} };

export function createPolicyBook({ policies, policyRevisions }: PolicyBookParts): PolicyBook {
  return { read, revision: (tenantId, revision) => policyRevisions.get(nameOf(tenantId, revision)), write };

  async function read(tenantId: string): Promise<StoredPolicy> {
    const current = (await policies.get(tenantId)) ?? NONE;
    // Whoever wrote it may have died before the history had it.
    if (current.last) await keep(tenantId, { ...current.last, policy: current.policy });
    return current;
  }

  async function write(tenantId: string, current: StoredPolicy, edits: readonly PolicyEdit[], made: Made) {
    const policy = edits.reduce(withValue, current.policy);
    const changes = describeChange(current.policy, policy);
    if (changes.length === 0) return current;
    const revision = current.revision + 1;
    const last = { revision, ...made, changes, paths: edits.map(({ path }) => path) };
    let isOurs = false;
    const stored = await policies.update(tenantId, (now = NONE) => {
      isOurs = now.revision === current.revision;
      return isOurs ? { revision, policy, last } : now;
    });
    if (!isOurs) return undefined;
    await keep(tenantId, { ...last, policy });
    return stored;
  }

  async function keep(tenantId: string, revision: StoredRevision): Promise<void> {
    await policyRevisions.update(nameOf(tenantId, revision.revision), (known) => known ?? revision);
  }
}

/** `guild/000017`: sorts as revisions do. */
const nameOf = (tenantId: string, revision: number): string => `${tenantId}/${String(revision).padStart(6, '0')}`;
