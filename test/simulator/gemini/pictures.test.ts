import type { GenerateContentResponse } from '@google/genai';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pngOf } from '../../fixtures/pictures.ts';
import { asking, inline, openGeminiSimulator, post } from './setup.ts';

const MODEL = 'gemini-nano-banana-2.1';

const partsOf = ({ candidates }: GenerateContentResponse) => candidates?.[0]?.content?.parts ?? [];

/** The finished picture's bytes. */
function finalOf(response: GenerateContentResponse): Buffer {
  const last = partsOf(response).findLast(({ inlineData, thought }) => inlineData && !thought);
  return Buffer.from(last?.inlineData?.data ?? '', 'base64');
}

describe("the simulator's pictures in Gemini's words", { timeout: 20_000 }, () => {
  it('are a draft among the thoughts, a sentence, and the finished one last', async () => {
    const { client, simulator } = await openGeminiSimulator();
    const response = await client.models.generateContent({ model: MODEL, contents: 'a fox' });
    expect(
      partsOf(response).map(({ thought, text, inlineData }) => [
        thought ?? false,
        text ? 'text' : inlineData?.mimeType?.split('/')[0],
      ]),
    ).toEqual([
      [true, 'text'],
      [true, 'image'],
      [false, 'text'],
      [false, 'image'],
    ]);
    expect(response.candidates?.[0]?.finishReason).toBe('STOP');
    expect(response.responseId).toMatch(/^req_/);
    expect(simulator.taken).toBe(1);
  });

  it.each([
    ['1:1', '1K', 1024, 1024],
    ['16:9', '1K', 1360, 768],
    ['1:4', '1K', 512, 2048],
    ['1:1', '2K', 2048, 2048],
    ['1:1', '4K', 4096, 4096],
  ])('measure what %s at %s makes', async (aspectRatio, imageSize, width, height) => {
    const { client } = await openGeminiSimulator();
    const config = { imageConfig: { aspectRatio, imageSize } };
    const picture = finalOf(await client.models.generateContent({ model: MODEL, contents: 'a fox', config }));
    expect(await sharp(picture).metadata()).toMatchObject({ width, height });
  });

  it('are of the type they are declared to be, which nobody can choose', async () => {
    const { client } = await openGeminiSimulator();
    const types = new Set<string>();
    for (const contents of ['a fox', 'an owl', 'a hare', 'a badger']) {
      const response = await client.models.generateContent({ model: MODEL, contents });
      const declared = partsOf(response).at(-1)?.inlineData?.mimeType ?? '';
      expect(`image/${(await sharp(finalOf(response)).metadata()).format}`).toBe(declared);
      types.add(declared);
    }
    expect([...types].sort()).toEqual(['image/jpeg', 'image/png']);
  });

  it('differ by the salt, and are the same for the same seed', async () => {
    const salts = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { client } = await openGeminiSimulator({ newSalt: () => salts.pop() ?? '' });
    const drawn = async (seed?: number) => {
      const config = seed === undefined ? {} : { seed };
      return finalOf(await client.models.generateContent({ model: MODEL, contents: 'a fox', config })).toString(
        'base64',
      );
    };
    expect(await drawn()).not.toBe(await drawn());
    expect(await drawn(4)).toBe(await drawn(4));
    expect(await drawn(4)).not.toBe(await drawn(5));
  });

  it('take the shape of their first reference where none is asked for', async () => {
    const { client } = await openGeminiSimulator();
    const wide = inline(await pngOf({ width: 128, height: 64 }));
    const contents = [{ role: 'user', parts: [wide, { text: 'at night' }] }];
    const picture = finalOf(await client.models.generateContent({ model: 'banana', contents }));
    expect(await sharp(picture).metadata()).toMatchObject({ width: 1456, height: 720 });
  });

  it('have no sentence where only a picture is asked for, and no picture where only words are', async () => {
    const { client } = await openGeminiSimulator();
    const kinds = async (responseModalities: string[]) => {
      const response = await client.models.generateContent({
        model: MODEL,
        contents: 'a fox',
        config: { responseModalities },
      });
      return partsOf(response).flatMap(({ thought, text }) => (thought ? [] : [text ? 'text' : 'image']));
    };
    expect(await kinds(['IMAGE'])).toEqual(['image']);
    expect(await kinds(['TEXT'])).toEqual(['text']);
  });

  it('count tokens as their price says', async () => {
    const { client } = await openGeminiSimulator();
    const contents = [{ role: 'user', parts: [inline(await pngOf({ width: 32, height: 32 })), { text: 'at night' }] }];
    const config = { imageConfig: { imageSize: '2K' } };
    const { usageMetadata } = await client.models.generateContent({ model: MODEL, contents, config });
    expect(usageMetadata).toMatchObject({
      promptTokenCount: 260,
      candidatesTokenCount: 1680,
      candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1680 }],
      totalTokenCount: 260 + 1680 + (usageMetadata?.thoughtsTokenCount ?? 0),
    });
  });

  it('are spoken of by models that write, which draw none', async () => {
    const { client, simulator } = await openGeminiSimulator();
    const ask = { model: 'gemini-3-flash', contents: 'Ada', config: { systemInstruction: 'Be brief.' } };
    const said = (await client.models.generateContent(ask)).candidates?.[0]?.content?.parts?.[0]?.text;
    expect(said).toContain('Ada');
    expect((await client.models.generateContent(ask)).candidates?.[0]?.content?.parts?.[0]?.text).toBe(said);
    expect(simulator.taken).toBe(0);
  });

  it('are listed by model, and each model by itself', async () => {
    const { client } = await openGeminiSimulator();
    const names: (string | undefined)[] = [];
    for await (const { name } of await client.models.list()) names.push(name);
    expect(names).toContain('models/gemini-nano-banana-2.1');
    expect((await client.models.get({ model: 'gemini-3-pro-image' })).displayName).toBe('Nano Banana Pro');
    await expect(client.models.get({ model: 'imagen-4' })).rejects.toMatchObject({ status: 404 });
  });

  it('are recorded without key and without their bytes', async () => {
    const { simulator } = await openGeminiSimulator();
    const bytes = await pngOf({ width: 64, height: 64, noise: true });
    await post(simulator, { contents: [{ parts: [inline(bytes), { text: 'at night' }] }] });
    await post(simulator, asking('a fox'), { path: '/v1/models/banana:generateContent?key=secret-key', headers: {} });
    const [first, second] = simulator.requests;
    expect(first).toMatchObject({
      vendor: 'gemini',
      method: 'POST',
      path: '/v1beta/models/gemini-nano-banana-2.1:generateContent',
      body: {
        contents: [
          { parts: [{ inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgoAAAAN' } }, { text: 'at night' }] },
        ],
      },
      files: [{ field: 'inlineData', name: 'inline-1', type: 'image/png', bytes: bytes.length }],
    });
    expect(second?.path).toBe('/v1beta/models/banana:generateContent');
    expect(JSON.stringify(simulator.requests)).not.toMatch(/test-key|secret-key/);
  });
});
