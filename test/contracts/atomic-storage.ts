import fc from 'fast-check';
import Keyv from 'keyv';
import { expect, it } from 'vitest';
import type { AtomicStorage } from '#src/store/atomic-storage.ts';
import { collect } from '../fakes/collect.ts';
import { endsOf, perform, ROUND, type State } from './serial-order.ts';

/** What every storage owes. `open` gives an empty one on which it is `now()`; `again` opens the same data once more. */
export function atomicStorageContract({
  open,
  again,
}: {
  open(now?: () => number): Promise<AtomicStorage>;
  again(): Promise<AtomicStorage>;
}): void {
  it('serves a plain Keyv with values, lists of values and namespaces of their own', async () => {
    const storage = await open();
    const red = new Keyv({ store: storage.inNamespace('red'), namespace: 'red' });
    const blue = new Keyv({ store: storage.inNamespace('blue'), namespace: 'blue' });
    await red.set('a', { size: 1 });
    await blue.setMany<unknown>([
      { key: 'a', value: 2 },
      { key: 'b', value: ':colon' },
    ]);
    expect(await red.get('a')).toEqual({ size: 1 });
    expect(await blue.getMany(['a', 'b', 'c'])).toEqual([2, ':colon', undefined]);
    expect(await blue.hasMany(['a', 'c'])).toEqual([true, false]);
    expect(await red.delete('a')).toBe(true);
    expect(await red.delete('a')).toBe(false);
    expect(await collect(blue.iterator())).toEqual([
      ['a', 2],
      ['b', ':colon'],
    ]);
    await red.set('kept', true);
    await blue.clear();
    expect(await blue.has('a')).toBe(false);
    expect(await red.get('kept')).toBe(true);
  });

  it('takes a serialized value and nothing else', async () => {
    const keyv = new Keyv({ store: await open(), serialization: false });
    await expect(keyv.set('a', { raw: 1 })).rejects.toThrow(TypeError);
  });

  it('keeps what was written for who opens it again', async () => {
    const storage = await open();
    await storage.set('a', 'one');
    expect(await (await again()).get('a')).toBe('one');
  });

  it.each([
    { what: 'absent', start: undefined, expected: undefined, next: 'new', done: true },
    { what: 'absent', start: undefined, expected: 'old', next: 'new', done: false },
    { what: 'absent', start: undefined, expected: undefined, next: undefined, done: true },
    { what: 'present', start: 'old', expected: 'old', next: 'new', done: true },
    { what: 'present', start: 'old', expected: 'older', next: 'new', done: false },
    { what: 'present', start: 'old', expected: undefined, next: 'new', done: false },
    { what: 'present', start: 'old', expected: undefined, next: undefined, done: false },
    { what: 'present', start: 'old', expected: 'old', next: undefined, done: true },
    { what: 'present', start: 'old', expected: 'older', next: undefined, done: false },
  ])('compares what is $what ($start) with $expected before it sets $next', async ({ start, expected, next, done }) => {
    const storage = await open();
    if (start !== undefined) await storage.set('a', start);
    expect(await storage.compareAndSet('a', expected, next)).toBe(done);
    expect(await storage.get('a')).toBe(done ? next : start);
  });

  it('lets exactly one of many through that expect the same', async () => {
    const [one, other] = [await open(), await again()];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (i % 2 ? one : other).compareAndSet('a', undefined, `by ${i}`)),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await one.get('a')).toBe(`by ${answers.indexOf(true)}`);
  });

  it('holds an entry until its time has come, and not a millisecond longer', async () => {
    let now = 1000;
    const storage = await open(() => now);
    await storage.set('a', 'one', 2000);
    await storage.setMany([{ key: 'b', value: 'two' }]);
    now = 1999;
    expect(await storage.get('a')).toBe('one');
    now = 2000;
    expect(await storage.get('a')).toBeUndefined();
    expect(await storage.getMany(['a', 'b'])).toEqual([undefined, 'two']);
    expect(await storage.has('a')).toBe(false);
    expect(await collect(storage.entries())).toEqual([['b', 'two']]);
    expect(await storage.delete('a')).toBe(false);
  });

  it('treats an expired entry as absent when it compares, and what it sets stays', async () => {
    let now = 1000;
    const storage = await open(() => now);
    await storage.set('a', 'old', 2000);
    await storage.set('b', 'old', 2000);
    await storage.set('c', 'old', 2000);
    now = 3000;
    expect(await storage.compareAndSet('a', 'old', 'new')).toBe(false);
    expect(await storage.compareAndSet('c', 'old', undefined)).toBe(false);
    expect(await storage.compareAndSet('a', undefined, 'new')).toBe(true);
    await storage.set('b', 'newer');
    expect(await storage.getMany(['a', 'b', 'c'])).toEqual(['new', 'newer', undefined]);
  });

  it('goes through the entries of one prefix in ascending order, over many pages', async () => {
    const storage = (await open()).inNamespace('n');
    const keys = Array.from({ length: 1500 }, (_, i) => `job/${String(i).padStart(5, '0')}`);
    const others = ['jo', 'job', 'job.', 'job0', 'k', '\u{1F600}', '￿', 'job\u{10FFFF}'];
    await storage.setMany([...others, ...keys.toReversed()].map((key) => ({ key, value: 'x' })));
    await storage.inNamespace('o').set('job/00000', 'of another namespace');
    const found = await collect(storage.entries('job/'));
    expect(found.map(([key]) => key)).toEqual(keys);
  });

  it('sorts by code points, whatever the characters', async () => {
    const storage = await open();
    const sorted = ['\0', 'A', '_', 'a', 'a\0', 'aa', 'é', '日', '\uE000', '\uFFFD', '\u{10000}', '\u{1F600}'];
    for (const key of sorted.toReversed()) await storage.set(key, key);
    expect((await collect(storage.entries())).map(([key]) => key)).toEqual(sorted);
    expect(await storage.getMany(sorted)).toEqual(sorted);
  });

  it('lets entries come and go while it goes through them', async () => {
    const storage = await open();
    await storage.setMany(Array.from({ length: 40 }, (_, i) => ({ key: String(i).padStart(2, '0'), value: 'x' })));
    const seen: string[] = [];
    for await (const [key] of storage.entries()) {
      seen.push(key);
      await storage.delete(key);
      await storage.set('99', 'late');
      if (seen.length > 50) break;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, i) => String(i).padStart(2, '0')));
  });

  it('comes to what some order of all that is asked at once would, one by one', async () => {
    const [one, other] = [await open(), await again()];
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(ROUND, { minLength: 1, maxLength: 4 }), async (rounds) => {
        run += 1;
        const [ours, theirs] = [one.inNamespace(String(run)), other.inNamespace(String(run))];
        let states: readonly State[] = [new Map()];
        for (const round of rounds) {
          const results = await Promise.all(round.map(({ by, step }) => perform(by === 0 ? ours : theirs, step)));
          states = endsOf(
            states,
            round.map(({ step }, place) => ({ step, result: results[place] })),
          );
          expect(states, JSON.stringify({ round, results })).not.toEqual([]);
        }
        // Nothing else was left than one of those orders leaves.
        const left = new Map(await collect(ours.entries()));
        expect(states).toContainEqual(left);
      }),
      { numRuns: 60 },
    );
  });

  it('says that it is gone when it was closed, and lets itself be closed twice', async () => {
    const storage = await open();
    await storage.disconnect();
    await storage.disconnect();
    const unavailable = { code: 'store-unavailable' };
    await expect(storage.get('a')).rejects.toMatchObject(unavailable);
    await expect(storage.set('a', 'x')).rejects.toMatchObject(unavailable);
    await expect(storage.compareAndSet('a', undefined, 'x')).rejects.toMatchObject(unavailable);
    await expect(storage.entries().next()).rejects.toMatchObject(unavailable);
  });
}
