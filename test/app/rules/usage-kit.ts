import { openDocuments } from '#src/app/documents.ts';
import { createNoteUsage } from '#src/app/rules/note-usage.ts';
import { createStandings } from '#src/app/rules/standings.ts';
import { createUsage } from '#src/app/rules/usage.ts';
import type { UsageLine } from '#src/app/rules/usage-tally.ts';
import { DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import type { TenantPolicy } from '#src/domain/rules/tenant-policy.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';

/** What one process counts, over a store that others may share. */
export function openUsage(policy: TenantPolicy = {}, shared = openStore()) {
  const { clock, storage } = shared;
  const documents = openDocuments((namespace) => createDocuments(storage, namespace));
  const installation = { assumedUsdMicrosPerCredit: 20_000 };
  const standings = createStandings({ ...documents, policy: DEFAULT_CREDIT_POLICY, installation, clock });
  const usage = createUsage({ documents, standings, clock });
  const note = createNoteUsage(usage.lines);
  return {
    ...usage,
    documents,
    clock,
    shared,
    note,
    setPolicy: () => documents.policies.update('guild', () => ({ revision: 1, policy })),
    /** A request is paid, as the journal tells it. */
    paid: (name: string, at: number, more: Partial<UsageLine> = {}) => usage.lines.write('guild', name, line(at, more)),
  };
}

export function openStore() {
  const clock = createManualClock();
  return { clock, storage: createMemoryStorage({ now: clock.now }) };
}

export const line = (at: number, more: Partial<UsageLine> = {}): UsageLine => ({
  at,
  jobId: 'job-1',
  personId: 'ada',
  channelId: 'art',
  modelId: 'atelier/able',
  mode: 'generate',
  pictures: 1,
  credits: 2,
  usdMicros: 40_000,
  ...more,
});
