import { expect, onTestFinished } from 'vitest';
import { commands } from '#commands/index.ts';
import { openDocuments } from '#src/app/documents.ts';
import { createEngine } from '#src/app/engine.ts';
import type { Parts } from '#src/app/parts.ts';
import type { Route } from '#src/app/route.ts';
import { createNoteUsage } from '#src/app/rules/note-usage.ts';
import { createUsageLines } from '#src/app/rules/usage-lines.ts';
import { wholeOf } from '#src/app/whole-parts.ts';
import type { WorkerIdentity } from '#src/app/workers.ts';
import type { Account, Entry } from '#src/domain/account.ts';
import type { Job } from '#src/domain/job.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { type CreditPolicy, DEFAULT_CREDIT_POLICY, DEFAULT_LIMITS } from '#src/domain/policy.ts';
import { createCatalogue } from '#src/models/catalogue/create-catalogue.ts';
import { BUILT_IN_MODELS } from '#src/models/registry.ts';
import type { FittedRequest, Generated, ImageModel, Run } from '#src/ports/image-model.ts';
import { NO_METRICS } from '#src/ports/metrics.ts';
import type { TextModel } from '#src/ports/text-model.ts';
import { createFairQueue } from '#src/queue/fair-queue.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createJobStore } from '#src/store/keyv-job-store.ts';
import { createCreditLedger } from '#src/store/keyv-ledger.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createTracing } from '#src/tracing.ts';
import { createManualClock, type ManualClock } from '../fakes/manual-clock.ts';
import { createMemoryBlobs, type MemoryBlobs } from '../fakes/memory-blobs.ts';
import { createRecordingPlatform, type RecordingPlatform } from '../fakes/recording-platform.ts';
import { createSilentLog } from '../fakes/silent-log.ts';
import { ofTheDay } from '../fakes/whose.ts';
import { pngOf } from '../fixtures/pictures.ts';

export const PICTURE: Generated = { pictures: [{ bytes: await pngOf({ width: 16, height: 16 }) }], warnings: [] };

/** Draws as many as one call asks for. */
export const asMany = async ({ options }: FittedRequest): Promise<Generated> => ({
  pictures: Array.from({ length: options.count }, () => PICTURE.pictures).flat(),
  warnings: [],
});

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
  readonly generate?: (request: FittedRequest, run: Run, modelId: string) => Promise<Generated>;
  readonly resume?: (taskId: string, run: Run, modelId: string) => Promise<Generated>;
  /** The models there are, each of a configured provider; without them those of the simulator. */
  readonly entries?: readonly ModelEntry[];
  readonly policy?: Partial<CreditPolicy>;
  readonly textModel?: TextModel;
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
  const policy = { ...DEFAULT_CREDIT_POLICY, ...options.policy };
  const { modelOf, calls, asked } = recordingModels(options);
  const { textModel } = options;
  let ids = 0;
  const kept = openDocuments(documents);
  const ledger = createCreditLedger({
    accounts: documents<Account>('accounts'),
    journal: documents<Entry>('journal'),
    clock,
    onEntries: createNoteUsage(createUsageLines(kept)).entries,
  });
  const parts: Parts = wrap({
    catalogue: catalogueOf(options.entries, policy),
    modelOf,
    ...(textModel && { textModel: async () => textModel }),
    commands,
    routes: options.routes ?? new Map<string, Route>([[talk.platform.id, talk.platform]]),
    ledger,
    jobs: createJobStore({ documents, now: clock.now }),
    blobs,
    queue: createFairQueue({ perPerson: 2, perProvider: () => 4, clock }),
    documents: kept,
    turns: { fetch: (work) => work(), read: (work) => work() },
    policy,
    installation: { assumedUsdMicrosPerCredit: 20_000 },
    limits: DEFAULT_LIMITS,
    retentionMs: 30 * DAY_MS,
    worker,
    pageUrl: (path) => `https://easel.test${path}`,
    safetyIdOf: (accountId) => accountId,
    clock,
    newId: () => `${worker.id}-${++ids}`,
    log,
    metrics: NO_METRICS,
    tracing: createTracing(),
  });
  const engine = createEngine(parts);
  const whole = wholeOf(parts);
  onTestFinished(async () => {
    const stopping = engine.stop(0);
    await clock.advance(0);
    await stopping;
  });
  return { parts, whole, engine, ledger, clock, storage, blobs, talk, log, calls, asked, start, balance, ended };

  async function start(): Promise<void> {
    await talk.platform.start(engine.handle, engine.gone);
    await engine.start();
  }

  async function balance(user = 'ada') {
    const { available, held } = await engine.balance({ tenantId: 'guild', personId: user });
    return { available, held };
  }

  /** The message of an event, and its job, once its end was shown. */
  async function ended(eventId: string, user = 'ada') {
    await expect.poll(() => talk.message(eventId).ends, { interval: 1, timeout: 10_000 }).toBeGreaterThan(0);
    const [job] = (await parts.jobs.byAccount(`guild:${user}`, 50)).filter((one) => one.eventId === eventId);
    return { ...talk.message(eventId), job };
  }
}

/** Models that draw as told and remember what they were asked, in the order they were asked. */
function recordingModels({ generate = async () => PICTURE, resume }: KitOptions) {
  const calls: string[] = [];
  const asked: { readonly modelId: string; readonly request: FittedRequest }[] = [];
  const modelOf = async (id: string): Promise<ImageModel> => ({
    id,
    async generate(request, run) {
      calls.push(request.prompt);
      asked.push({ modelId: id, request });
      return generate(request, run, id);
    },
    ...(resume && { resume: (taskId, run) => resume(taskId, run, id) }),
  });
  return { modelOf, calls, asked };
}

function catalogueOf(entries: readonly ModelEntry[] | undefined, policy: CreditPolicy) {
  const names = new Set(entries?.map(({ provider }) => provider) ?? ['simulator']);
  const providers = new Map([...names].map((name) => [name, { vendorHosted: false }] as const));
  return createCatalogue({ builtIn: entries ?? BUILT_IN_MODELS, providers, overrides: [], policy });
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
  if (state !== 'accepted')
    await parts.ledger.hold(
      job.accountId,
      id,
      (more.plan ?? PLAN).price.total,
      ofTheDay(parts.policy.allowance, clock.now()),
    );
  await parts.jobs.create(job);
  return job;
}

export const PLAN: NonNullable<Job['plan']> = {
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
