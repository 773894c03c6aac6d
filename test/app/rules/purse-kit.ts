import { openDocuments } from '#src/app/documents.ts';
import type { BudgetWarning } from '#src/app/rules/budget-warnings.ts';
import { createLinks } from '#src/app/rules/links.ts';
import { createPurses } from '#src/app/rules/purses.ts';
import { createStandings } from '#src/app/rules/standings.ts';
import { whereOfJob } from '#src/app/rules/whereabouts.ts';
import type { Job, JobResult } from '#src/domain/job.ts';
import { DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import type { Price } from '#src/domain/price.ts';
import type { InstallationPolicy, TenantPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { AtomicStorage } from '#src/store/atomic-storage.ts';
import { createDocuments, type DocumentsOptions } from '#src/store/keyv-documents.ts';
import { createJobStore } from '#src/store/keyv-job-store.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { jobLike } from '../../commands/say.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createSilentLog } from '../../fakes/silent-log.ts';
import { openLedger } from '../../store/ledgers.ts';

export interface PurseKitOptions {
  readonly storage?: AtomicStorage;
  readonly clock?: Clock;
  /** What each person has a day, 10 unless given. */
  readonly allowance?: number;
  readonly installation?: Partial<InstallationPolicy>;
  /** Between two tries; nothing unless given. */
  readonly pause?: (tries: number) => Promise<void>;
  readonly onWarn?: (warning: BudgetWarning) => Promise<void>;
  readonly documents?: DocumentsOptions;
  readonly workerId?: string;
}

export type PurseKit = ReturnType<typeof openPurses>;

let processes = 0;

/** Purses as one process has them, and what they are made of. */
export function openPurses({
  storage = createMemoryStorage(),
  clock = createManualClock(),
  allowance = 10,
  installation = {},
  pause = async () => {},
  onWarn,
  documents: options,
  workerId = 'worker-1',
}: PurseKitOptions = {}) {
  const of = <T>(namespace: string) => createDocuments<T>(storage, namespace, options);
  const documents = openDocuments(of);
  const { ledger } = openLedger(storage, clock, options);
  const jobs = createJobStore({ documents: of, now: clock.now });
  const parts = {
    ...documents,
    ledger,
    jobs,
    clock,
    pause,
    log: createSilentLog(),
    policy: { ...DEFAULT_CREDIT_POLICY, allowance },
    installation: { assumedUsdMicrosPerCredit: 1000, ...installation },
    newId: newIds(),
    safetyIdOf: (name: string) => `secret ${name}`,
    ...(onWarn && { onWarn }),
  };
  const standings = createStandings(parts);
  const links = createLinks(parts);
  const purses = createPurses({ ...parts, standings, links });
  return { ...parts, documents, standings, links, purses, storage, accept, hold, settle, end, decide, left };

  /** A job that asks for credits, stored as accepted. */
  async function accept(id: string, accountId: string, more: Partial<Job> = {}): Promise<Job> {
    const colon = accountId.lastIndexOf(':');
    const [tenantId, personId] = [accountId.slice(0, colon), accountId.slice(colon + 1)];
    const { state: _done, ...job } = jobLike({ id, tenantId, personId, accountId, workerId, eventId: `event-${id}` });
    const stored = await jobs.create({ ...job, token: `token-${id}`, state: 'accepted', placeId: 'art', ...more });
    return stored.job;
  }

  /** Holds for a job and puts it into the queue, as preparing it does. */
  async function hold(job: Job, total: number, price: Partial<Price> = {}): Promise<void> {
    await purses.hold(job, { each: total, total, ...price }, await standings.of(whereOfJob(job)));
    await jobs.update(job.id, (current) => ({ ...current, state: 'queued' }));
  }

  /** Charges so much for one picture. */
  async function settle({ id }: Job, charged: number, costUsdMicros?: number): Promise<void> {
    const result = { ...RESULT, charged, ...(costUsdMicros !== undefined && { costUsdMicros }) };
    const made = await jobs.update(id, (current) => ({ ...current, state: 'delivering', result }));
    if (made) await purses.settle(made);
  }

  /** Ends a job without pictures. */
  async function end({ id }: Job, more: Partial<Job> = {}): Promise<void> {
    const ended = await jobs.update(id, (current) => ({ ...current, state: 'failed', ...more }));
    if (ended) await purses.release(ended);
  }

  async function decide(tenantId: string, policy: TenantPolicy): Promise<void> {
    await documents.policies.update(tenantId, (known) => ({ revision: (known?.revision ?? 0) + 1, policy }));
  }

  /** What a person has, all their accounts together. */
  async function left(accountId: string): Promise<{ readonly available: number; readonly held: number }> {
    const colon = accountId.lastIndexOf(':');
    const whose = { tenantId: accountId.slice(0, colon), personId: accountId.slice(colon + 1) };
    const { available, held } = await purses.balance(whose);
    return { available, held };
  }
}

const RESULT: JobResult = {
  pictures: [{ key: 'one.png', type: 'image/png', width: 1, height: 1, byteLength: 1 }],
  charged: 0,
  warnings: [],
  durationMs: 1,
};

/** Names of a process of its own. */
function newIds(): () => string {
  const process = ++processes;
  let made = 0;
  return () => `id-${process}-${++made}`;
}

/** `discord:1:ada` as somebody links it. */
export function accountOf(accountId: string) {
  const colon = accountId.lastIndexOf(':');
  const [tenantId, personId] = [accountId.slice(0, colon), accountId.slice(colon + 1)];
  return { tenantId, personId, platform: tenantId.split(':')[0] ?? '', name: personId };
}

/** Links accounts, one after the other with the first. */
export async function linked({ links }: PurseKit, first: string, ...others: readonly string[]): Promise<void> {
  for (const other of others) {
    const { code } = await links.code(accountOf(first));
    await links.join(accountOf(other), { said: code, eventId: `event of ${code}` });
  }
}
