import { onTestFinished } from 'vitest';
import { commands } from '#commands/index.ts';
import { createEngine } from '#src/app/engine.ts';
import type { Parts, Route } from '#src/app/parts.ts';
import type { WorkerIdentity } from '#src/app/workers.ts';
import type { Account, Entry } from '#src/domain/account.ts';
import type { Job } from '#src/domain/job.ts';
import { DEFAULT_CREDIT_POLICY, DEFAULT_LIMITS } from '#src/domain/policy.ts';
import { createCatalogue } from '#src/models/catalogue/create-catalogue.ts';
import { BUILT_IN_MODELS } from '#src/models/registry.ts';
import type { Generated, ImageModel } from '#src/ports/image-model.ts';
import { createFairQueue } from '#src/queue/fair-queue.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createJobStore } from '#src/store/keyv-job-store.ts';
import { createCreditLedger } from '#src/store/keyv-ledger.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock, type ManualClock } from '../fakes/manual-clock.ts';
import { createMemoryBlobs, type MemoryBlobs } from '../fakes/memory-blobs.ts';
import { createRecordingPlatform, type RecordingPlatform } from '../fakes/recording-platform.ts';
import { createSilentLog } from '../fakes/silent-log.ts';
import { pngOf } from '../fixtures/pictures.ts';

export const PICTURE: Generated = { pictures: [{ bytes: await pngOf({ width: 16, height: 16 }) }], warnings: [] };

/** A process of a machine where only the numbers in `alive` run. */
export const workerOf = (id: string, pid = 100, alive: readonly number[] = [pid], host = 'here'): WorkerIdentity => ({
  id,
  host,
  pidSpace: 'space',
  pid,
  isAlive: (asked) => alive.includes(asked),
});

/** What one process leaves and the next finds. */
export interface Shared {
  readonly clock: ManualClock;
  readonly storage: ReturnType<typeof createMemoryStorage>;
  readonly blobs: MemoryBlobs;
  readonly talk: RecordingPlatform;
}

export interface KitOptions {
  readonly shared?: Shared;
  readonly worker?: WorkerIdentity;
  readonly generate?: ImageModel['generate'];
  readonly resume?: NonNullable<ImageModel['resume']>;
  readonly wrap?: (parts: Parts) => Parts;
  readonly routes?: Map<string, Route>;
}

export type Kit = ReturnType<typeof openKit>;

/** The engine over everything in memory, on a clock that stands still. Nothing works before `engine.start`. */
export function openKit({
  shared,
  worker = workerOf('worker-1'),
  wrap = (parts) => parts,
  ...options
}: KitOptions = {}) {
  const clock: ManualClock = shared?.clock ?? createManualClock();
  const storage = shared?.storage ?? createMemoryStorage({ now: clock.now });
  const blobs = shared?.blobs ?? createMemoryBlobs();
  const talk = shared?.talk ?? createRecordingPlatform();
  const log = createSilentLog();
  const documents = <T>(namespace: string) => createDocuments<T>(storage, namespace);
  const calls: string[] = [];
  const model = (id: string): ImageModel => ({
    id,
    async generate(request, run) {
      calls.push(request.prompt);
      return (options.generate ?? (async () => PICTURE))(request, run);
    },
    ...(options.resume && { resume: options.resume }),
  });
  let ids = 0;
  const ledger = createCreditLedger({
    accounts: documents<Account>('accounts'),
    journal: documents<Entry>('journal'),
    policyOf: () => DEFAULT_CREDIT_POLICY,
    clock,
  });
  const parts: Parts = wrap({
    catalogue: createCatalogue({
      builtIn: BUILT_IN_MODELS,
      providers: new Map([['simulator', { vendorHosted: false }]]),
      overrides: [],
    }),
    modelOf: async (id) => model(id),
    commands,
    routes: options.routes ?? new Map<string, Route>([[talk.platform.id, talk.platform]]),
    ledger,
    jobs: createJobStore({ documents, now: clock.now }),
    blobs,
    queue: createFairQueue({ perPerson: 2, perProvider: () => 4, clock }),
    documents: {
      settings: documents('settings'),
      tokens: documents('tokens'),
      presses: documents('presses'),
      typicalTimes: documents('typical-times'),
      workers: documents('workers'),
      seeded: documents('seeded'),
    },
    turns: { fetch: (work) => work(), read: (work) => work() },
    policy: DEFAULT_CREDIT_POLICY,
    limits: DEFAULT_LIMITS,
    retentionMs: 30 * DAY_MS,
    worker,
    safetyIdOf: (accountId) => accountId,
    clock,
    newId: () => `${worker.id}-${++ids}`,
    log,
    metrics: { jobState() {}, providerCall() {}, jobDuration() {}, credits() {} },
  });
  const engine = createEngine(parts);
  onTestFinished(async () => {
    const stopping = engine.stop(0);
    await clock.advance(0);
    await stopping;
  });
  return { parts, engine, ledger, clock, storage, blobs, talk, log, calls, start, balance };

  async function start(): Promise<void> {
    await talk.platform.start(engine.handle);
    await engine.start();
  }

  async function balance(user = 'ada') {
    const { available, held } = await parts.ledger.balance(`guild:${user}`);
    return { available, held };
  }
}

export const DAY_MS = 86_400_000;

/** A job as a process that is gone left it, with its hold and its plan where it had come so far. */
export async function leaveJob({ parts, clock }: Kit, state: Job['state'], more: Partial<Job> = {}): Promise<Job> {
  const id = more.id ?? 'left-1';
  const job: Job = {
    id,
    token: `token-${id}`,
    state,
    tenantId: 'guild',
    personId: 'ada',
    personName: 'Ada',
    accountId: 'guild:ada',
    platform: 'test',
    placeId: 'art',
    private: false,
    eventId: `event-${id}`,
    delivery: { platform: 'test', messageId: `event-${id}` },
    request: { command: 'imagine', prompt: 'a fox', options: {}, images: [], instructions: [] },
    createdAt: clock.now(),
    workerId: 'gone',
    ...(state !== 'accepted' && { plan: PLAN }),
    ...more,
  };
  if (state !== 'accepted') await parts.ledger.hold(job.accountId, id, PLAN.price.total);
  await parts.jobs.create(job);
  return job;
}

const PLAN: NonNullable<Job['plan']> = {
  mode: 'generate',
  why: 'no picture was given',
  modelId: 'simulator/sketch',
  prompt: 'a fox',
  options: {
    size: { width: 1024, height: 1024 },
    background: 'auto',
    format: 'png',
    count: 1,
    partials: 0,
    timeoutMs: 60_000,
  },
  warnings: [],
  price: { each: 2, total: 2 },
};
