import { createHmac, randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { bulkhead } from 'cockatiel';
import { commands } from '#commands/index.ts';
import { type AppDocuments, openDocuments } from '#src/app/documents.ts';
import { createEngine, type Engine } from '#src/app/engine.ts';
import { createFileAccess, type FileAccessParts } from '#src/app/file-access.ts';
import type { Turns } from '#src/app/keep-images.ts';
import { createLastingRemoval } from '#src/app/lasting-removal.ts';
import type { Parts } from '#src/app/parts.ts';
import type { Route } from '#src/app/route.ts';
import { createNoteUsage } from '#src/app/rules/note-usage.ts';
import { createSwitches } from '#src/app/rules/switches.ts';
import { createUsageLines } from '#src/app/rules/usage-lines.ts';
import { createSystemClock } from '#src/app/system-clock.ts';
import type { Config } from '#src/config/config.ts';
import type { Account, Entry } from '#src/domain/account.ts';
import { createFileLinks, type FileLinks } from '#src/http/file-links.ts';
import { createPageUrl } from '#src/http/page-url.ts';
import { contentCheckOf, createImageModels, type ModelsOptions, openTextModel } from '#src/models/registry.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import type { Log } from '#src/ports/log.ts';
import { type Metrics, NO_METRICS } from '#src/ports/metrics.ts';
import type { Webhooks } from '#src/ports/provider.ts';
import type { TextModel } from '#src/ports/text-model.ts';
import type { Tracing } from '#src/ports/tracing.ts';
import { createFairQueue } from '#src/queue/fair-queue.ts';
import { createFreshBlobs } from '#src/store/fresh-blobs.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createJobStore } from '#src/store/keyv-job-store.ts';
import { createCreditLedger } from '#src/store/keyv-ledger.ts';
import { measuredBlobs, measuredStorage } from '#src/store/measured.ts';
import { refuseMovedStore } from '#src/store/moved-store.ts';
import { openBlobs } from '#src/store/open-blobs.ts';
import { openStorage } from '#src/store/open-storage.ts';
import { connectionsOf } from './connections.ts';
import { openCatalogue } from './open-catalogue.ts';
import { createPinoLog } from './pino-log.ts';
import { createTracing } from './tracing.ts';

/** The wired product, without any face of its own. */
export type Easel = Awaited<ReturnType<typeof openEasel>>;

export interface OpenOptions {
  /** Platforms and direct callers that jobs are delivered to. Filled by the caller, also after opening. */
  readonly routes: Map<string, Route>;
  readonly metrics?: Metrics;
  readonly log?: Log;
  readonly tracing?: Tracing;
  /** How long the simulator takes over a picture. */
  readonly simulatorPaceMs?: number;
  /** Told of a job that was left behind because the store failed. */
  readonly onJobLeft?: Parts['onJobLeft'];
  /** Where this process serves HTTP, once it does. */
  readonly ownUrl?: () => string | undefined;
  /** Where providers may call; without it they are asked. Only a process that serves HTTP has it. */
  readonly webhooks?: Webhooks;
  /** Lets a test stand between the engine and its parts. */
  readonly wrap?: (parts: Parts) => Parts;
}

/** Fetching waits for others and costs only the bytes; reading uses every core and many times the memory. */
const FETCHED_AT_ONCE = 2;
const READ_AT_ONCE = 1;

/** Wires configuration to parts. Nothing works, listens or is sent before `engine.open`. */
export async function openEasel(
  config: Config,
  {
    routes,
    metrics = NO_METRICS,
    tracing = createTracing(),
    log = createPinoLog(config.logLevel, tracing.traceId),
    simulatorPaceMs,
    onJobLeft,
    ownUrl = () => undefined,
    webhooks,
    wrap = (parts) => parts,
  }: OpenOptions,
) {
  const clock = createSystemClock();
  const storage = measuredStorage(openStorage(config.databaseUrl), metrics.stored);
  await refuseMovedStore(storage);
  const documents = <T>(namespace: string) => createDocuments<T>(storage, namespace);
  const secrets = documents<{ readonly key: string }>('secrets');
  const kept = openDocuments(documents);
  const pictures = await openBlobs({ ...config, clock });
  const blobs = createLastingRemoval({
    blobs: createFreshBlobs(measuredBlobs(pictures.blobs, metrics.stored)),
    leftBlobs: kept.leftBlobs,
    clock,
    log,
  });
  const ledger = openLedger(storage, kept, clock);
  const jobs = createJobStore({ documents });
  const files = await openFiles(secrets, { ...config, jobs, policies: kept.policies }, clock);
  const catalogue = openCatalogue(config);
  const simulator = lazySimulator(simulatorPaceMs);
  const workerId = newId();
  const queue = await openQueue(config, { clock, log, processId: workerId });
  const shared = { catalogue, ledger, jobs, blobs, queue, clock, newId, log, tracing };
  const parts: Parts = {
    ...shared,
    ...modelsOf(config, { catalogue, simulatorUrl: simulator.url, clock, webhooks }),
    commands,
    routes,
    documents: kept,
    turns: openTurns(),
    ...settingsOf(config),
    worker: { id: workerId, host: hostname(), pidSpace: pidSpace(), pid: process.pid, isAlive },
    pageUrl: createPageUrl({ ...config.http, ownUrl }),
    safetyIdOf: safetyIds(await secretOf(secrets, 'safety')),
    ...addressing(config, files),
    ...(onJobLeft && { onJobLeft }),
    metrics,
  };
  const engine: Engine = createEngine(wrap(parts));
  const close = async () => {
    await queue.close();
    await simulator.close();
    await ledger.copied();
    await storage.close();
  };
  const switches = createSwitches({ switches: kept.switches, clock });
  return { engine, ...shared, pictures, files, documents, switches, close };
}

function openLedger(storage: ReturnType<typeof openStorage>, kept: AppDocuments, clock: Clock) {
  return createCreditLedger({
    accounts: createDocuments<Account>(storage, 'accounts'),
    journal: createDocuments<Entry>(storage, 'journal'),
    clock,
    onEntries: createNoteUsage(createUsageLines(kept)).entries,
  });
}

/** One for all processes where Redis is named, whose libraries are loaded only then. */
async function openQueue(
  { concurrency, redisUrl }: Config,
  more: { readonly clock: Clock; readonly log: Log; readonly processId: string },
): Promise<JobQueue> {
  const { perPerson, perProvider, defaultPerProvider } = concurrency;
  const bounds = { perPerson, perProvider: (provider: string) => perProvider[provider] ?? defaultPerProvider };
  if (redisUrl === undefined) return createFairQueue({ ...bounds, ...more });
  const { createSharedQueue } = await import('#src/queue/shared-queue.ts');
  return createSharedQueue({ ...bounds, ...more, url: redisUrl });
}

interface ModelsWiring extends Pick<ModelsOptions, 'catalogue' | 'clock'> {
  readonly simulatorUrl: (protocol: string) => Promise<string>;
  readonly webhooks: Webhooks | undefined;
}

/** What makes pictures, and what writes where the operator named it; the latter is opened when it is first needed. */
function modelsOf(
  config: Config,
  { catalogue, simulatorUrl, clock, webhooks }: ModelsWiring,
): Pick<Parts, 'modelOf' | 'textModel' | 'contentCheck'> {
  const { textModel } = config;
  const connections = connectionsOf(config, simulatorUrl);
  const options = { catalogue, connections, clock, ...(webhooks && { webhooks }) };
  let opened: Promise<TextModel> | undefined;
  const open = (wanted: NonNullable<typeof textModel>) => {
    opened ??= openTextModel(wanted, options);
    return opened;
  };
  const contentCheck = contentCheckOf({ ...options, connections: realOnly(connections) });
  return {
    modelOf: createImageModels(options),
    ...(textModel && { textModel: () => open(textModel) }),
    ...(contentCheck && { contentCheck: once(contentCheck) }),
  };
}

/** The stand-in judges nobody's content where there is a real provider. */
function realOnly(connections: ModelsOptions['connections']): ModelsOptions['connections'] {
  if (connections.size === 1) return connections;
  return new Map([...connections].filter(([provider]) => provider !== 'simulator'));
}

/** Opens something when it is first needed, and again where that failed. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= open().catch((thrown: unknown) => {
      opened = undefined;
      throw thrown;
    });
    return opened;
  };
}

function openTurns(): Turns {
  const fetching = bulkhead(FETCHED_AT_ONCE, Number.MAX_SAFE_INTEGER);
  const reading = bulkhead(READ_AT_ONCE, Number.MAX_SAFE_INTEGER);
  return { fetch: (work) => fetching.execute(work), read: (work) => reading.execute(work) };
}

/** A real server on a free loopback port, started when the first picture is asked of it. */
function lazySimulator(paceMs: number | undefined) {
  let started: Promise<{ url: string; close(): Promise<void> }> | undefined;
  const start = async () => {
    const { startSimulator } = await import('#src/simulator/simulator.ts');
    // Salted, so that rolling again draws another picture.
    return startSimulator({ newSalt: newId, ...(paceMs !== undefined && { paceMs }) });
  };
  return {
    async url(protocol: string) {
      started ??= start();
      const [{ url }, { SIMULATOR_PATHS }] = await Promise.all([started, import('#src/simulator/simulator.ts')]);
      return `${url}${SIMULATOR_PATHS[protocol]}`;
    },
    close: async () => (await started)?.close(),
  };
}

/** Names that sort nowhere and cannot be guessed: 80 random bits in lower case letters and digits. */
const newId = (): string =>
  BigInt(`0x${randomBytes(10).toString('hex')}`)
    .toString(36)
    .padStart(16, '0');

/** Which space of process numbers this process is in; empty where the system has only one. */
function pidSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** Whether a process of this machine is alive. Not being allowed to signal it proves that it is. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Pseudonyms that only this installation can lead back to a person. */
const safetyIds = (key: string) => (accountId: string) => createHmac('sha256', key).update(accountId).digest('hex');

type Secrets = Documents<{ readonly key: string }>;

/** A key that is made once and kept in the store. */
async function secretOf(secrets: Secrets, name: string): Promise<string> {
  const stored = await secrets.update(name, (current) => current ?? { key: randomBytes(32).toString('hex') });
  return stored?.key ?? '';
}

/** What the operator chose, as the use cases take it. */
function settingsOf(config: Config) {
  return {
    policy: config.credits,
    installation: config.installation,
    ...operatorPlace(config),
    freeSpace: freeSpaceOf(config.dataDir),
    limits: config.limits,
    ...(config.standingInstructions !== undefined && { standing: config.standingInstructions }),
    retentionMs: config.retentionDays * 86_400_000,
  };
}

/** Where whoever runs Easel is told of trouble. */
function operatorPlace({ operator }: Config): Pick<Parts, 'operator'> {
  if (!operator) return {};
  const { platform, tenantId, channelId, personId = '' } = operator;
  return { operator: channelId === undefined ? { platform, tenantId, personId } : { platform, tenantId, channelId } };
}

/** Of the disk that the data folder is on. */
export const freeSpaceOf = (dataDir: string) => async () => {
  const { bavail, blocks, bsize } = await statfs(dataDir);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
};

/** Addresses of pictures, and who may still use them. */
async function openFiles(secrets: Secrets, access: FileAccessParts, clock: Clock) {
  return {
    ...createFileLinks({ secret: await secretOf(secrets, 'files'), clock }),
    mayFetch: createFileAccess(access),
  };
}

/** What people are shown, where this installation can be reached from outside. */
function addressing({ http: { publicBaseUrl } }: Config, { pathOf }: FileLinks): Pick<Parts, 'addressOf'> {
  return publicBaseUrl === undefined ? {} : { addressOf: (file) => `${publicBaseUrl}${pathOf(file)}` };
}
