import { toFile } from 'openai';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { outputTokens } from '#src/domain/price.ts';
import { jpegOf, maskPng, pngOf, webpOf } from '../../fixtures/pictures.ts';
import { openSimulator } from '../open-simulator.ts';
import { countNear, differenceOf, fromBase64, pixelAt, pixelsOf } from '../pixels.ts';

const SMALL = { width: 320, height: 240 };
const file = (bytes: Uint8Array, type = 'image/png', name = 'in.png') => toFile(bytes, name, { type });

it('generates as many pictures as asked, each another one, in the size asked for', async () => {
  const { client } = await openSimulator();
  const answer = await client.images.generate({ model: 'gpt-image-2', prompt: 'a fox', n: 3, size: '1536x1024' });
  const pictures = await Promise.all((answer.data ?? []).map(({ b64_json }) => pixelsOf(fromBase64(b64_json))));
  expect(pictures.map(({ width, height }) => [width, height])).toEqual(Array(3).fill([1536, 1024]));
  const [one, two] = pictures;
  expect(one && two && differenceOf(one, two)).toBeGreaterThan(4);
  expect(answer).toMatchObject({ size: '1536x1024', quality: 'medium', output_format: 'png', background: 'opaque' });
});

it('says when it was, by its own clock', async () => {
  const { client } = await openSimulator({ now: () => 1_790_000_000_999 });
  expect((await client.images.generate({ model: 'sketch', prompt: 'a fox' })).created).toBe(1_790_000_000);
});

it.each([
  { output_format: 'png' as const, expected: 'png' },
  { output_format: 'jpeg' as const, expected: 'jpeg' },
  { output_format: 'webp' as const, expected: 'webp' },
])('delivers $expected', async ({ output_format, expected }) => {
  const { client } = await openSimulator();
  const { data } = await client.images.generate({ model: 'sketch', prompt: 'a fox', output_format });
  expect((await sharp(fromBase64(data?.[0]?.b64_json)).metadata()).format).toBe(expected);
});

it('compresses as far as asked', async () => {
  const { client } = await openSimulator();
  const length = async (output_compression: number) => {
    const asked = { model: 'sketch', prompt: 'a fox', output_format: 'jpeg', output_compression } as const;
    return (await client.images.generate(asked)).data?.[0]?.b64_json?.length ?? 0;
  };
  expect(await length(5)).toBeLessThan((await length(95)) / 2);
  expect(await length(0)).toBeGreaterThan(0);
});

it('delivers real alpha where a transparent background is asked for', async () => {
  const { client } = await openSimulator();
  for (const output_format of ['png', 'webp'] as const) {
    const asked = { model: 'sketch', prompt: 'a cat sticker', background: 'transparent', output_format } as const;
    const answer = await client.images.generate(asked);
    const picture = await pixelsOf(fromBase64(answer.data?.[0]?.b64_json));
    expect([pixelAt(picture, 0, 0)[3], pixelAt(picture, 512, 480)[3]]).toEqual([0, 255]);
    expect(answer.background).toBe('transparent');
  }
});

it('counts output tokens by the formula that prices are made of', async () => {
  const { client } = await openSimulator();
  const asked = { model: 'gpt-image-2.6-flare', prompt: 'a fox ', n: 2, size: '1024x1024', quality: 'high' } as const;
  const { usage } = await client.images.generate(asked);
  expect(usage).toMatchObject({
    output_tokens: 2 * outputTokens(48, { width: 1024, height: 1024 }),
    input_tokens: 2,
    input_tokens_details: { text_tokens: 2, image_tokens: 0 },
    total_tokens: 2 * 1756 + 2,
  });
});

it('counts references as input, and more for high fidelity', async () => {
  const { client } = await openSimulator();
  const image = await file(await pngOf(SMALL));
  const tokens = async (input_fidelity: 'high' | 'low') =>
    (await client.images.edit({ model: 'gpt-image-1.5', prompt: 'a fox', image, input_fidelity })).usage
      ?.input_tokens_details.image_tokens;
  expect(await tokens('low')).toBe(65 + 129);
  expect(await tokens('high')).toBe(65 + 129 + 6240);
});

it('edits one picture, whatever its format, and keeps its size where the size is left to it', async () => {
  const { client } = await openSimulator();
  const sources = [
    await file(await pngOf(SMALL)),
    await file(await jpegOf(SMALL), 'image/jpeg', 'in.jpg'),
    await file(await webpOf(SMALL), 'image/webp', 'in.webp'),
  ];
  for (const image of sources)
    expect((await client.images.edit({ model: 'sketch', prompt: 'warmer', image })).size).toBe('320x240');
});

it('keeps to the sizes a real model has where the size is left to it', async () => {
  const { client } = await openSimulator();
  const image = await file(await pngOf({ width: 1500, height: 1000 }));
  const size = async (model: string) => (await client.images.edit({ model, prompt: 'warmer', image })).size;
  expect(await size('gpt-image-1.5')).toBe('1536x1024');
  expect(await size('gpt-image-2')).toBe('1504x1008');
});

it('turns a reference as a viewer would', async () => {
  const { client } = await openSimulator();
  const image = await file(await jpegOf({ ...SMALL, exifOrientation: 6 }), 'image/jpeg', 'in.jpg');
  expect((await client.images.edit({ model: 'sketch', prompt: 'warmer', image })).size).toBe('240x320');
});

it('shows every reference of a composite', async () => {
  const { client } = await openSimulator();
  const image = [
    await file(await pngOf({ ...SMALL, color: '#12e005' })),
    await file(await pngOf({ ...SMALL, color: '#e012d5' })),
  ];
  const { data } = await client.images.edit({ model: 'sketch', prompt: 'a basket', image, size: '1024x1024' });
  const picture = await pixelsOf(fromBase64(data?.[0]?.b64_json));
  expect(countNear(picture, [0x12, 0xe0, 0x05])).toBeGreaterThan(50_000);
  expect(countNear(picture, [0xe0, 0x12, 0xd5])).toBeGreaterThan(50_000);
});

it('changes only what the mask opens, down to the byte', async () => {
  const { client } = await openSimulator();
  const source = await pngOf({ ...SMALL, noise: true });
  const mask = await maskPng({ ...SMALL, hole: { left: 0, top: 0, width: 160, height: 240 } });
  const { data } = await client.images.edit({
    model: 'sketch',
    prompt: 'a boat',
    image: await file(source),
    mask: await file(mask),
  });
  const [before, after] = [await pixelsOf(source), await pixelsOf(fromBase64(data?.[0]?.b64_json))];
  const row = (side: 'left' | 'right', y: number, { data: bytes }: { data: Buffer }) =>
    bytes.subarray((y * 320 + (side === 'left' ? 0 : 160)) * 4, (y * 320 + (side === 'left' ? 160 : 320)) * 4);
  for (let y = 0; y < 240; y++) {
    expect(row('right', y, after).equals(row('right', y, before))).toBe(true);
    expect(row('left', y, after).equals(row('left', y, before))).toBe(false);
  }
});

it('answers with addresses for the models that did, and serves what lies there', async () => {
  const { client, simulator } = await openSimulator();
  const { data, usage } = await client.images.generate({ model: 'dall-e-3', prompt: 'a fox', size: '1792x1024' });
  expect(data?.[0]).toMatchObject({ revised_prompt: 'a fox' });
  const fetched = await fetch(data?.[0]?.url ?? '');
  expect(fetched.headers.get('content-type')).toBe('image/png');
  expect(await pixelsOf(Buffer.from(await fetched.arrayBuffer()))).toMatchObject({ width: 1792, height: 1024 });
  expect(usage).toBeUndefined();
  expect((await fetch(`${simulator.url}/v1/files/none`)).status).toBe(404);
  const inline = await client.images.generate({ model: 'dall-e-2', prompt: 'a fox', response_format: 'b64_json' });
  expect(inline.data?.[0]?.b64_json).toBeTruthy();
});

it('lists its models with the day each is shut down', async () => {
  const { client } = await openSimulator();
  const models = [];
  for await (const model of client.models.list()) models.push(model);
  expect(models).toContainEqual(expect.objectContaining({ id: 'sketch', shutdown_date: null }));
  expect(models).toContainEqual(expect.objectContaining({ id: 'sketch-precise', shutdown_date: null }));
  expect(models).toContainEqual(expect.objectContaining({ id: 'gpt-image-1.5', shutdown_date: '2026-12-01' }));
  expect(await client.models.retrieve('gpt-image-2.6-flare')).toMatchObject({ object: 'model' });
});
