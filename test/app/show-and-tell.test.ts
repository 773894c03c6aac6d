import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createShownPictures, forgetShown } from '#src/app/shown-pictures.ts';
import { plainText } from '#src/domain/text.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../fakes/memory-blobs.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { DAY_MS, openKit } from './open-kit.ts';

const PNG = await pngOf({ width: 320, height: 240 });

describe('the lettered grid over a picture', () => {
  it('is shown to whoever asks for the region by the word, and nothing is spent or kept beside it', async () => {
    const kit = openKit();
    await kit.start();
    const { answer } = await kit.talk.ask({
      name: 'edit',
      options: { prompt: 'a hat', region: ' Grid ' },
      images: { image: [PNG, PNG] },
    });
    if (answer?.kind !== 'text' || !answer.picture) throw new Error('No picture was shown.');
    expect(plainText(answer.text)).toContain('C2-F5, H8');
    expect(answer.picture.alt).toContain('from A1 at the top left to H8 at the bottom right');
    const [key, ...others] = kit.blobs.keys();
    expect(others).toEqual([]);
    expect(key).toMatch(/^shown\/2026-01-01\//);
    const shown = await sharp(await kit.blobs.get(key ?? '')).metadata();
    expect((shown.width ?? 0) / (shown.height ?? 1)).toBeCloseTo(4 / 3, 1);
    expect(kit.calls).toEqual([]);
    expect(await kit.parts.jobs.byAccount('guild:ada', 9)).toEqual([]);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it('needs a picture', async () => {
    const kit = openKit();
    await kit.start();
    const { answer } = await kit.talk.ask({ options: { prompt: 'a hat', region: 'grid' } });
    expect(answer?.kind === 'text' && plainText(answer.text)).toContain('needs a picture');
    expect(kit.blobs.keys()).toEqual([]);
  });
});

describe('what was shown without a job', () => {
  it('is kept by its day, and forgotten with the results of that day, never before', async () => {
    const [clock, blobs] = [createManualClock(), createMemoryBlobs()];
    let names = 0;
    const show = createShownPictures({ blobs, clock, newId: () => `shown-${++names}` });
    const picture = { bytes: PNG, type: 'image/png', width: 320, height: 240 } as const;
    const card = await show(picture, 'what it shows');
    expect(card).toMatchObject({ alt: 'what it shows', width: 320, height: 240 });
    const shownAt = clock.now() + 5 * 3_600_000;
    await clock.advance(5 * 3_600_000);
    await show(picture, 'later on that day');
    expect(blobs.keys()).toEqual(['shown/2026-01-01/shown-1.png', 'shown/2026-01-01/shown-2.png']);
    await forgetShown(blobs, shownAt);
    await forgetShown(blobs, shownAt - DAY_MS);
    expect(blobs.keys()).toHaveLength(2);
    await forgetShown(blobs, shownAt + DAY_MS);
    expect(blobs.keys()).toEqual([]);
  });

  it('is forgotten also where nothing ran for some days', async () => {
    const [clock, blobs] = [createManualClock(), createMemoryBlobs()];
    const show = createShownPictures({ blobs, clock, newId: () => 'shown' });
    await show({ bytes: PNG, type: 'image/png', width: 320, height: 240 }, 'x');
    await forgetShown(blobs, clock.now() + 7 * DAY_MS);
    expect(blobs.keys()).toEqual([]);
  });
});
