import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openDocuments } from '#src/app/documents.ts';
import { createNoteUsage } from '#src/app/rules/note-usage.ts';
import { createStandings } from '#src/app/rules/standings.ts';
import { createUsage } from '#src/app/rules/usage.ts';
import type { UsageLine } from '#src/app/rules/usage-tally.ts';
import { createWhatIf } from '#src/app/rules/what-if.ts';
import type { Account, Entry } from '#src/domain/account.ts';
import { DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import { createCatalogue } from '#src/models/catalogue/create-catalogue.ts';
import { BUILT_IN_MODELS } from '#src/models/registry.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createSqliteStorage } from '#src/store/sqlite-storage.ts';
import { scratchFolder } from './easel-process.ts';
import { median, p95 } from './statistics.ts';
import { report } from './table.ts';

/**
 * `/usage` of 30 days over 10,000 people and 1,000,000 entries of the journal on SQLite, while people go on spending. The floor is
 * to read and to parse the same documents, in turns with it; the rival adds up all that was spent, as a query.
 */
const PEOPLE = 10_000;
const ENTRIES = 1_000_000;
/** Held, settled, released. */
const ENTRIES_EACH = 3;
const REQUESTS = Math.ceil(ENTRIES / ENTRIES_EACH);
const DAYS = 30;
const WHAT_IF_DAYS = 7;
const ROUNDS = 40;
const GOAL_MS = 300;
const TENANT = 'discord:1';
const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 21, 15, 40);
const MODELS = ['openai/gpt-image-2.6-flare', 'replicate/flux-schnell', 'gemini/gemini-nano-banana-2.1'];

const SUM = `SELECT json_extract(value, '$.value.personId') AS person, sum(json_extract(value, '$.value.credits')) AS credits
  FROM entries WHERE key >= 'usage-lines::' AND key < 'usage-lines:;' GROUP BY person`;

const { folder, remove } = await scratchFolder();
const file = join(folder, 'easel.sqlite');
await createDocuments(createSqliteStorage(file), 'first').get('nothing');
const database = new DatabaseSync(file);
const seeded = seed();
const storage = createSqliteStorage(file);
const documents = openDocuments((namespace) => createDocuments(storage, namespace));
const clock = { now: () => NOW, sleep: async () => {}, after: () => ({ stop() {} }) };
const installation = { assumedUsdMicrosPerCredit: 20_000 };
const standings = createStandings({ ...documents, policy: DEFAULT_CREDIT_POLICY, installation, clock });
const usage = createUsage({ documents, standings, clock });
const note = createNoteUsage(usage.lines);
const accounts = createDocuments<Account>(storage, 'accounts');
const whatIf = createWhatIf({
  policies: { state: async () => ({ revision: 0, policy: {}, defaults: DEFAULT_CREDIT_POLICY, warnings: [] }) },
  policy: DEFAULT_CREDIT_POLICY,
  installation,
  catalogue: createCatalogue({
    builtIn: BUILT_IN_MODELS,
    providers: new Map(),
    overrides: [],
    policy: DEFAULT_CREDIT_POLICY,
  }),
  ledger: { accounts: () => accounts.list('') },
  documents,
  usage,
  clock,
});

const first = await timed(() => usage.report({ tenantId: TENANT, days: DAYS }));
const before = memory();
const times: { usage: number[]; floor: number[]; person: number[] } = { usage: [], floor: [], person: [] };
let agrees = first.value.totals.credits === seeded;
for (let round = 1; round <= ROUNDS; round++) {
  await note.entries(`#money:${TENANT}`, [entryOf(ENTRIES + round)]);
  const asked = await timed(() => usage.report({ tenantId: TENANT, days: DAYS }));
  times.usage.push(asked.ms);
  times.floor.push((await timed(readDays)).ms);
  times.person.push((await timed(() => usage.report({ tenantId: TENANT, days: DAYS, personId: 'U7' }))).ms);
  agrees &&= asked.value.totals.credits === seeded + 2 * round;
}
const grown = memory() - before;
const replayed = await timed(() =>
  whatIf(TENANT, [{ kind: 'allowance', subject: { kind: 'everyone' }, amount: 2 }], WHAT_IF_DAYS),
);
const rival = await timed(async () => database.prepare(SUM).all());
database.close();
await storage.disconnect();
await remove();

report({
  title: `/usage of ${DAYS} days: ${PEOPLE.toLocaleString('en-US')} people, ${ENTRIES.toLocaleString('en-US')} entries`,
  columns: ['what', 'median ms', 'p95 ms', 'x floor', 'agrees'],
  rows: [
    row('/usage', times.usage, p95(times.usage) <= GOAL_MS && agrees),
    row('/usage of one person', times.person, p95(times.person) <= GOAL_MS),
    row('floor: read the days', times.floor),
    { cells: ['first time, nothing added up', first.ms.toFixed(0), '', '', ''] },
    { cells: [`/quota what-if of ${WHAT_IF_DAYS} days`, replayed.ms.toFixed(0), '', '', ''] },
    { cells: ['rival: one query over all', rival.ms.toFixed(0), '', '', ''] },
  ],
  notes: [
    `${ROUNDS} rounds in turns, a request paid before each, on Node ${process.versions.node}. Goal: p95 within ${GOAL_MS} ms, sums exact.`,
    `Memory after ${ROUNDS} rounds: ${grown >= 0 ? '+' : ''}${grown.toFixed(1)} MB. The hourly sweep does what the first time does, so no moderator waits for it.`,
  ],
});

function row(name: string, ms: readonly number[], isMet?: boolean) {
  const cells = [name, median(ms).toFixed(1), p95(ms).toFixed(1), (median(ms) / median(times.floor)).toFixed(1)];
  return { cells: [...cells, name === '/usage' ? (agrees ? 'yes' : 'NO') : ''], ...(isMet !== undefined && { isMet }) };
}

/** Everything as the store would hold it, written past it: through it, it would take many minutes. */
function seed(): number {
  const insert = database.prepare('INSERT INTO entries (key, value) VALUES (?, ?)');
  const put = (namespace: string, id: string, value: unknown) =>
    insert.run(`${namespace}::${id}`, JSON.stringify({ value }));
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  const tenant = encodeURIComponent(TENANT);
  let credits = 0;
  for (let number = 1; number <= REQUESTS; number++) {
    const line = lineOf(number);
    const id = `${new Date(line.at).toISOString()}/${String(number).padStart(10, '0')}`;
    put('usage-lines', `${tenant}/${id}`, line);
    put('usage-of-people', `${tenant}/${line.personId}/${id}`, line);
    for (const [place, kind] of ['held', 'settled', 'released'].entries())
      put('journal', `${TENANT}:${line.personId}:${number * ENTRIES_EACH + place}`, { ...entryOf(number), kind });
    credits += line.credits;
  }
  for (let person = 0; person < PEOPLE; person++)
    put('members', `${TENANT}:U${person}`, { name: `Person ${person}`, roles: [], seenAt: NOW });
  database.exec('COMMIT');
  return credits;
}

function lineOf(number: number): UsageLine {
  const span = DAYS * DAY_MS - DAY_MS;
  return {
    at: NOW - Math.floor((span * (REQUESTS - Math.min(number, REQUESTS))) / REQUESTS),
    jobId: `job-${number}`,
    // Some make much more than others.
    personId: `U${Math.floor(((number * 7919) % PEOPLE) ** 2 / PEOPLE)}`,
    channelId: `C${number % 40}`,
    modelId: MODELS[number % MODELS.length] ?? '',
    mode: 'generate',
    pictures: 1,
    credits: 2,
    usdMicros: 40_000,
  };
}

function entryOf(number: number): Entry {
  const { at, jobId, personId, channelId: placeId, modelId = '', pictures, credits, usdMicros } = lineOf(number);
  const about = { personId, placeId, modelId, mode: 'generate', pictures, credits, usdMicros };
  return { id: String(number).padStart(10, '0'), kind: 'settled', amount: usdMicros, at, jobId, about };
}

async function readDays(): Promise<number> {
  let found = 0;
  for (let back = 0; back < DAYS; back++) {
    const day = new Date(NOW - back * DAY_MS).toISOString().slice(0, 10);
    const known = await documents.usageDays.get(`${encodeURIComponent(TENANT)}/*/${day}`);
    found += known?.people.length ?? 0;
  }
  return found;
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const began = performance.now();
  const value = await work();
  return { value, ms: performance.now() - began };
}

function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1_048_576;
}
