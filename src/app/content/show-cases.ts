import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import type { Case } from './case.ts';
import { caseCard } from './case-card.ts';
import type { ContentRecords } from './person-record.ts';
import type { Reach } from './reach.ts';

export interface ShowCasesParts {
  readonly cases: Documents<Case>;
  readonly records: Pick<ContentRecords, 'isFlood'>;
  readonly reach: Reach;
  readonly log: Log;
}

/** Shows cases in the tenant's log channel. */
export function createShowCases({ cases, records, reach, log }: ShowCasesParts) {
  return { show, refresh };

  /** Whoever waits for an answer does not wait for the log channel. */
  function show(one: Case): void {
    showAndKeep(one).catch((error: unknown) => log.error({ err: error }, 'A case could not be shown'));
  }

  async function showAndKeep(one: Case): Promise<void> {
    if (await records.isFlood(one)) return;
    const handle = await reach.toLog(one, caseCard(one));
    if (!handle) return;
    const kept = await cases.update(
      keyOf(one),
      (current) => current && { ...current, shown: [...(current.shown ?? []), handle] },
    );
    // Somebody may have decided before its message was known.
    if (kept?.decided ?? kept?.withdrawnAt) await refresh(kept);
  }

  /** Shows its messages as the case stands now. */
  async function refresh(one: Case): Promise<void> {
    await Promise.all((one.shown ?? []).map((handle) => reach.again(one.platform, handle, caseCard(one))));
  }
}

export const keyOf = ({ tenantId, id }: Pick<Case, 'tenantId' | 'id'>): string => `${tenantId}:${id}`;
