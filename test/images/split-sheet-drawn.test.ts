import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { Size } from '#src/domain/picture.ts';
import { SHEET_INSTRUCTION } from '#src/domain/sheet-words.ts';
import { splitSheet } from '#src/images/split-sheet.ts';
import { asking, openGeminiSimulator, post } from '../simulator/gemini/setup.ts';
import { openSimulator } from '../simulator/open-simulator.ts';

/**
 * Sheets as the simulator draws them, in white gutters and borders of 2 % of the shorter edge. Their tiles have skies and grounds in
 * common, dark strips, frames of their own, patterns of squares: all that can be taken for a gutter, a border or one tile more.
 */
const PROMPTS = [
  ['a city at night', '1024x1024'],
  ['a robot in a neon city', '2048x2048'],
  ['a bauhaus poster', '1024x1024'],
  ['abstract geometric pattern', '1536x1024'],
  ['a planet with rings', '1024x1024'],
  ['cyberpunk street at night', '1024x1024'],
  ['a train in the mountains at night', '1536x1024'],
  ['a car on a street', '1536x1024'],
  ['winter morning, white sky', '1536x1024'],
  ['a moonlit forest in the snow', '1024x1024'],
  ['cosmos at night', '1536x1024'],
  ['a minimalist white poster', '1024x1024'],
] as const;
/** How they are encoded, and how many pixels a tile's edge may be off. */
const FORMATS = [
  ['png', 100, 0],
  ['jpeg', 80, 1],
  ['webp', 80, 1],
] as const;

const asked = (prompt: string): string => `${SHEET_INSTRUCTION}\n\n${prompt}`;

/** The size of each tile of a sheet of this size. */
function tileOf({ width, height }: Size): Size {
  const gap = Math.round(Math.min(width, height) * 0.02);
  return { width: Math.floor((width - 3 * gap) / 2), height: Math.floor((height - 3 * gap) / 2) };
}

async function expectFourTiles(sheet: Uint8Array, tolerance: number): Promise<void> {
  const { width, height } = tileOf(await sharp(sheet).metadata());
  const split = await splitSheet(sheet);
  if (split.kind === 'none') throw new Error(split.why);
  expect(split.tiles).toHaveLength(4);
  for (const tile of split.tiles) {
    expect(Math.abs(tile.width - width)).toBeLessThanOrEqual(tolerance);
    expect(Math.abs(tile.height - height)).toBeLessThanOrEqual(tolerance);
  }
}

it.each(PROMPTS)('%s, %s, falls into four equal tiles', async (prompt, size) => {
  const { client } = await openSimulator();
  const answer = await client.images.generate({ model: 'gpt-image-2', prompt: asked(prompt), size });
  const drawn = Buffer.from(answer.data?.[0]?.b64_json ?? '', 'base64');
  for (const [format, quality, tolerance] of FORMATS)
    await expectFourTiles(await sharp(drawn).toFormat(format, { quality }).toBuffer(), tolerance);
});

it.each(['a city at night, as a watercolour', 'a portrait, in the style of an old poster'])(
  'four restyles of one picture, %s, fall into four equal tiles',
  async (prompt) => {
    const { client } = await openSimulator();
    const [scene] = (await client.images.generate({ model: 'gpt-image-2', prompt: 'a city at night' })).data ?? [];
    const image = new File([Buffer.from(scene?.b64_json ?? '', 'base64')], 'scene.png', { type: 'image/png' });
    const answer = await client.images.edit({ model: 'gpt-image-2', prompt: asked(prompt), image, size: '1024x1024' });
    await expectFourTiles(Buffer.from(answer.data?.[0]?.b64_json ?? '', 'base64'), 0);
  },
);

it.each([
  ['a robot in a neon city', '16:9', '2K'],
  ['a quilt', '1:1', '1K'],
])(
  'what a model that chooses the format draws for %s falls into four equal tiles',
  async (prompt, aspectRatio, imageSize) => {
    const { simulator } = await openGeminiSimulator();
    const { body } = await post(simulator, asking(asked(prompt), { imageConfig: { aspectRatio, imageSize } }));
    const picture = body.candidates[0]?.content.parts.findLast((part) => part.inlineData && !part.thought)?.inlineData;
    await expectFourTiles(Buffer.from(picture?.data ?? '', 'base64'), 1);
  },
);
