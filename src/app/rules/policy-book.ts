import { withoutEnded } from '#src/domain/rules/change-policy.ts';
import { describeChange } from '#src/domain/rules/describe-policy.ts';
import { type PolicyEdit, type PolicyPath, valueAt, withValue } from '#src/domain/rules/policy-path.ts';
import type { TenantPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { PolicyRevision } from '#src/ports/moderation.ts';
import type { StoredPolicy } from './standings.ts';

/** One decision as it is kept: which things it decided, from what to what. */
export interface StoredRevision extends PolicyRevision {
  readonly paths: readonly PolicyPath[];
  /** What stood at each path before and stands there after; absent where nothing does. Early ones do not have it. */
  readonly values?: readonly { readonly before?: unknown; readonly after?: unknown }[];
  /** Only early ones: all that it made of the policy. */
  readonly policy?: TenantPolicy;
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
  /** What was decided after `from` up to `to`, the newest first. */
  since(tenantId: string, from: number, to: number): Promise<readonly StoredRevision[]>;
  /** What a policy was before those revisions, the newest of which made it what it is. */
  policyBefore(tenantId: string, revisions: readonly StoredRevision[], policy: TenantPolicy): Promise<TenantPolicy>;
  /** What was to be decided to have everything as it was before that revision. */
  before(tenantId: string, revision: StoredRevision): Promise<readonly PolicyEdit[]>;
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
  const revision: PolicyBook['revision'] = (tenantId, number) => policyRevisions.get(nameOf(tenantId, number));
  return { read, revision, since, policyBefore, before, write };

  async function read(tenantId: string): Promise<StoredPolicy> {
    const current = (await policies.get(tenantId)) ?? NONE;
    // Whoever wrote it may have died before the history had it.
    if (current.last)
      await keep(tenantId, current.last.values ? current.last : { ...current.last, policy: current.policy });
    return current;
  }

  async function since(tenantId: string, from: number, to: number): Promise<readonly StoredRevision[]> {
    const found: StoredRevision[] = [];
    for (let number = to; number > from; number--) {
      const known = await revision(tenantId, number);
      if (known) found.push(known);
    }
    return found;
  }

  async function policyBefore(tenantId: string, revisions: readonly StoredRevision[], policy: TenantPolicy) {
    let earlier = policy;
    for (const each of revisions) earlier = (await before(tenantId, each)).reduce(withValue, earlier);
    return earlier;
  }

  async function before(tenantId: string, { revision: number, paths, values }: StoredRevision) {
    if (values) return paths.map((path, at) => ({ path, value: values[at]?.before }));
    const policy = (await revision(tenantId, number - 1))?.policy ?? {};
    return paths.map((path) => ({ path, value: valueAt(policy, path) }));
  }

  async function write(tenantId: string, current: StoredPolicy, edits: readonly PolicyEdit[], made: Made) {
    const lasting = withoutEnded(current.policy, made.at);
    const policy = edits.reduce(withValue, lasting);
    const changes = describeChange(lasting, policy);
    if (changes.length === 0) return current;
    const revision = current.revision + 1;
    const decided = edits
      .map(({ path }) => ({ path, before: valueAt(lasting, path), after: valueAt(policy, path) }))
      .filter(({ before: was, after: is }) => JSON.stringify(was) !== JSON.stringify(is));
    const paths = decided.map(({ path }) => path);
    const values = decided.map(({ path: _path, ...value }) => value);
    const last = { revision, ...made, changes, paths, values };
    let isOurs = false;
    const stored = await policies.update(tenantId, (now = NONE) => {
      isOurs = now.revision === current.revision;
      return isOurs ? { revision, policy, last } : now;
    });
    if (!isOurs) return undefined;
    await keep(tenantId, last);
    return stored;
  }

  async function keep(tenantId: string, revision: StoredRevision): Promise<void> {
    await policyRevisions.update(nameOf(tenantId, revision.revision), (known) => known ?? revision);
  }
}

/** `guild/000017`: sorts as revisions do. */
const nameOf = (tenantId: string, revision: number): string => `${tenantId}/${String(revision).padStart(6, '0')}`;
