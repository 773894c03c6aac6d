import { describe, expect, it } from 'vitest';
import { bombs } from '../fixtures/bombs.ts';
import { hasHostilePictures, hostilePictures } from '../fixtures/hostile-pictures.ts';
import { diceOf, mutationOf } from '../fixtures/mutations.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { originals, type TakenIn, takeIn } from './intake-kit.ts';

/** bench/hostile-images.ts runs many more, and measures them. */
const SEEDS = 150;

describe('what people send', () => {
  it('is taken in when nothing is wrong with it, but for an animation', async () => {
    const became = new Map<string, string | undefined>();
    for (const { name, bytes } of await originals()) {
      const { taken, refused, wrong } = await takeIn(bytes);
      expect(wrong, name).toBeUndefined();
      became.set(name, taken ?? refused);
    }
    expect(Object.fromEntries(became)).toEqual({
      png: 'image/png',
      'png, alpha': 'image/png',
      'png, interlaced': 'image/png',
      'png, palette': 'image/png',
      jpeg: 'image/jpeg',
      'jpeg, from a phone': 'image/jpeg',
      'jpeg, progressive': 'image/jpeg',
      webp: 'image/webp',
      'webp, lossless': 'image/webp',
      gif: 'image/png',
      'gif, animated': 'image-animated',
      avif: 'image/jpeg',
      'avif, alpha': 'image/png',
      'heic, plain': 'image/jpeg',
      'heic, alpha': 'image/png',
      'heic, gps': 'image/jpeg',
      'heic, turned': 'image/jpeg',
    });
  });

  it('is refused in words or taken in clean, however it is spoilt', { timeout: 120_000 }, async () => {
    const wrong: string[] = [];
    const seen = new Map<string, number>();
    for (const original of await originals())
      for (let seed = 0; seed < SEEDS * Math.min(1, original.share / 10); seed++) {
        const taken = await takeIn(mutationOf(original.bytes, seed));
        if (taken.wrong !== undefined) wrong.push(`${original.name}, seed ${seed}: ${taken.wrong}`);
        seen.set(endOf(taken), (seen.get(endOf(taken)) ?? 0) + 1);
      }
    expect(wrong).toEqual([]);
    // Both ends are reached often, or the mutations are too wild or too tame to try anything.
    expect(seen.get('image-broken')).toBeGreaterThan(300);
    expect(seen.get('taken')).toBeGreaterThan(300);
  });

  it('is spoilt in the same way by the same seed, and in another by another', async () => {
    const bytes = await pngOf({ width: 9, height: 9 });
    expect(mutationOf(bytes, 5)).toEqual(mutationOf(bytes, 5));
    expect(
      new Set(Array.from({ length: 50 }, (_, seed) => Buffer.from(mutationOf(bytes, seed)).toString('hex'))).size,
    ).toBe(50);
  });
});

const endOf = ({ taken, refused }: TakenIn): string => (taken ? 'taken' : (refused ?? ''));

describe('a small file of huge dimensions', () => {
  it('is refused before it is decoded, in every format', async () => {
    const ends = await Promise.all(
      (await bombs()).map(async ({ name, bytes }) => [name, (await takeIn(bytes)).refused]),
    );
    expect(ends.map(([name]) => name)).toEqual(['png', 'jpeg', 'gif', 'webp', 'avif', 'heic']);
    for (const [name, refused] of ends) expect(refused, name).toBe('image-too-many-pixels');
  });
});

describe.runIf(hasHostilePictures)('what others collected of malformed and odd pictures', () => {
  it('is refused in words or taken in clean, each of them', { timeout: 120_000 }, async () => {
    const wrong: string[] = [];
    let count = 0;
    const dice = diceOf(8);
    for await (const { name, bytes } of hostilePictures()) {
      // A third here, all of them in the bench: the whole takes a minute.
      if (dice(3) > 0) continue;
      count += 1;
      const taken = await takeIn(bytes);
      if (taken.wrong !== undefined) wrong.push(`${name}: ${taken.wrong}`);
    }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(250);
  });
});

describe.skipIf(hasHostilePictures)('the collected pictures', () => {
  it.skip('are not here: .ci/hostile-pictures unpacks them', () => {});
});
