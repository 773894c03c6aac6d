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
}

export interface Unfinished {
  readonly id: string;
  readonly tenantId: string;
  readonly requestId: string;
  readonly decision: Decision;
}

const MONTHS_BACK = 14;
/** No month is shorter, so none is left out. */
const MONTH_MS = 28 * 86_400_000;

/** What moderators did, by tenant and time. The same request writes the same decision once. */
export function createDecisions(decisions: Documents<Decision>) {
  return {
    /** @returns its name. */
    async write(tenantId: string, requestId: string, decision: Decision): Promise<string> {
      const id = `${folder(tenantId)}${monthOf(decision.at)}/${encodeURIComponent(requestId)}`;
      await decisions.update(id, (known) => known ?? decision);
      return id;
    },

    /** Everybody has what was granted. */
    async finish(id: string, people: number): Promise<void> {
      await decisions.update(id, (known) => (known?.people === undefined ? known && { ...known, people } : known));
    },

    /** Grants that broke off, with whose they are and the request that made them. */
    async *unfinished(): AsyncGenerator<Unfinished, void> {
      for await (const [id, decision] of decisions.list('')) {
        const [tenantId = '', , requestId = ''] = id.split('/').map(decodeURIComponent);
        if (decision.kind === 'grant' && decision.people === undefined) yield { id, tenantId, requestId, decision };
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
