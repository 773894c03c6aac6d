import OpenAI, { toFile } from 'openai';
import { expect, it } from 'vitest';
import { apngOf, bombPng, gifOf, jpegOf, maskPng, pngOf, svgBytes, truncated } from '../../fixtures/pictures.ts';
import { clientOf, openSimulator, post } from '../open-simulator.ts';

const SMALL = { width: 320, height: 240 };
const HOLE = { left: 10, top: 10, width: 50, height: 50 };
const file = (bytes: Uint8Array, type = 'image/png', name = 'in.png') => toFile(bytes, name, { type });

/** The error the official client makes of an answer. */
const refusal = (asking: Promise<unknown>) =>
  asking.then(
    () => expect.unreachable('It was not refused.'),
    (error: unknown) => (error instanceof OpenAI.APIError ? error : expect.unreachable(String(error))),
  );

it.each([
  [{ prompt: '' }, 'prompt', 'empty_string'],
  [{ prompt: ' \n' }, 'prompt', 'empty_prompt'],
  [{ prompt: 'x'.repeat(32_001) }, 'prompt', 'string_above_max_length'],
  [{ prompt: undefined }, 'prompt', 'missing_required_parameter'],
  [{ n: 0 }, 'n', 'integer_below_min_value'],
  [{ n: 11 }, 'n', 'integer_above_max_value'],
  [{ n: 1.5 }, 'n', 'invalid_type'],
  [{ n: '2' }, 'n', 'invalid_type'],
  [{ size: '1000x1000' }, 'size', 'invalid_value'],
  [{ size: '4096x2048' }, 'size', 'invalid_value'],
  [{ size: '3840x1024' }, 'size', 'invalid_value'],
  [{ size: '512x512' }, 'size', 'invalid_value'],
  [{ size: '3840x3840' }, 'size', 'invalid_value'],
  [{ size: 'big' }, 'size', 'invalid_value'],
  [{ size: '1024 x 1024' }, 'size', 'invalid_value'],
  [{ quality: 'max' }, 'quality', 'invalid_value'],
  [{ quality: 'standard' }, 'quality', 'invalid_value'],
  [{ background: 'red' }, 'background', 'invalid_value'],
  [{ background: 'transparent', output_format: 'jpeg' }, 'background', 'invalid_background'],
  [{ output_format: 'gif' }, 'output_format', 'invalid_value'],
  [{ output_compression: 50 }, 'output_compression', 'invalid_png_output_compression'],
  [{ output_compression: 101, output_format: 'jpeg' }, 'output_compression', 'integer_above_max_value'],
  [{ moderation: 'none' }, 'moderation', 'invalid_value'],
  [{ partial_images: 4, stream: true }, 'partial_images', 'integer_above_max_value'],
  [{ complexity: 'low' }, 'complexity', 'invalid_complexity_model'],
  [{ response_format: 'b64_json' }, 'response_format', 'unknown_parameter'],
  [{ style: 'vivid' }, 'style', 'invalid_style_model'],
  [{ seed: 7 }, 'seed', 'unknown_parameter'],
  [{ input_fidelity: 'high' }, 'input_fidelity', 'unknown_parameter'],
  [{ safety_identifier: 'x'.repeat(129) }, 'safety_identifier', 'string_above_max_length'],
  [{ model: 'dall-e-3', n: 2 }, 'n', 'invalid_value'],
  [{ model: 'dall-e-2', stream: true }, 'stream', 'invalid_stream_model'],
  [{ model: 'gpt-image-1.5', size: '1024x1008' }, 'size', 'invalid_value'],
])('refuses to generate with %j', async (change, param, code) => {
  const { client, simulator } = await openSimulator();
  const body = { model: 'gpt-image-2', prompt: 'a fox', ...change };
  const error = await refusal(client.post('/images/generations', { body }));
  expect({ status: error.status, param: error.param, code: error.code }).toEqual({ status: 400, param, code });
  expect(error.requestID).toMatch(/^req_[0-9a-f]{32}$/);
  expect(simulator.taken).toBe(0);
});

it('takes null for left out', async () => {
  const { client } = await openSimulator();
  const answer = await client.images.generate({ model: 'sketch', prompt: 'a fox', n: null, size: null, quality: null });
  expect(answer.data).toHaveLength(1);
});

it('does not know other models', async () => {
  const { client } = await openSimulator();
  const error = await refusal(client.images.generate({ model: 'gpt-image-9', prompt: 'a fox' }));
  expect(error).toMatchObject({ status: 404, code: 'model_not_found' });
  expect(await refusal(client.models.retrieve('gpt-image-9'))).toMatchObject({ status: 404, code: 'model_not_found' });
});

it('takes any key but a missing one and the wrong one', async () => {
  const { simulator } = await openSimulator();
  const wrong = await refusal(clientOf(simulator, 'wrong-key').images.generate({ model: 'sketch', prompt: 'a fox' }));
  expect(wrong).toMatchObject({ status: 401, code: 'invalid_api_key' });
  expect(await refusal(clientOf(simulator, 'wrong-key').models.list().asResponse())).toMatchObject({ status: 401 });
  expect((await fetch(`${simulator.url}/v1/models`)).status).toBe(401);
});

it('blocks a prompt with the word "forbidden", with the details of a content filter', async () => {
  const { client, simulator } = await openSimulator();
  const error = await refusal(client.images.generate({ model: 'sketch', prompt: 'a Forbidden thing' }));
  expect(error).toMatchObject({
    status: 400,
    code: 'moderation_blocked',
    type: 'image_generation_user_error',
    error: { moderation_details: { categories: ['violence'], moderation_stage: 'input' } },
  });
  expect(error.message).toContain(error.requestID);
  expect(simulator.taken).toBe(0);
});

it.each([
  ['no picture at all', async () => ({ image: [] }), 'image', 'missing_required_parameter'],
  ['17 pictures', async () => ({ image: await many(17) }), 'image', 'array_above_max_length'],
  ['18 pictures', async () => ({ image: await many(18) }), null, 'too_many_files'],
  [
    'a type that is no picture',
    async () => ({ image: await file(await pngOf(SMALL), 'text/plain') }),
    'image',
    'unsupported_file_mimetype',
  ],
  ['a text named .png', async () => ({ image: await file(Buffer.from('hello')) }), 'image', 'invalid_image_file'],
  ['an SVG named .png', async () => ({ image: await file(svgBytes()) }), 'image', 'invalid_image_file'],
  ['a GIF named .png', async () => ({ image: await file(await gifOf({ frames: 1 })) }), 'image', 'invalid_image_file'],
  [
    'a PNG cut short',
    async () => ({ image: await file(truncated(await pngOf({ ...SMALL, noise: true }))) }),
    'image',
    'invalid_image_file',
  ],
  [
    'a JPEG cut short',
    async () => ({ image: await file(truncated(await jpegOf({ ...SMALL, noise: true }))) }),
    'image',
    'invalid_image_file',
  ],
  ['a picture of 900 megapixels', async () => ({ image: await file(bombPng(30_000)) }), 'image', 'invalid_image_file'],
  ['a mask without alpha', async () => ({ mask: await file(await pngOf(SMALL)) }), 'mask', 'invalid_mask_image_format'],
  [
    'a mask of another size',
    async () => ({ mask: await file(await maskPng({ width: 100, height: 100, hole: HOLE })) }),
    'mask',
    'invalid_mask_image_size',
  ],
  [
    'a mask that is a JPEG',
    async () => ({ mask: await file(await jpegOf(SMALL), 'image/jpeg') }),
    'mask',
    'invalid_mask_image_file',
  ],
  ['a mask of 4 MB', async () => ({ mask: await file(Buffer.alloc(4_000_000)) }), 'mask', 'mask_too_large'],
  ['an unknown field', async () => ({ seed: 7 }), 'seed', 'unknown_parameter'],
  ['an unknown file', async () => ({ layer: await file(await pngOf(SMALL)) }), 'layer', 'unknown_parameter'],
  [
    'a model that does not know input_fidelity',
    async () => ({ input_fidelity: 'high' }),
    'input_fidelity',
    'invalid_input_fidelity_model',
  ],
  ['a model that cannot edit', async () => ({ model: 'dall-e-3' }), 'model', 'invalid_value'],
  ['a count that is no number', async () => ({ n: 'two' }), 'n', 'invalid_type'],
])('refuses to edit with %s', async (_what, change, param, code) => {
  const { client } = await openSimulator();
  const body = { model: 'gpt-image-2', prompt: 'a fox', image: await file(await pngOf(SMALL)), ...(await change()) };
  // The client's types rightly know no such fields; its body is an object of them all the same.
  const error = await refusal(client.images.edit(body as OpenAI.Images.ImageEditParamsNonStreaming));
  expect({ status: error.status, param: error.param, code: error.code }).toEqual({ status: 400, param, code });
});

it('draws what it can still open: an animated PNG is its first picture', async () => {
  const { client } = await openSimulator();
  const asked = { model: 'sketch', prompt: 'a fox', image: await file(await apngOf()), size: '1024x1024' } as const;
  expect((await client.images.edit(asked)).data).toHaveLength(1);
});

it.each([
  ['/images/generations', '{"prompt":', 'application/json', 400, null],
  ['/images/generations', '[]', 'application/json', 400, null],
  ['/images/generations', 'null', 'application/json', 400, null],
  ['/images/generations', 'prompt=fox', 'application/x-www-form-urlencoded', 400, 'unsupported_content_type'],
  ['/images/edits', '{"prompt":"a fox"}', 'application/json', 400, 'unsupported_content_type'],
  ['/images/edits', 'no form', 'multipart/form-data; boundary=x', 400, null],
  ['/images/edits', 'no form', 'multipart/form-data', 400, null],
  ['/images/variations', '{}', 'application/json', 404, null],
  [
    '/images/generations',
    JSON.stringify({ prompt: 'x'.repeat(1_100_000) }),
    'application/json',
    413,
    'content_too_large',
  ],
  ['/images/generations', ' '.repeat(2_100_000), 'application/json', 413, 'content_too_large'],
])('answers unreadable input to %s in words, never with a trace (%#)', async (path, body, type, status, code) => {
  const { simulator } = await openSimulator();
  const answer = await post(simulator, path, body, { 'content-type': type });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toEqual({
    error: { message: expect.any(String), type: 'invalid_request_error', param: null, code },
  });
});

const many = async (count: number) => {
  const bytes = await pngOf({ width: 8, height: 8 });
  return Promise.all(Array.from({ length: count }, (_, at) => file(bytes, 'image/png', `${at}.png`)));
};
