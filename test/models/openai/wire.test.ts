import { afterAll, describe, expect, it } from 'vitest';
import { fitOptions } from '#src/domain/fit.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Picture, StoredPicture } from '#src/domain/picture.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { createOpenAiClient } from '#src/models/openai/openai-client.ts';
import { createOpenAiModel } from '#src/models/openai/openai-model.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { loadConform } from '../../descriptions.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { jpegOf, maskPng, pngOf, webpOf } from '../../fixtures/pictures.ts';
import { startRun } from '../setup.ts';
import { entryOf, FLARE } from './setup.ts';

const conform = await loadConform();

const SIZE = { width: 64, height: 48 };
const PNG: Picture = { bytes: await pngOf(SIZE), type: 'image/png' };
const JPEG: Picture = { bytes: await jpegOf(SIZE), type: 'image/jpeg' };
const WEBP: Picture = { bytes: await webpOf(SIZE), type: 'image/webp' };
const MASK: Picture = {
  bytes: await maskPng({ ...SIZE, hole: { left: 4, top: 4, width: 20, height: 20 } }),
  type: 'image/png',
};
const SIXTEEN = Array.from({ length: 16 }, () => PNG);

const simulator = await startSimulator({ paceMs: 0 });
afterAll(() => simulator.close());

interface Case {
  readonly options?: RequestOptions;
  readonly references?: readonly Picture[];
  readonly mask?: Picture;
  readonly entry?: ModelEntry;
}

/** What goes over the wire for a request as the plan would fit it, and what came of it. */
async function sent({ options = {}, references = [], mask, entry = FLARE }: Case) {
  const client = createOpenAiClient({ apiKey: 'any-key', baseUrl: `${simulator.url}/v1` });
  const model = createOpenAiModel({ entry, client, clock: createManualClock(), providerName: 'OpenAI' });
  const asStored = references.map(
    ({ type, bytes }): StoredPicture => ({ key: 'x', type, byteLength: bytes.length, ...SIZE }),
  );
  const fitted = fitOptions(
    { prompt: '', options: { partials: 0, ...options }, references: asStored, instructions: [] },
    { model: entry },
  );
  const { pictures } = await model.generate(
    {
      prompt: 'a lighthouse at dusk',
      options: fitted.options,
      references,
      safetyId: 'f00d'.repeat(16),
      ...(mask && { mask }),
    },
    startRun().run,
  );
  const request = simulator.requests.at(-1);
  if (!request) throw new Error('Nothing was sent.');
  return { ...request, pictures };
}

const CASES: Readonly<Record<string, Case>> = {
  generate: {},
  'generate, streamed': { options: { partials: 3 } },
  edit: { references: [PNG] },
  'edit, streamed': { references: [JPEG], options: { partials: 1 } },
  'multi-reference': { references: [PNG, JPEG, WEBP] },
  'multi-reference, all sixteen': { references: SIXTEEN },
  inpaint: { references: [PNG], mask: MASK },
  'inpaint with more references, streamed': { references: [PNG, JPEG], mask: MASK, options: { partials: 1 } },
  'high fidelity by option': {
    references: [PNG],
    options: { fidelity: 'high' },
    entry: entryOf('openai/gpt-image-1.5'),
  },
  'high fidelity built in': { references: [PNG], options: { fidelity: 'high' } },
  transparent: { options: { background: 'transparent' } },
  'transparent edit': { references: [PNG], options: { background: 'transparent', format: 'webp' } },
  opaque: { options: { background: 'opaque' } },
  'any size': { options: { size: '1600x896' } },
  'size auto': { options: { size: 'auto' } },
  'by aspect': { options: { aspect: '16:9' } },
  'jpeg, compressed': { options: { format: 'jpeg', compression: 0 } },
  'webp, compressed': { options: { format: 'webp', compression: 100 } },
  'moderation low': { options: { moderation: 'low' } },
  'moderation low, edit': { references: [PNG], options: { moderation: 'low' } },
  'every quality': { options: { quality: 'max' } },
  'many at once': { options: { n: 3 } },
  'dall-e-3': { options: { style: 'natural', quality: 'hd' }, entry: entryOf('openai/dall-e-3') },
  'dall-e-2 edit': { references: [PNG], mask: MASK, entry: entryOf('openai/dall-e-2') },
};

describe('what goes over the wire', { timeout: 20_000 }, () => {
  if (!conform) it.skip("is not held against the vendor's description, which is not beside this checkout", () => {});

  it.runIf(conform).each(Object.entries(CASES))(
    "is what the vendor's description asks for: %s",
    async (_name, given) => {
      const { method, path, contentType, body, pictures } = await sent(given);
      expect(conform?.check({ vendor: 'openai', method, path, contentType, body })).toEqual([]);
      expect(pictures).toHaveLength(given.options?.n ?? 1);
    },
  );

  it('is plain JSON for words alone', async () => {
    const { method, path, contentType, body } = await sent({});
    expect({ method, path }).toEqual({ method: 'POST', path: '/images/generations' });
    expect(contentType).toMatch(/^application\/json/);
    expect(body).toEqual({
      model: 'gpt-image-2.6-flare',
      prompt: 'a lighthouse at dusk',
      n: 1,
      size: '1024x1024',
      quality: 'medium',
      output_format: 'png',
      safety_identifier: 'f00d'.repeat(16),
    });
  });

  it('asks for a stream only where previews are wanted', async () => {
    expect((await sent({ options: { partials: 2 } })).body).toMatchObject({ stream: true, partial_images: 2 });
    expect((await sent({ options: { partials: 0 } })).body).not.toHaveProperty('stream');
  });

  it('has the one source as image and several as image[], named and typed, in their order', async () => {
    const one = await sent({ references: [JPEG] });
    expect(one.path).toBe('/images/edits');
    expect(one.files).toEqual([{ field: 'image', name: 'image-1.jpg', type: 'image/jpeg', bytes: JPEG.bytes.length }]);
    const three = await sent({ references: [PNG, JPEG, WEBP], mask: MASK });
    expect(three.files.filter(({ field }) => field !== 'mask')).toEqual([
      { field: 'image[]', name: 'image-1.png', type: 'image/png', bytes: PNG.bytes.length },
      { field: 'image[]', name: 'image-2.jpg', type: 'image/jpeg', bytes: JPEG.bytes.length },
      { field: 'image[]', name: 'image-3.webp', type: 'image/webp', bytes: WEBP.bytes.length },
    ]);
    expect(three.files.filter(({ field }) => field === 'mask')).toEqual([
      { field: 'mask', name: 'mask.png', type: 'image/png', bytes: MASK.bytes.length },
    ]);
  });

  it('asks for fidelity only where it is an option', async () => {
    const fidelity = { references: [PNG], options: { fidelity: 'high' } };
    expect((await sent(fidelity)).body).not.toHaveProperty('input_fidelity');
    const precise = entryOf('simulator/sketch-precise');
    expect((await sent({ ...fidelity, entry: precise })).body).toMatchObject({ input_fidelity: 'high' });
  });

  it('keeps the newer options from the oldest models', async () => {
    const { body } = await sent({
      options: { style: 'vivid', background: 'opaque' },
      entry: entryOf('openai/dall-e-3'),
    });
    expect(body).toEqual({
      model: 'dall-e-3',
      prompt: 'a lighthouse at dusk',
      n: 1,
      size: '1024x1024',
      quality: 'standard',
      style: 'vivid',
      response_format: 'b64_json',
      user: 'f00d'.repeat(16),
    });
  });
});
