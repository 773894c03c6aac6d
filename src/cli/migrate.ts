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
import { contentsOf, copyState, copyStore, endCopy, isEmpty } from '#src/store/copy-store.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createCreditLedger } from '#src/store/keyv-ledger.ts';
import { openStorage } from '#src/store/open-storage.ts';
import { checkCredits } from './doctor-credits.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { storeName } from './store-name.ts';

export interface MigrateFlags {
  readonly from?: string;
  readonly to: string;
  readonly resume?: boolean;
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
  const [from, to] = [sideOf('--from', flags.from ?? config.databaseUrl, cwd), sideOf('--to', flags.to, cwd)];
  const wrong = whatIsWrong(from, to);
  if (wrong !== undefined) return refuse(wrong, EXIT.usage);
  const [source, target] = [openStorage(from.databaseUrl), openStorage(to.databaseUrl)];
  try {
    return await move({ source, target, from: storeName(from), to: storeName(to) }, flags.resume === true);
  } finally {
    await Promise.all([source.close(), target.close()]);
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
  const file = from.databaseUrl.startsWith('sqlite://') ? from.dataDir : undefined;
  return file !== undefined && !existsSync(file) ? `There is no ${file} to move.` : undefined;
}

async function move(sides: Sides, isResumed: boolean): Promise<ExitCode> {
  const busy = await whatIsInTheWay(sides, isResumed);
  if (busy !== undefined) return refuse(busy, EXIT.failed);
  const { source, target, from, to } = sides;
  console.log(`Moving ${from} to ${to}. The source is only read.`);
  await copyStore({ source, target, from, onProgress: createTeller() });
  const compared = await compare(sides);
  console.log(compared.says);
  if (!compared.isSame) return EXIT.failed;
  await endCopy(target);
  console.log(
    'Set DATABASE_URL to the new address and start Easel. Pictures stay where they are: in the data folder or S3.',
  );
  return EXIT.done;
}

async function whatIsInTheWay({ source, target, from, to }: Sides, isResumed: boolean): Promise<string | undefined> {
  const working = (await whoWorks(source, from)) ?? (await whoWorks(target, to));
  if (working !== undefined) return working;
  const begun = await copyState(target);
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
