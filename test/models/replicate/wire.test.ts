import { afterAll, describe, expect, it } from 'vitest';
import { fitOptions } from '#src/domain/fit.ts';
import type { Picture, StoredPicture } from '#src/domain/picture.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { REPLICATE_MODELS } from '#src/models/catalogue/replicate.ts';
import { inputOf } from '#src/models/replicate/request.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { loadConform } from '../../descriptions.ts';
import { maskPng, pngOf } from '../../fixtures/pictures.ts';
import { pixelsOf } from '../../simulator/pixels.ts';
import { eventually, startRun } from '../setup.ts';
import { entryOf, modelAt, requestOf } from './setup.ts';

const conform = await loadConform();

const SIZE = { width: 64, height: 48 };
const PNG: Picture = { bytes: await pngOf(SIZE), type: 'image/png' };
const MASK: Picture = {
  bytes: await maskPng({ ...SIZE, hole: { left: 4, top: 4, width: 20, height: 20 } }),
  type: 'image/png',
};
const BIG: Picture = { bytes: Buffer.concat([PNG.bytes, Buffer.alloc(300 * 1024)]), type: 'image/png' };

const simulator = await startSimulator({ paceMs: 0 });
afterAll(() => simulator.close());

interface Case {
  readonly id: string;
  readonly options?: RequestOptions;
  readonly references?: readonly Picture[];
  readonly mask?: Picture;
}

/** What goes over the wire for a request as the plan would fit it, and what came of it. */
async function sent({ id, options = {}, references = [], mask }: Case) {
  const usual = entryOf(id);
  // Said to be quick, so that the first answer is held back until the picture is there.
  const entry = { ...usual, delivery: { ...usual.delivery, typicalMs: 1000 } };
  const stored = references.map(
    ({ type, bytes }): StoredPicture => ({ key: 'x', type, byteLength: bytes.length, ...SIZE }),
  );
  const fitted = fitOptions({ prompt: '', options, references: stored, instructions: [] }, { model: entry });
  const { model } = modelAt(`${simulator.url}/replicate/v1`, { entry });
  const before = simulator.requests.length;
  const request = requestOf(fitted.options, { references, ...(mask && { mask }) });
  const { pictures } = await model.generate({ ...request, options: fitted.options }, startRun().run);
  const requests = simulator.requests.slice(before);
  const paid = requests.find(({ path }) => path.endsWith('/predictions'));
  if (!paid) throw new Error('Nothing was sent.');
  return { requests, paid, pictures };
}

const CASES: Readonly<Record<string, Case>> = {
  generate: { id: 'flux-schnell' },
  'generate, everything said': {
    id: 'flux-schnell',
    options: { aspect: '16:9', seed: 7, n: 4, format: 'webp', compression: 60 },
  },
  'edit with an upload': { id: 'flux-2-pro', references: [BIG], options: { quality: '0.5K' } },
  'multi-reference': { id: 'nano-banana', references: [PNG, PNG, PNG] },
  'by size': { id: 'nano-banana-2', options: { quality: '1K', format: 'jpeg' } },
  seedream: { id: 'seedream-4', references: [PNG], options: { quality: '1K' } },
  editor: { id: 'qwen-image-edit-plus', references: [PNG], options: { seed: 3 } },
  'negative prompt': { id: 'qwen-image-2', references: [PNG], options: { negative: 'people' } },
  inpaint: { id: 'bria-genfill', references: [PNG], mask: MASK },
  upscale: { id: 'real-esrgan', references: [PNG], options: { scale: 2 } },
  'remove-background': { id: 'bria-remove-background', references: [PNG] },
};

describe('what goes over the wire', { timeout: 20_000 }, () => {
  if (!conform) it.skip("is not held against the vendor's description, which is not beside this checkout", () => {});

  it.each(Object.entries(CASES))('is what the vendor and the model take: %s', async (_name, given) => {
    const { requests, pictures } = await sent(given);
    expect(pictures).toHaveLength(given.options?.n ?? 1);
    for (const { method, path, contentType, body } of requests) {
      const type = contentType.split(';')[0] ?? '';
      expect(conform?.check({ vendor: 'replicate', method, path, contentType: type, body }) ?? []).toEqual([]);
    }
  });

  it('has each part under the name the model has for it', async () => {
    const { paid } = await sent({ id: 'flux-schnell', options: { aspect: '3:2', seed: 7, n: 2, format: 'jpeg' } });
    expect({ method: paid.method, path: paid.path }).toEqual({
      method: 'POST',
      path: '/models/black-forest-labs/flux-schnell/predictions',
    });
    expect(paid.body).toEqual({
      input: {
        prompt: 'a lighthouse at dusk',
        aspect_ratio: '3:2',
        num_outputs: 2,
        seed: 7,
        output_format: 'jpg',
        go_fast: false,
      },
    });
  });

  it('names the version of a model of the community', async () => {
    const { paid, pictures } = await sent({ id: 'real-esrgan', references: [PNG], options: { scale: 2 } });
    expect(paid.path).toBe('/predictions');
    expect(paid.body).toEqual({
      version: expect.stringMatching(/^[0-9a-f]{64}$/),
      input: { image: 'data:image/png;base64,', scale: 2, face_enhance: false },
    });
    const { width, height } = await pixelsOf(pictures[0]?.bytes ?? new Uint8Array());
    expect({ width, height }).toEqual({ width: 128, height: 96 });
  });

  it('has an upload by its address, and deletes it afterwards', async () => {
    const { requests, paid } = await sent({ id: 'flux-2-pro', references: [BIG] });
    const [upload] = requests;
    expect(upload?.files).toEqual([
      { field: 'content', name: 'image-1.png', type: 'image/png', bytes: BIG.bytes.length },
    ]);
    expect(paid.body).toMatchObject({ input: { input_images: [expect.stringContaining('/replicate/v1/files/')] } });
    await eventually(() => expect(simulator.requests.at(-1)?.method).toBe('DELETE'));
  });

  it('removes a background, leaving real alpha', async () => {
    const { pictures } = await sent({ id: 'bria-remove-background', references: [PNG] });
    const { data } = await pixelsOf(pictures[0]?.bytes ?? new Uint8Array());
    expect([data[3], data.at((24 * 64 + 32) * 4 + 3)]).toEqual([0, 255]);
  });

  it('says what belongs to several pictures only where several are asked for', () => {
    const inputs = { prompt: 'prompt', count: 'max_images', several: { sequential_image_generation: 'auto' } };
    const input = (count: number) => inputOf({ inputs }, requestOf({ count }), { references: [] });
    expect(input(1)).toEqual({ prompt: 'a lighthouse at dusk', max_images: 1 });
    expect(input(3)).toEqual({ prompt: 'a lighthouse at dusk', max_images: 3, sequential_image_generation: 'auto' });
  });

  it('is known of every model of the catalogue to the simulator', () => {
    const tried = new Set(Object.values(CASES).map(({ id }) => `replicate/${id}`));
    const family = /seedream|nano-banana/;
    expect(REPLICATE_MODELS.filter(({ id }) => !tried.has(id) && !family.test(id))).toEqual([]);
  });
});
