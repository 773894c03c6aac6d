import { existsSync } from 'node:fs';
import { createSystemClock } from '#src/app/system-clock.ts';
import type { WorkerRecord } from '#src/app/workers.ts';
import type { Config } from '#src/config/config.ts';
import { database } from '#src/config/places.ts';
import type { Account, Entry } from '#src/domain/account.ts';
import { count } from '#src/domain/error-texts.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { AtomicStorage } from '#src/store/atomic-storage.ts';
import { beginCopy, contentsOf, copyState, copyStore, endCopy, isEmpty } from '#src/store/copy-store.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createCreditLedger } from '#src/store/keyv-ledger.ts';
import { markMoved, movedStore, reopen } from '#src/store/moved-store.ts';
import { openStorage, refuseUnfitStore } from '#src/store/open-storage.ts';
import { checkCredits } from './doctor-credits.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { storeName } from './store-name.ts';

export interface MigrateFlags {
  readonly from?: string;
  readonly to?: string;
  readonly resume?: boolean;
  /** Takes back that the source was moved. */
  readonly reopen?: boolean;
}

type Side = Pick<Config, 'databaseUrl' | 'dataDir'>;

interface Sides {
  readonly source: AtomicStorage;
  readonly target: AtomicStorage;
  readonly from: string;
  readonly to: string;
}

/** A process that lives writes its heartbeat every two seconds. */
const SILENCE_MS = 20_000;
const TELL_EVERY_MS = 1000;

/** Copies all records of one store into another, empty one, compares the two and adds up every account on both sides. */
export async function migrate(config: Side, flags: MigrateFlags, cwd: string): Promise<ExitCode> {
  const from = sideOf('--from', flags.from ?? config.databaseUrl, cwd);
  if (flags.reopen) return openAgain(from);
  if (flags.to === undefined) return refuse('Name the empty store that everything goes to: --to ADDRESS', EXIT.usage);
  const to = sideOf('--to', flags.to, cwd);
  const wrong = whatIsWrong(from, to);
  if (wrong !== undefined) return refuse(wrong, EXIT.usage);
  await refuseUnfitStore(to.databaseUrl);
  const [source, target] = [openStorage(from.databaseUrl), openStorage(to.databaseUrl)];
  try {
    return await move({ source, target, from: storeName(from), to: storeName(to) }, flags.resume === true);
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

/** What was written at the other place since is not in it. */
async function openAgain(side: Side): Promise<ExitCode> {
  if (isMissing(side)) return refuse(`There is no ${side.dataDir} to open again.`, EXIT.usage);
  const storage = openStorage(side.databaseUrl);
  try {
    const moved = await movedStore(storage);
    if (!(await reopen(storage))) return refuse(`${storeName(side)} was not moved.`, EXIT.failed);
    console.log(`${storeName(side)} is open again. What was written in ${moved?.to} since is not in it.`);
    return EXIT.done;
  } finally {
    await storage.close();
  }
}

/** @throws {EaselError} `option-invalid`, without the address, which may carry a password. */
function sideOf(option: string, wanted: string, cwd: string): Side {
  const place = database(wanted, cwd, cwd);
  if ('at' in place) return { databaseUrl: place.at, dataDir: place.at.replace('sqlite://', '') };
  const allowed = place.problem.slice(place.problem.indexOf('it must be ') + 'it must be '.length).replace(/\.$/, '');
  throw new EaselError('option-invalid', { option, value: `${wanted.split(':')[0]}:…`, allowed });
}

function whatIsWrong(from: Side, to: Side): string | undefined {
  if ([from, to].some(({ databaseUrl }) => databaseUrl === 'memory://'))
    return 'A store in memory has nothing to move, and would forget what it is given.';
  if (from.databaseUrl === to.databaseUrl) return 'Both addresses are of the same store.';
  return isMissing(from) ? `There is no ${from.dataDir} to move.` : undefined;
}

const isMissing = ({ databaseUrl, dataDir }: Side): boolean =>
  databaseUrl.startsWith('sqlite://') && !existsSync(dataDir);

async function move(sides: Sides, isResumed: boolean): Promise<ExitCode> {
  const busy = await whatIsInTheWay(sides, isResumed);
  if (busy !== undefined) return refuse(busy, EXIT.failed);
  const { source, target, from, to } = sides;
  const early = await takeBoth(sides);
  if (early !== undefined) return refuse(early, EXIT.failed);
  console.log(`Moving ${from} to ${to}. Of the source everything stays; it is only marked as moved.`);
  await copyStore({ source, target, from, onProgress: createTeller() });
  const compared = await compare(sides);
  console.log(compared.says);
  const late = compared.isSame ? await whoWorks(source, from) : undefined;
  if (late !== undefined) console.error(late);
  if (!compared.isSame || late !== undefined) {
    await reopen(source);
    return EXIT.failed;
  }
  await markMoved(source, { to, state: 'moved' });
  await endCopy(target);
  console.log(
    'Set DATABASE_URL to the new address and start Easel. Pictures stay where they are: in the data folder or S3.',
  );
  return EXIT.done;
}

/**
 * Marks both first and looks afterwards who works on them. An Easel that starts says so first and looks for marks afterwards: so one
 * of the two always sees the other.
 */
async function takeBoth({ source, target, from, to }: Sides): Promise<string | undefined> {
  const isNew = (await copyState(target)) === undefined;
  await markMoved(source, { to, state: 'moving' });
  if (isNew) await beginCopy(target, from);
  const working = (await whoWorks(source, from)) ?? (await whoWorks(target, to));
  if (working === undefined) return undefined;
  await reopen(source);
  if (isNew) await endCopy(target);
  return working;
}

async function whatIsInTheWay({ source, target, from, to }: Sides, isResumed: boolean): Promise<string | undefined> {
  const working = (await whoWorks(source, from)) ?? (await whoWorks(target, to));
  if (working !== undefined) return working;
  const [moved, begun] = [await movedStore(source), await copyState(target)];
  if (moved?.state === 'moved' && !begun) return `${from} was moved to ${moved.to} already. --reopen takes that back.`;
  if (moved && moved.to !== to) return `${from} is half moved to ${moved.to}. --reopen takes that back.`;
  if (await copyState(source)) return `${from} holds half a copy itself.`;
  if (begun && begun.from !== from) return `${to} holds half a copy of ${begun.from}, not of ${from}.`;
  if (begun && !isResumed) return `${to} holds half a copy of ${from}. Add --resume to go on with it.`;
  if (!begun && isResumed) return `There is no broken-off copy in ${to} to go on with.`;
  if (!begun && !(await isEmpty(target))) return `${to} is not empty. Name an empty store; nothing was changed.`;
  return undefined;
}

/** Whoever writes meanwhile would be copied by half. */
async function whoWorks(storage: AtomicStorage, name: string): Promise<string | undefined> {
  for await (const [, { host, pid, beatAt }] of createDocuments<WorkerRecord>(storage, 'workers').list(''))
    if (Date.now() - beatAt < SILENCE_MS)
      return `Easel works on ${name}: process ${pid} on ${host}. Stop it first; one that was killed counts as stopped after ${SILENCE_MS / 1000} s.`;
  return undefined;
}

async function compare({
  source,
  target,
  from,
  to,
}: Sides): Promise<{ readonly isSame: boolean; readonly says: string }> {
  const [ours, theirs] = [await contentsOf(source), await contentsOf(target)];
  const isSame = ours.entries === theirs.entries && ours.digest === theirs.digest;
  const audits = [await checkCredits(ledgerOf(source)), await checkCredits(ledgerOf(target))];
  const lines = [
    `${from}: ${count(ours.entries)} entries, and ${count(ours.expiring)} that expire. Credits: ${audits[0]?.says}.`,
    `${to}: ${count(theirs.entries)} entries, and ${count(theirs.expiring)} that expire. Credits: ${audits[1]?.says}.`,
    isSame
      ? 'Both hold the same.'
      : 'They do not hold the same: something wrote to one of them meanwhile. Stop it, empty the target and begin again.',
  ];
  return { isSame: isSame && audits.every(({ state }) => state === 'ok'), says: lines.join('\n') };
}

const ledgerOf = (storage: AtomicStorage): CreditLedger =>
  createCreditLedger({
    accounts: createDocuments<Account>(storage, 'accounts'),
    journal: createDocuments<Entry>(storage, 'journal'),
    clock: createSystemClock(),
  });

/** Tells at most once a second. */
function createTeller(): (copied: number) => void {
  let toldAt = 0;
  return (copied) => {
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    console.log(`${count(copied)} entries copied`);
  };
}

function refuse(why: string, code: ExitCode): ExitCode {
  console.error(why);
  return code;
}
