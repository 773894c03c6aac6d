import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jpegOf, maskPng, pngOf } from '../fixtures/pictures.ts';
import { type Flow, factsOf, openFlow } from './open-flow.ts';

describe('a person makes and edits pictures', () => {
  let flow: Flow;
  beforeEach(async () => {
    flow = await openFlow();
  });
  afterEach(() => flow.close());

  it('makes pictures from words, shows progress and previews, and charges 2 credits each', async () => {
    const shown = await flow.made({ options: { prompt: 'a lighthouse at dusk', n: 2, partials: 2 } });
    expect(shown.result?.pictures).toHaveLength(2);
    expect(shown.result?.pictures[0]?.alt).toContain('a lighthouse at dusk');
    expect(shown.progress.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['accepted', 'running']));
    expect(shown.previews.length).toBeGreaterThan(0);
    expect(factsOf(shown)).toMatchObject({
      Mode: 'generate, because no picture was given',
      Cost: '4 credits',
      Left: '36 of 40',
    });
    expect(await flow.balance()).toEqual({ available: 36, held: 0 });
  });

  it('never shows a percentage that runs backwards', async () => {
    const shown = await flow.made({ options: { prompt: 'a fox', partials: 3 } });
    const percents = shown.progress.map(({ percent }) => percent);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
  });

  it('edits one picture for 4 credits', async () => {
    const shown = await flow.made({
      name: 'edit',
      options: { prompt: 'warmer light' },
      images: { image: [await jpegOf({ width: 640, height: 480 })] },
    });
    expect(factsOf(shown)).toMatchObject({ Mode: 'edit, because one picture was given', Cost: '4 credits' });
    expect(shown.result?.references?.count).toBe(1);
    expect(await shown.result?.references?.sheet?.open()).toBeInstanceOf(Uint8Array);
  });

  it('puts several pictures into one, and says how many were used', async () => {
    const pictures = await Promise.all([1, 2, 3].map(() => pngOf({ width: 200, height: 200 })));
    const shown = await flow.made({
      options: { prompt: 'a gift basket with all of these' },
      images: { image: pictures },
    });
    expect(factsOf(shown)).toMatchObject({ Mode: 'multi-reference, because 3 pictures were given' });
    expect(shown.result?.references?.count).toBe(3);
    expect(flow.simulator.requests.at(-1)?.files.map(({ field }) => field)).toEqual(['image[]', 'image[]', 'image[]']);
  });

  it('changes only what the mask lets it change', async () => {
    const [width, height] = [1024, 1024];
    const source = await pngOf({ width, height, noise: true });
    const mask = await maskPng({ width, height, hole: { left: 100, top: 100, width: 200, height: 200 } });
    const shown = await flow.made({
      name: 'edit',
      options: { prompt: 'a red balloon' },
      images: { image: [source], mask: [mask] },
    });
    expect(factsOf(shown)).toMatchObject({ Mode: 'inpaint, because a mask says which part to change' });
    const [before, after] = await Promise.all([pixels(source), pixels(await opened(shown))]);
    expect(changedOutside(before, after, width, { left: 100, top: 100, width: 200, height: 200 })).toBe(0);
    expect(before.equals(after)).toBe(false);
  });

  it('delivers real transparency where it was asked for', async () => {
    const shown = await flow.made({ options: { prompt: 'a fox sticker', background: 'transparent' } });
    const { channels } = await sharp(await opened(shown)).stats();
    expect(channels[3]?.min).toBe(0);
  });

  it('asks for high fidelity where the model has it and says so where it is built in', async () => {
    const image = [await pngOf({ width: 300, height: 300 })];
    await flow.made({
      name: 'edit',
      options: { prompt: 'x', fidelity: 'high', model: 'gpt-image-1.5' },
      images: { image },
    });
    expect(flow.simulator.requests.at(-1)?.body).toMatchObject({ input_fidelity: 'high' });
    const shown = await flow.made({ name: 'edit', options: { prompt: 'x', fidelity: 'high' }, images: { image } });
    expect(factsOf(shown).Mode).toContain('high-fidelity');
  });

  it('corrects what the model cannot do, and tells the person', async () => {
    const shown = await flow.made({ options: { prompt: 'x', aspect: '21:9', model: 'gpt-image-1.5', seed: 7 } });
    const warnings = JSON.stringify(shown.result?.warnings);
    expect(warnings).toContain('21:9 is not possible on openai/gpt-image-1.5, used 3:2.');
    expect(warnings).toContain('has no seed');
    expect(factsOf(shown)).toMatchObject({ Size: '1536x1024' });
  });

  it('only says what it would do when asked for a dry run', async () => {
    const shown = await flow.made({ options: { prompt: 'a fox', n: 3, 'dry-run': true } });
    expect(shown.visibility).toBe('private');
    expect(JSON.stringify(shown.answer)).toContain('6 credits of 40');
    expect(flow.simulator.requests).toHaveLength(0);
    expect(await flow.balance()).toEqual({ available: 40, held: 0 });
  });

  it("uses a person's settings where the request makes no choice", async () => {
    await flow.made({ name: 'settings', options: { aspect: '9:16', format: 'webp' } });
    const shown = await flow.made({ options: { prompt: 'a tower' } });
    expect(factsOf(shown)).toMatchObject({ Format: 'webp' });
    expect(shown.result?.pictures[0]?.height).toBeGreaterThan(shown.result?.pictures[0]?.width ?? Infinity);
  });

  it('keeps the bytes of the provider as they came', async () => {
    const shown = await flow.made({ options: { prompt: 'a fox', format: 'jpeg', compression: 60 } });
    expect(shown.result?.pictures[0]?.type).toBe('image/jpeg');
  });
});

async function opened({
  result,
}: {
  result?: { pictures: readonly { open(): Promise<Uint8Array | undefined> }[] };
}): Promise<Uint8Array> {
  const bytes = await result?.pictures[0]?.open();
  if (!bytes) throw new Error('There is no picture.');
  return bytes;
}

const pixels = (bytes: Uint8Array): Promise<Buffer> => sharp(bytes).removeAlpha().raw().toBuffer();

function changedOutside(
  before: Buffer,
  after: Buffer,
  edge: number,
  hole: { left: number; top: number; width: number; height: number },
): number {
  let changed = 0;
  for (let index = 0; index < before.length; index += 3) {
    const [x, y] = [(index / 3) % edge, Math.floor(index / 3 / edge)];
    const inside = x >= hole.left && x < hole.left + hole.width && y >= hole.top && y < hole.top + hole.height;
    if (!inside && (before[index] !== after[index] || before[index + 1] !== after[index + 1])) changed++;
  }
  return changed;
}
