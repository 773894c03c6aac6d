import { afterAll, describe, expect, it } from 'vitest';
import { fitOptions } from '#src/domain/fit.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Picture, StoredPicture } from '#src/domain/picture.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { openGeminiText } from '#src/models/gemini/gemini-text.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { loadConform } from '../../descriptions.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { jpegOf, pngOf, webpOf } from '../../fixtures/pictures.ts';
import { scriptedServer, startRun } from '../setup.ts';
import { API_KEY, answering, BANANA, connectionTo, entryOf, image, modelAt } from './setup.ts';

const conform = await loadConform();

const SIZE = { width: 64, height: 48 };
const PNG: Picture = { bytes: await pngOf(SIZE), type: 'image/png' };
const JPEG: Picture = { bytes: await jpegOf(SIZE), type: 'image/jpeg' };
const WEBP: Picture = { bytes: await webpOf(SIZE), type: 'image/webp' };

const simulator = await startSimulator({ paceMs: 0 });
afterAll(() => simulator.close());

interface Case {
  readonly options?: RequestOptions;
  readonly references?: readonly Picture[];
  readonly entry?: ModelEntry;
}

function fitted({ options = {}, references = [], entry = BANANA }: Case) {
  const asStored = references.map(
    ({ type, bytes }): StoredPicture => ({ key: 'x', type, byteLength: bytes.length, ...SIZE }),
  );
  return fitOptions({ prompt: '', options, references: asStored, instructions: [] }, { model: entry }).options;
}

/** What goes over the wire for a request as the plan would fit it, and what came of it. */
async function sent(given: Case) {
  const { references = [], entry = BANANA } = given;
  const model = modelAt(`${simulator.url}/gemini`, createManualClock(), entry);
  const request = { prompt: 'a lighthouse at dusk', options: fitted(given), references, safetyId: 'f00d' };
  const { pictures } = await model.generate(request, startRun().run);
  const recorded = simulator.requests.at(-1);
  if (!recorded) throw new Error('Nothing was sent.');
  return { ...recorded, pictures };
}

const CASES: Readonly<Record<string, Case>> = {
  generate: {},
  'by aspect': { options: { aspect: '16:9' } },
  'an extreme aspect': { options: { aspect: '8:1' } },
  'by size': { options: { size: '2048x2048' } },
  'by the size as quality': { options: { quality: '2k' } },
  'with a seed': { options: { seed: 7 } },
  edit: { references: [PNG] },
  'multi-reference': { references: [PNG, JPEG, WEBP] },
  'multi-reference, all fourteen': { references: Array.from({ length: 14 }, () => PNG) },
  pro: { entry: entryOf('gemini/gemini-3-pro-image') },
  lite: { entry: entryOf('gemini/gemini-3.1-flash-lite-image') },
};

describe('what goes over the wire', { timeout: 20_000 }, () => {
  if (!conform) it.skip("is not held against the vendor's description, which is not beside this checkout", () => {});

  it.runIf(conform).each(Object.entries(CASES))(
    "is what the vendor's description asks for: %s",
    async (_name, given) => {
      const { method, path, contentType, body, pictures } = await sent(given);
      expect(path).toMatch(/^\/v1beta\/models\/[\w.-]+:generateContent$/);
      expect(conform?.check({ vendor: 'gemini', method, path, contentType, body })).toEqual([]);
      expect(pictures).toHaveLength(1);
    },
  );

  it.runIf(conform)("is what the vendor's description asks for: words", async () => {
    const writer = openGeminiText(
      connectionTo(`${simulator.url}/gemini`),
      { clock: createManualClock() },
      'gemini-3-flash',
    );
    await writer.write({ instructions: 'Be brief.', words: 'Ada' }, new AbortController().signal);
    const { method, path, contentType, body } = simulator.requests.at(-1) ?? {};
    expect(conform?.check({ vendor: 'gemini', method, path, contentType, body })).toEqual([]);
  });

  it('is nothing but the words, the shape and what is wanted back', async () => {
    expect((await sent({ options: { aspect: '3:2', quality: '1K' } })).body).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'a lighthouse at dusk' }] }],
      generationConfig: {
        responseModalities: ['TEXT', 'IMAGE'],
        imageConfig: { aspectRatio: '3:2', imageSize: '1K' },
      },
    });
  });

  it.each([
    ['standard', '1K'],
    ['low', '1K'],
    ['hd', '2K'],
    ['max', '4K'],
  ])('says quality %s in the vendor’s own capitals: %s', (quality, imageSize) => {
    expect(fitted({ options: { quality } }).quality).toBe(imageSize);
  });

  it('keeps a seed within the 31 bits the vendor takes', async () => {
    const big = await sent({ options: { seed: 2 ** 31 + 5 } });
    expect(big.body).toMatchObject({ generationConfig: { seed: 5 } });
    expect((await sent({ options: { seed: 0 } })).body).toMatchObject({ generationConfig: { seed: 0 } });
  });

  it('has the references before the words, whole, typed and in their order', async () => {
    const server = await scriptedServer(answering([image('x')]));
    const references = [PNG, JPEG, WEBP];
    const request = { prompt: 'together', options: fitted({ references }), references };
    await modelAt(server.url, createManualClock()).generate(request, startRun().run);
    const [call] = server.calls;
    const { contents } = JSON.parse(String(call?.body));
    expect(contents[0].parts).toEqual([
      ...references.map(({ bytes, type }) => ({
        inlineData: { mimeType: type, data: Buffer.from(bytes).toString('base64') },
      })),
      { text: 'together' },
    ]);
  });

  it('carries the key in its header only', async () => {
    const server = await scriptedServer(answering([image('x')]));
    await modelAt(server.url, createManualClock()).generate(
      { prompt: 'x', options: fitted({}), references: [] },
      startRun().run,
    );
    const [call] = server.calls;
    expect(call?.path).toBe('/v1/models/gemini-nano-banana-2.1:generateContent');
    expect(call?.headers['x-goog-api-key']).toBe(API_KEY);
    const { 'x-goog-api-key': _key, ...others } = call?.headers ?? {};
    expect(JSON.stringify([call?.path, others, String(call?.body)])).not.toContain(API_KEY);
  });
});
