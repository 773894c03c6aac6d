import { describe, expect, it, onTestFinished } from 'vitest';
import { createDuties, type DutyRecord } from '#src/app/duties.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createSilentLog } from '../fakes/silent-log.ts';

const HOUR_MS = 3_600_000;
const LOOK_MS = 5000;

/** Processes over one store, which are gone once the test says so. */
function open() {
  const clock = createManualClock();
  const records = createDocuments<DutyRecord>(createMemoryStorage({ now: clock.now }), 'duties');
  const gone = new Set<string>();
  const done: string[] = [];
  const isGone = async (id: string) => gone.has(id);
  function join(id: string, work: () => Promise<unknown> = async () => undefined) {
    const duties = createDuties({ records, workers: { isGone }, worker: { id }, clock, log: createSilentLog() });
    onTestFinished(duties.stop);
    const noted = () => {
      done.push(id);
      return work();
    };
    duties.keep({ name: 'sweep', everyMs: HOUR_MS, work: noted });
    return {
      stop: duties.stop,
      die() {
        gone.add(id);
        duties.stop();
      },
    };
  }
  return { clock, done, join };
}

describe('what one process does for all', () => {
  it('is done once, however many there are, and again when it is due', async () => {
    const { clock, done, join } = open();
    for (const id of ['one', 'two', 'three']) join(id);
    await clock.advance(HOUR_MS - LOOK_MS);
    expect(done).toHaveLength(1);
    await clock.advance(2 * LOOK_MS);
    expect(done).toHaveLength(2);
    await clock.advance(3 * (HOUR_MS + LOOK_MS));
    expect(done).toHaveLength(5);
  });

  it('is left to whoever does it, for as long as that takes', async () => {
    const { clock, done, join } = open();
    const slow = Promise.withResolvers<void>();
    join('one', () => slow.promise);
    await clock.advance(0);
    join('two');
    await clock.advance(HOUR_MS - LOOK_MS);
    expect(done).toEqual(['one']);
    slow.resolve();
  });

  it('is taken over within seconds from one that dies in the middle', async () => {
    const { clock, done, join } = open();
    const first = join('one', () => new Promise(() => {}));
    await clock.advance(0);
    join('two');
    await clock.advance(LOOK_MS);
    first.die();
    await clock.advance(LOOK_MS);
    expect(done).toEqual(['one', 'two']);
  });

  it('is done anew where whoever did it is gone, so that a start waits for no hour', async () => {
    const { clock, done, join } = open();
    const first = join('one');
    await clock.advance(LOOK_MS);
    first.die();
    join('two');
    await clock.advance(LOOK_MS);
    expect(done).toEqual(['one', 'two']);
  });

  it('is taken from one that hangs in it for an hour', async () => {
    const { clock, done, join } = open();
    join('one', () => new Promise(() => {}));
    await clock.advance(0);
    join('two');
    await clock.advance(HOUR_MS + 2 * LOOK_MS);
    expect(done).toEqual(['one', 'two']);
  });

  it('has its turn also where it fails, and leaves nothing behind once it is stopped in the middle', async () => {
    const { clock, done, join } = open();
    const held = Promise.withResolvers<void>();
    const only = join('one', async () => {
      if (done.length === 2) await held.promise;
      throw new Error('the store is down');
    });
    await clock.advance(HOUR_MS - LOOK_MS);
    expect(done).toHaveLength(1);
    await clock.advance(2 * LOOK_MS);
    only.stop();
    held.resolve();
    await clock.advance(3 * HOUR_MS);
    expect(done).toHaveLength(2);
    expect(clock.waiting()).toBe(0);
  });
});
