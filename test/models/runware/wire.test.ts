import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fitOptions } from '#src/domain/fit.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Picture } from '#src/domain/picture.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { json } from '../../fakes/scripted-server.ts';
import { jpegOf, maskPng, pngOf, webpOf } from '../../fixtures/pictures.ts';
import { startRun } from '../setup.ts';
import { API_KEY, DEV, entryOf, scriptedModel } from './setup.ts';

const SIZE = { width: 640, height: 384 };
const [png, jpeg, webp] = await Promise.all([pngOf(SIZE), jpegOf(SIZE), webpOf(SIZE)]);
const PNG: Picture = { bytes: png, type: 'image/png' };
const JPEG: Picture = { bytes: jpeg, type: 'image/jpeg' };
const WEBP: Picture = { bytes: webp, type: 'image/webp' };
const hole = { left: 4, top: 4, width: 20, height: 20 };
const MASK: Picture = { bytes: await maskPng({ ...SIZE, hole }), type: 'image/png' };
const WAVE: ModelEntry = { ...DEV, dialect: 'references', operations: { ...DEV.operations, maxReferences: 4 } };

const dataUri = z.string().regex(/^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/]+=*$/);
const edge = z.int().min(128).max(2048).multipleOf(64);
const shared = {
  taskUUID: z.uuidv4(),
  model: z.string().regex(/^[a-z]+:\d+@\d+$/),
  deliveryMethod: z.literal('async'),
  outputType: z.literal('URL'),
  outputFormat: z.enum(['JPG', 'PNG', 'WEBP']),
  outputQuality: z.int().min(20).max(99).optional(),
  includeCost: z.literal(true),
};

/** The vendor publishes no description to hold a request against; this is what its schemas say, as @runware/sdk 1.6.8 has them. */
const documented = z.tuple([
  z.discriminatedUnion('taskType', [
    z.strictObject({
      ...shared,
      taskType: z.literal('imageInference'),
      positivePrompt: z.string().min(2).max(3000),
      negativePrompt: z.string().optional(),
      width: edge,
      height: edge,
      numberResults: z.int().min(1).max(20),
      seed: z.int().optional(),
      safety: z.strictObject({ checkContent: z.boolean() }),
      inputs: z
        .strictObject({
          seedImage: dataUri.optional(),
          maskImage: dataUri.optional(),
          referenceImages: z.array(dataUri).min(1).optional(),
        })
        .optional(),
    }),
    z.strictObject({
      ...shared,
      taskType: z.literal('upscale'),
      upscaleFactor: z.union([z.literal(2), z.literal(4)]),
      inputs: z.strictObject({ image: dataUri }),
    }),
    z.strictObject({ ...shared, taskType: z.literal('removeBackground'), inputs: z.strictObject({ image: dataUri }) }),
  ]),
]);

interface Case {
  readonly options?: RequestOptions;
  readonly references?: readonly Picture[];
  readonly mask?: Picture;
  readonly entry?: ModelEntry;
}

/** What goes over the wire for a request as the plan would fit it. */
async function sent({ options = {}, references = [], mask, entry = DEV }: Case) {
  const { server, model } = await scriptedModel(() => [json({ errors: [{ code: 'inferenceError' }] }, 500)], entry);
  const stored = references.map(({ type, bytes }) => ({ key: 'x', type, byteLength: bytes.length, ...SIZE }));
  const wish = { prompt: '', options: { partials: 0, ...options }, references: stored, instructions: [] };
  const request = { prompt: 'a lighthouse at dusk', references, safetyId: 'f00d', ...(mask && { mask }) };
  await model
    .generate({ ...request, options: fitOptions(wish, { model: entry }).options }, startRun().run)
    .catch(() => undefined);
  const [call] = server.calls;
  if (!call) throw new Error('Nothing was sent.');
  const body: unknown = JSON.parse(call.body.toString());
  return { ...call, body, task: documented.parse(body)[0] };
}

const uriOf = ({ bytes, type }: Picture): string => `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;

describe('what goes to Runware', () => {
  it('is one task in a list, sent to the one address with the key in its header', async () => {
    const { method, path, headers, body, task } = await sent({});
    expect({ method, path, key: headers.authorization }).toEqual({
      method: 'POST',
      path: '/v1',
      key: `Bearer ${API_KEY}`,
    });
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.stringify(body)).not.toContain(API_KEY);
    expect(body).toEqual([
      {
        taskType: 'imageInference',
        taskUUID: task.taskUUID,
        model: 'runware:101@1',
        positivePrompt: 'a lighthouse at dusk',
        width: 1024,
        height: 1024,
        numberResults: 1,
        safety: { checkContent: true },
        deliveryMethod: 'async',
        outputType: 'URL',
        outputFormat: 'PNG',
        includeCost: true,
      },
    ]);
  });

  it('has another id with every request', async () => {
    const [one, other] = [await sent({}), await sent({})];
    expect(one.task.taskUUID).not.toBe(other.task.taskUUID);
  });

  it.each<[string, Case, object]>([
    ['a seed', { options: { seed: 7 } }, { seed: 7 }],
    ['a seed of 0', { options: { seed: 0 } }, { seed: 0 }],
    ['a negative prompt', { options: { negative: 'fog' } }, { negativePrompt: 'fog' }],
    ['several pictures', { options: { n: 4 } }, { numberResults: 4 }],
    ['a size', { options: { size: '1536x640' } }, { width: 1536, height: 640 }],
    ['a size between the steps', { options: { size: '1000x1000' } }, { width: 1024, height: 1024 }],
    ['jpeg', { options: { format: 'jpeg' } }, { outputFormat: 'JPG' }],
    ['webp, compressed', { options: { format: 'webp', compression: 60 } }, { outputFormat: 'WEBP', outputQuality: 60 }],
    ['the least quality', { options: { format: 'jpeg', compression: 0 } }, { outputQuality: 20 }],
    ['the best quality', { options: { format: 'jpeg', compression: 100 } }, { outputQuality: 99 }],
    ['a picture', { references: [JPEG] }, { width: 640, height: 384, inputs: { seedImage: uriOf(JPEG) } }],
    ['a mask', { references: [PNG], mask: MASK }, { inputs: { seedImage: uriOf(PNG), maskImage: uriOf(MASK) } }],
    [
      'an edit by instruction',
      { references: [PNG, WEBP], entry: entryOf('runware/flux-kontext') },
      { model: 'runware:106@1', inputs: { referenceImages: [uriOf(PNG), uriOf(WEBP)] } },
    ],
    [
      'a mask and more references',
      { references: [PNG, JPEG], mask: MASK, entry: WAVE },
      { inputs: { seedImage: uriOf(PNG), maskImage: uriOf(MASK), referenceImages: [uriOf(JPEG)] } },
    ],
    [
      'enlarging',
      { references: [PNG], options: { scale: 4 }, entry: entryOf('runware/real-esrgan') },
      { taskType: 'upscale', model: 'runware:504@1', upscaleFactor: 4, inputs: { image: uriOf(PNG) } },
    ],
    [
      'cutting out',
      { references: [JPEG], options: { background: 'transparent' }, entry: entryOf('runware/birefnet') },
      { taskType: 'removeBackground', model: 'runware:112@5', outputFormat: 'PNG', inputs: { image: uriOf(JPEG) } },
    ],
  ])('says %s as the vendor documents it', async (_what, given, expected) => {
    expect((await sent(given)).task).toMatchObject(expected);
  });

  it('has no field for what was not asked', async () => {
    expect((await sent({ references: [PNG], entry: entryOf('runware/birefnet') })).task).not.toHaveProperty(
      'positivePrompt',
    );
    const { task } = await sent({ entry: entryOf('runware/flux-schnell'), options: { negative: 'fog' } });
    for (const field of ['negativePrompt', 'seed', 'inputs', 'outputQuality']) expect(task).not.toHaveProperty(field);
  });
});
