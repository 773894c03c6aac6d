import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createGalleries } from '#src/app/gallery/gallery.ts';
import type { Job } from '#src/domain/job.ts';
import type { GallerySearch } from '#src/ports/gallery.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createJobStore } from '#src/store/keyv-job-store.ts';
import { createSqliteStorage } from '#src/store/sqlite-storage.ts';
import { scratchFolder } from './easel-process.ts';
import { median, p95 } from './statistics.ts';
import { report } from './table.ts';

/**
 * The first page of a gallery on SQLite: of a person with 5,000 results, and of a tenant with 50,000. The rival opens the jobs of the
 * person one after the other until enough fit, as `/history` did before there were lines.
 */
const PEOPLE = 50;
const OWN = 5000;
const ALL = 50_000;
const ROUNDS = 30;
const GOAL_MS = 150;
const SHOWN = 24;
const NOW = Date.UTC(2026, 10, 21, 15, 40);
const MODELS = ['openai/gpt-image-2.6-flare', 'replicate/flux-schnell', 'gemini/gemini-nano-banana-2.1'];
const WORDS = ['fox', 'heron', 'lighthouse', 'mug', 'harbour', 'owl', 'garden', 'train', 'mountain', 'kite'];

const { folder, remove } = await scratchFolder();
const file = join(folder, 'easel.sqlite');
const first = createSqliteStorage(file);
await createDocuments(first, 'first').get('nothing');
await first.disconnect();
seed();
const storage = createSqliteStorage(file);
const store = createJobStore({ documents: (namespace) => createDocuments(storage, namespace) });
const began = performance.now();
await store.addLines(AbortSignal.timeout(600_000));
const addedMs = performance.now() - began;
const galleryOf = createGalleries({
  jobs: store,
  // Nothing of these is asked for a page of results.
  standings: { of: () => Promise.reject(new Error('not asked')) },
  passes: { issue: () => Promise.reject(new Error('not asked')) },
  blobs: { get: async () => undefined } as never,
  pageUrl: () => undefined,
  clock: { now: () => performance.now(), sleep: async () => {}, after: () => ({ stop() {} }) },
});
const place = { platform: 'discord', tenantId: 'guild', channelId: 'c1' };
const own = galleryOf({ ...place, personId: 'p0', isModerator: false });
const moderators = galleryOf({ ...place, personId: 'p1', isModerator: true });

const asked = {
  'own, newest': () => own.search(wanted({})),
  'own, a common word': () => own.search(wanted({ words: 'fox' })),
  'own, a word nobody used': () => own.search(wanted({ words: 'zeppelin' })),
  'own, a model and a month': () =>
    own.search(wanted({ model: 'flux', from: NOW - 20 * 86_400_000, to: NOW - 10 * 86_400_000 })),
  'everyone, newest': () => moderators.search(wanted({ whose: 'everyone' })),
  'everyone, a common word': () => moderators.search(wanted({ whose: 'everyone', words: 'fox' })),
  'everyone, a word nobody used': () => moderators.search(wanted({ whose: 'everyone', words: 'zeppelin' })),
  'everyone, one of the oldest': () => moderators.search(wanted({ whose: 'everyone', to: NOW - 27 * 86_400_000 })),
};
const times = new Map(Object.keys(asked).map((name) => [name, [] as number[]]));
const rival: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, ask] of Object.entries(asked)) times.get(name)?.push((await timed(ask)).ms);
  if (round % 10 === 0) rival.push((await timed(openAll)).ms);
}
const whole = await timed(lookThrough);
const found = await own.search(wanted({ words: 'fox' }));
await storage.disconnect();
await remove();

report({
  title: `The first page of a gallery: ${OWN.toLocaleString('en-US')} own results, ${ALL.toLocaleString('en-US')} in the tenant`,
  columns: ['what', 'median ms', 'p95 ms'],
  rows: [
    ...[...times].map(([name, ms]) => ({ ...row(name, ms), isMet: p95(ms) <= GOAL_MS })),
    row('rival: open every own job for a word', rival),
    { cells: ['a word nobody used, to the end of the tenant', whole.ms.toFixed(0), `${whole.value} pages`] },
    { cells: [`making the lines of ${ALL.toLocaleString('en-US')} jobs once`, addedMs.toFixed(0), ''] },
  ],
  notes: [
    `${ROUNDS} rounds in turns, ${SHOWN} results a page, on Node ${process.versions.node}. Goal: p95 within ${GOAL_MS} ms.`,
    `A page that found too little in 80 ms ends there and says how far it looked; the gallery goes on by itself. Found: ${found.items.length}.`,
  ],
});

function wanted(more: Partial<GallerySearch>): GallerySearch {
  return { pictures: true, limit: SHOWN, ...more };
}

/** As many pages as a search through the whole tenant takes. */
async function lookThrough(): Promise<number> {
  let pages = 0;
  for (let after: string | undefined; ; pages++) {
    const page = await moderators.search(
      wanted({ whose: 'everyone', words: 'zeppelin', ...(after !== undefined && { after }) }),
    );
    if (page.next === undefined) return pages + 1;
    after = page.next;
  }
}

async function openAll(): Promise<number> {
  const all = await store.byAccount('guild:p0', Number.MAX_SAFE_INTEGER);
  return all.filter(({ request }) => request.prompt.includes('zeppelin')).length;
}

function row(name: string, ms: readonly number[]) {
  return { cells: [name, median(ms).toFixed(1), p95(ms).toFixed(1)] };
}

/** Everything as an earlier version stored it, written past the store: through it, it would take many minutes. */
function seed(): void {
  const database = new DatabaseSync(file);
  const insert = database.prepare('INSERT INTO entries (key, value) VALUES (?, ?)');
  const put = (id: string, value: unknown) => insert.run(id, JSON.stringify({ value }));
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  for (let number = 0; number < ALL; number++) {
    const job = jobOf(number);
    const event = `${job.platform}/${job.eventId}`;
    const entry = { jobId: job.id, event, createdAt: job.createdAt };
    const [up, down] = [digits(job.createdAt), digits(10 ** 15 - 1 - job.createdAt)];
    put(`jobs::${event}`, job);
    put(`job-index::id/${job.id}`, entry);
    put(`job-index::created/${up}/${job.id}`, entry);
    put(`job-index::account/${encodeURIComponent(job.accountId)}/${down}/${job.id}`, entry);
  }
  database.exec('COMMIT');
  database.close();
}

function digits(time: number): string {
  return String(time).padStart(15, '0');
}

function jobOf(number: number): Job {
  // A tenth of all is one person's.
  const person = number % (ALL / OWN) === 0 ? 0 : 1 + (number % (PEOPLE - 1));
  const createdAt = NOW - Math.floor(((ALL - number) * 28 * 86_400_000) / ALL);
  const id = `job${String(number).padStart(13, '0')}`;
  const word = WORDS[(number * 7 + Math.floor(number / 13)) % WORDS.length];
  const prompt = `A ${word} in the morning light, painted with a wide brush on rough paper, number ${number}`;
  const modelId = MODELS[number % MODELS.length] ?? '';
  return {
    id,
    token: `token${number}`,
    state: 'succeeded',
    ...{ tenantId: 'guild', personId: `p${person}`, personName: `Person ${person}`, accountId: `guild:p${person}` },
    ...{ platform: 'discord', placeId: `c${number % 4}`, private: false, eventId: `e${number}` },
    delivery: { platform: 'discord', messageId: `m${number}` },
    request: { command: 'imagine', prompt, options: { aspect: '16:9' }, images: [], instructions: [] },
    createdAt,
    workerId: 'worker',
    plan: {
      ...{ mode: 'generate', why: 'no picture was given', modelId, prompt, warnings: [], price: { each: 2, total: 2 } },
      options: { size: 'auto', background: 'auto', format: 'png', count: 1, partials: 0, timeoutMs: 60_000 },
    },
    result: {
      pictures: [{ key: `jobs/${id}/0.png`, type: 'image/png', width: 1024, height: 1024, byteLength: 1_500_000 }],
      ...{ charged: 2, warnings: [], durationMs: 9000 },
    },
    finishedAt: createdAt + 9000,
    deliveredAt: createdAt + 9100,
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const start = performance.now();
  const value = await work();
  return { value, ms: performance.now() - start };
}
