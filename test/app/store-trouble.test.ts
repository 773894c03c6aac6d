import { describe, expect, it } from 'vitest';
import { plainText } from '#src/domain/text.ts';
import { createAtomicStorage } from '#src/store/atomic-storage.ts';
import { createMemoryEngine } from '#src/store/memory-storage.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../fakes/memory-blobs.ts';
import { createRecordingPlatform } from '../fakes/recording-platform.ts';
import { createTroubledEngine } from '../fakes/troubled-engine.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { type KitOptions, openKit } from './open-kit.ts';

const IMAGE = [await pngOf({ width: 16, height: 16 })];
const OUTAGE_MS = 12_000;

/** A process whose store goes away with one operation, and comes back after a while. */
async function openFragile(options: KitOptions = {}) {
  const store = { operations: 0, downFrom: Number.POSITIVE_INFINITY, loses: 'question', until: 0 };
  const clock = createManualClock();
  const check = (when: string): void => {
    if (when === 'question') store.operations++;
    if (store.operations >= store.downFrom && store.until === 0 && when === store.loses) {
      store.until = clock.now() + OUTAGE_MS;
    }
    if (clock.now() < store.until) throw new Error('the store is down');
  };
  const engine = createTroubledEngine(createMemoryEngine({ now: clock.now }), {
    before: () => check('question'),
    after: () => check('answer'),
  });
  const shared = {
    clock,
    storage: createAtomicStorage(engine),
    blobs: createMemoryBlobs(),
    talk: createRecordingPlatform(),
  };
  const kit = openKit({ ...options, shared });
  await kit.start();
  store.operations = 0;
  return { ...kit, store };
}

type Fragile = Awaited<ReturnType<typeof openFragile>>;

const ask = ({ talk }: { talk: ReturnType<typeof createRecordingPlatform> }) =>
  talk.ask({ id: 'event-fox', name: 'edit', options: { prompt: 'a fox' }, images: { image: IMAGE } });

/** How many operations a whole request takes, so that each of them can be the one that fails. */
async function operations(): Promise<number> {
  const kit = await openFragile();
  await ask(kit);
  await expect.poll(() => kit.talk.message('event-fox').ends, { interval: 1 }).toBe(1);
  await kit.clock.advance(0);
  return kit.store.operations;
}

/**
 * Waits until a request has been dealt with and nothing is left to do. Time goes by only once the store is down: until then every
 * run asks it the same questions in the same order.
 */
async function ended({ clock, parts, store }: Fragile, asking: Promise<unknown>): Promise<void> {
  let asked = false;
  void asking.then(() => {
    asked = true;
  });
  const left = () => parts.jobs.unfinished().catch(() => ['nobody knows while the store is down']);
  const look = async () => {
    await clock.advance(store.until > 0 ? 1000 : 0);
    return asked && store.until > 0 ? (await left()).length : 'on its way';
  };
  await expect.poll(look, { interval: 1, timeout: 3000 }).toBe(0);
}

describe('a store that goes away in the middle of a request and comes back', () => {
  it.each(['question', 'answer'])(
    'at any moment, losing the %s: nothing is lost, nothing doubled, every credit is right',
    async (loses) => {
      const whole = await operations();
      expect(whole).toBeGreaterThan(30);
      const ends = new Map<string, number>();
      for (let downFrom = 1; downFrom <= whole; downFrom++) {
        const kit = await openFragile();
        Object.assign(kit.store, { downFrom, loses });
        await ended(kit, ask(kit));
        const [job, ...others] = await kit.parts.jobs.byAccount('guild:ada', 9);
        const shown = kit.talk.message('event-fox');
        const where = `operation ${downFrom} of ${whole}, ${job?.state ?? 'no job'}`;
        expect(others, where).toEqual([]);
        expect(await kit.parts.jobs.unfinished(), where).toEqual([]);
        expect(kit.calls.length, where).toBeLessThanOrEqual(1);
        // What was paid for is waited for, and shown.
        if (kit.calls.length > 0) expect(job?.state, where).toBe('succeeded');
        expect(shown.ends, where).toBeGreaterThan(0);
        expect(shown.result !== undefined, where).toBe(job?.state === 'succeeded');
        const words = shown.answer?.kind === 'text' ? plainText(shown.answer.text) : '';
        expect(shown.result && /Nothing was charged/.test(words), where).toBeFalsy();
        const charged = job?.state === 'succeeded' ? 4 : 0;
        expect(await kit.balance(), where).toEqual({ available: 40 - charged, held: 0 });
        expect(await kit.ledger.audit('guild:ada'), where).toMatchObject({ ok: true });
        const end = shown.result ? 'result' : shown.failure ? shown.failure.failure.code : 'refused';
        ends.set(end, (ends.get(end) ?? 0) + 1);
      }
      expect(ends.get('refused')).toBeGreaterThan(0);
      expect(ends.get('result')).toBeGreaterThan(0);
    },
  );

  it('refuses new work meanwhile and says so, also to the log', async () => {
    const kit = await openFragile();
    kit.store.downFrom = 1;
    const { answer } = await ask(kit);
    expect(answer?.kind === 'text' && plainText(answer.text)).toBe(
      'Easel cannot reach its store and takes no work until it can. Whoever runs Easel has been told. Nothing was charged.',
    );
    expect(kit.calls).toEqual([]);
  });
});
