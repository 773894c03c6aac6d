import { offeredModels } from '#src/app/offered-models.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { CreditPolicy } from '#src/domain/policy.ts';
import { conflicting, editsOfAll } from '#src/domain/rules/change-policy.ts';
import { checkChange } from '#src/domain/rules/check-change.ts';
import { thing } from '#src/domain/rules/describe-policy.ts';
import type { PolicyChange } from '#src/domain/rules/policy-change.ts';
import type { PolicyEdit } from '#src/domain/rules/policy-path.ts';
import { policyWarnings } from '#src/domain/rules/policy-warnings.ts';
import type { InstallationPolicy } from '#src/domain/rules/tenant-policy.ts';
import { plainText } from '#src/domain/text.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { PolicyRevision, PolicyState } from '#src/ports/moderation.ts';
import { createPolicyBook, type Made, type PolicyBookParts, type StoredRevision } from './policy-book.ts';
import type { StoredPolicy } from './standings.ts';

/** Who decides. */
export interface Decider {
  readonly id: string;
  readonly name: string;
}

export interface PolicyParts extends PolicyBookParts {
  readonly catalogue: Catalogue;
  readonly policy: CreditPolicy;
  readonly installation: InstallationPolicy;
  readonly clock: Clock;
}

/** The policies of tenants, with a history. Every call throws `store-unavailable` where the store cannot be reached. */
export interface Policies {
  state(tenantId: string): Promise<PolicyState>;
  /**
   * Changes several things at once, or none.
   * @param why `basedOn`: the revision the moderator looked at.
   * @throws {EaselError} `option-invalid`, `unknown-model`; `changed-meanwhile` where one of the same things was changed since.
   */
  change(
    tenantId: string,
    by: Decider,
    changes: readonly PolicyChange[],
    why: { readonly reason: string; readonly basedOn?: number },
  ): Promise<PolicyState>;
  /** The newest first. */
  revisions(tenantId: string, limit: number): Promise<readonly PolicyRevision[]>;
  /**
   * Makes everything that revision decided what it was before it, as a revision of its own.
   * @throws {EaselError} `not-found`; `changed-meanwhile` where a later one decided one of the same things.
   */
  undo(tenantId: string, by: Decider, revision: number, reason: string): Promise<PolicyState>;
}

export function createPolicies(parts: PolicyParts): Policies {
  const { catalogue, policy: defaults, installation, clock } = parts;
  const book = createPolicyBook(parts);

  return {
    async state(tenantId) {
      return stateOf(await book.read(tenantId));
    },

    async change(tenantId, by, changes, { reason, basedOn }) {
      const at = clock.now();
      const checked = changes.map((each) =>
        checkChange(each, { now: at, modelId: (name) => modelId(name, catalogue) }),
      );
      return apply(tenantId, { by: by.id, byName: by.name, at, reason }, async (current) => {
        const since = basedOn === undefined ? [] : await book.since(tenantId, basedOn, current.revision);
        const seen = await book.policyBefore(tenantId, since, current.policy);
        const edits = editsOfAll(checked, { by: by.id, at }, seen);
        checkMeanwhile(edits, since);
        return edits;
      });
    },

    async undo(tenantId, by, revision, reason) {
      return apply(tenantId, { by: by.id, byName: by.name, at: clock.now(), reason }, async (current) => {
        const undone = await book.revision(tenantId, revision);
        if (!undone) throw new EaselError('not-found', { what: `The change number ${revision}` });
        const edits = await book.before(tenantId, undone);
        checkMeanwhile(edits, await book.since(tenantId, revision, current.revision), revision);
        return edits;
      });
    },

    async revisions(tenantId, limit) {
      const { revision: newest } = await book.read(tenantId);
      const numbers = Array.from({ length: Math.min(limit, newest) }, (_, back) => newest - back);
      const found = await Promise.all(numbers.map((each) => book.revision(tenantId, each)));
      return found.flatMap((each) => (each ? [shown(each)] : []));
    },
  };

  function stateOf({ revision, policy }: StoredPolicy): PolicyState {
    const warnings = policyWarnings(policy, installation.tenants, offeredModels(catalogue, clock.now()));
    return { revision, policy, defaults, warnings };
  }

  /** Reads, decides and writes; where somebody else wrote in between, once more from the beginning. */
  async function apply(
    tenantId: string,
    made: Made,
    decide: (current: StoredPolicy) => Promise<readonly PolicyEdit[]>,
  ): Promise<PolicyState> {
    let stored: StoredPolicy | undefined;
    while (!stored) {
      const current = await book.read(tenantId);
      stored = await book.write(tenantId, current, await decide(current), made);
    }
    return stateOf(stored);
  }
}

/**
 * @param since what was decided meanwhile.
 * @param undoing the number of the change that is taken back.
 * @throws {EaselError} `changed-meanwhile` where one of the same things was.
 */
function checkMeanwhile(edits: readonly PolicyEdit[], since: readonly StoredRevision[], undoing?: number): void {
  const ours = edits.map(({ path }) => path);
  for (const theirs of since) {
    const both = conflicting(ours, theirs.paths);
    const details = both && { by: theirs.byName, what: plainText(thing(both)) };
    if (details) throw new EaselError('changed-meanwhile', { ...details, ...(undoing !== undefined && { undoing }) });
  }
}

/** A model whose provider has no key just now may be decided about all the same. */
function modelId(name: string, { off, find }: Catalogue): string {
  return off.find(({ id }) => id === name.trim())?.id ?? find(name).id;
}

const shown = ({ policy: _policy, paths: _paths, values: _values, ...revision }: StoredRevision): PolicyRevision =>
  revision;
