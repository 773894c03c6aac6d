import type { Subject } from '#src/domain/rules/policy-change.ts';
import type { Documents } from '#src/ports/documents.ts';

/** What a moderator did that is no change of the policy. */
export interface Decision {
  readonly at: number;
  /** The moderator's id. */
  readonly by: string;
  readonly kind: 'grant' | 'reset' | 'pause' | 'resume';
  readonly subject: Subject;
  readonly reason: string;
  /** Of a grant: for each; of a reset: all that was filled up. */
  readonly amount?: number;
  /** Of a grant: absent until everybody has it. */
  readonly people?: number;
  readonly expiresAt?: number;
  /** Of a grant that can never be given to everybody: why. */
  readonly ended?: string;
}

/** Whose a grant is, and which request made it. */
export interface UnfinishedGrant {
  readonly tenantId: string;
  readonly requestId: string;
}

export interface Unfinished extends UnfinishedGrant {
  readonly id: string;
  readonly decision: Decision;
}

export interface DecisionParts {
  readonly decisions: Documents<Decision>;
  readonly unfinishedGrants: Documents<UnfinishedGrant>;
}

const MONTHS_BACK = 14;
/** No month is shorter, so none is left out. */
const MONTH_MS = 28 * 86_400_000;

/** What moderators did, by tenant and time. The same request writes the same decision once. */
export function createDecisions({ decisions, unfinishedGrants }: DecisionParts) {
  return {
    /** @returns its name. */
    async write(tenantId: string, requestId: string, decision: Decision): Promise<string> {
      const id = `${folder(tenantId)}${monthOf(decision.at)}/${encodeURIComponent(requestId)}`;
      // First, so that no grant is without it; one whose decision is not there was never made.
      if (decision.kind === 'grant') await unfinishedGrants.update(id, () => ({ tenantId, requestId }));
      await decisions.update(id, (known) => known ?? decision);
      return id;
    },

    /** So many have what was granted: everybody, where it did not end before that. */
    async finish(id: string, people: number, ended?: string): Promise<void> {
      const more = { people, ...(ended !== undefined && { ended }) };
      await decisions.update(id, (known) => (known?.people === undefined ? known && { ...known, ...more } : known));
      await unfinishedGrants.remove(id);
    },

    /** Grants that broke off. */
    async *unfinished(): AsyncGenerator<Unfinished, void> {
      for await (const [id, whose] of unfinishedGrants.list('')) {
        const decision = await decisions.get(id);
        if (decision) yield { id, ...whose, decision };
      }
    },

    /** The newest first, as long as one of them is wanted. */
    async *newest(tenantId: string, now: number): AsyncGenerator<Decision, void> {
      for (const month of monthsBack(now)) {
        const found: Decision[] = [];
        for await (const [, decision] of decisions.list(`${folder(tenantId)}${month}`)) found.push(decision);
        yield* found.toSorted((one, other) => other.at - one.at);
      }
    },
  };
}

export type Decisions = ReturnType<typeof createDecisions>;

const folder = (tenantId: string): string => `${encodeURIComponent(tenantId)}/`;

const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 'YYYY-MM'.length);

/** `2026-11`, `2026-10` and so on. */
const monthsBack = (now: number): readonly string[] => [
  ...new Set(Array.from({ length: MONTHS_BACK }, (_, back) => monthOf(now - back * MONTH_MS))),
];
