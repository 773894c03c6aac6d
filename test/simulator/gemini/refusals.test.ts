import { describe, expect, it } from 'vitest';
import { pngOf } from '../../fixtures/pictures.ts';
import { asking, inline, openGeminiSimulator, post } from './setup.ts';

const PIXEL = inline(await pngOf({ width: 8, height: 8 }));

const withParts = (...parts: readonly object[]) => ({ contents: [{ role: 'user', parts: [...parts, { text: 'x' }] }] });
const config = (imageConfig: object) => asking('x', { imageConfig });
const at = (model: string) => ({ path: `/v1/models/${model}:generateContent` });

describe('the simulator refuses as Gemini does', { timeout: 20_000 }, () => {
  it.each<[string, unknown, Parameters<typeof post>[2], number, string, RegExp]>([
    ['no key', asking('x'), { headers: {} }, 403, 'PERMISSION_DENIED', /unregistered callers/],
    [
      'a wrong key',
      asking('x'),
      { headers: { 'x-goog-api-key': 'wrong-key' } },
      400,
      'INVALID_ARGUMENT',
      /API key not valid/,
    ],
    ['an unknown model', asking('x'), at('gemini-9-image'), 404, 'NOT_FOUND', /models\/gemini-9-image is not found/],
    ['a model that is gone', asking('x'), at('gemini-2.5-flash-image'), 404, 'NOT_FOUND', /is not found/],
    ['an unknown method', asking('x'), { path: '/v1/models/banana:draw' }, 404, 'NOT_FOUND', /not found/],
    ['an unknown version', asking('x'), { path: '/v9/models/banana:generateContent' }, 404, 'NOT_FOUND', /not found/],
    ['what is no JSON', '{"contents"', undefined, 400, 'INVALID_ARGUMENT', /Invalid JSON payload/],
    [
      'a name nobody knows',
      { ...asking('x'), prompt: 'x' },
      undefined,
      400,
      'INVALID_ARGUMENT',
      /Unknown name "prompt"/,
    ],
    [
      'a name nobody knows, further in',
      config({ outputMimeType: 'image/png' }),
      undefined,
      400,
      'INVALID_ARGUMENT',
      /Unknown name "outputMimeType" at 'generation_config.image_config'/,
    ],
    ['no contents', {}, undefined, 400, 'INVALID_ARGUMENT', /contents/],
    ['empty contents', { contents: [] }, undefined, 400, 'INVALID_ARGUMENT', /contents is not specified/],
    ['no words', { contents: [{ parts: [PIXEL] }] }, undefined, 400, 'INVALID_ARGUMENT', /without a prompt/],
    [
      'a size in small letters',
      config({ imageSize: '1k' }),
      undefined,
      400,
      'INVALID_ARGUMENT',
      /Unsupported image size: 1k/,
    ],
    ['half a K', config({ imageSize: '512' }), undefined, 400, 'INVALID_ARGUMENT', /Unsupported image size/],
    [
      'a size the model does not have',
      config({ imageSize: '4K' }),
      at('gemini-3.1-flash-lite-image'),
      400,
      'INVALID_ARGUMENT',
      /Unsupported image size: 4K/,
    ],
    [
      'an unknown ratio',
      config({ aspectRatio: '7:5' }),
      undefined,
      400,
      'INVALID_ARGUMENT',
      /Unsupported aspect ratio: 7:5/,
    ],
    [
      'a ratio the model does not have',
      config({ aspectRatio: '8:1' }),
      at('gemini-3-pro-image'),
      400,
      'INVALID_ARGUMENT',
      /Unsupported aspect ratio/,
    ],
    [
      'two pictures at once',
      asking('x', { candidateCount: 2 }),
      undefined,
      400,
      'INVALID_ARGUMENT',
      /Multiple candidates/,
    ],
    ['too large a seed', asking('x', { seed: 2 ** 31 }), undefined, 400, 'INVALID_ARGUMENT', /generation_config.seed/],
    [
      'too many references',
      withParts(...Array.from({ length: 15 }, () => PIXEL)),
      undefined,
      400,
      'INVALID_ARGUMENT',
      /at most 14/,
    ],
    [
      'a file of another type',
      withParts({ inlineData: { mimeType: 'image/gif', data: 'R0lG' } }),
      undefined,
      400,
      'INVALID_ARGUMENT',
      /Unsupported MIME type: image\/gif/,
    ],
    [
      'what is no base64',
      withParts({ inlineData: { mimeType: 'image/png', data: '<svg>' } }),
      undefined,
      400,
      'INVALID_ARGUMENT',
      /Base64 decoding failed/,
    ],
    [
      'a picture that is none, whatever it says',
      withParts({ inlineData: { mimeType: 'image/png', data: Buffer.from('<svg/>').toString('base64') } }),
      undefined,
      400,
      'INVALID_ARGUMENT',
      /Unable to process input image/,
    ],
    [
      'pictures from a model that writes',
      asking('x', { responseModalities: ['IMAGE'] }),
      at('gemini-3-flash'),
      400,
      'INVALID_ARGUMENT',
      /response modalities/,
    ],
  ])('%s', async (_what, sent, where, code, status, message) => {
    const { simulator } = await openGeminiSimulator();
    const answered = await post(simulator, sent, where);
    expect(answered).toMatchObject({ status: code, body: { error: { code, status } } });
    expect(answered.body.error.message).toMatch(message);
    expect(simulator.taken).toBe(0);
  });

  it('a request of more than 20 MB', async () => {
    const { simulator } = await openGeminiSimulator();
    const data = 'A'.repeat(20 * 1_048_576);
    const answered = await post(simulator, withParts({ inlineData: { mimeType: 'image/png', data } }));
    expect(answered.body.error.message).toBe('Request payload size exceeds the limit: 20971520 bytes.');
    expect(simulator.requests.map(({ body }) => body)).toEqual([undefined]);
  });

  it('the forbidden word, with an answer like any other', async () => {
    const { simulator } = await openGeminiSimulator();
    for (const where of [at('banana'), at('gemini-3-flash')]) {
      const { status, body } = await post(simulator, asking('a Forbidden fruit'), where);
      expect(status).toBe(200);
      expect(body).toMatchObject({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } });
      expect(body).not.toHaveProperty('candidates');
    }
    expect(simulator.taken).toBe(0);
  });
});
