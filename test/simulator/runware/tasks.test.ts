import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pngOf } from '../../fixtures/pictures.ts';
import { differenceOf, pixelAt, pixelsOf } from '../pixels.ts';
import { bytesOf, openRunwareSimulator, taskOf, uriOf } from './open-runware-simulator.ts';

const SIZE = { width: 256, height: 192 };
const SOURCE = await pngOf({ ...SIZE, color: '#336699' });
/** White on the left half. */
const MASK = await sharp({ create: { ...SIZE, channels: 3, background: '#000000' } })
  .composite([{ input: Buffer.from(await pngOf({ width: 128, height: 192, color: '#ffffff' })), left: 0, top: 0 }])
  .png()
  .toBuffer();

describe("a task at the simulator's Runware", () => {
  it('is answered at once unless told otherwise, in the size and format asked for', async () => {
    const { simulator, post } = await openRunwareSimulator();
    const { answer } = await post([taskOf({ numberResults: 2, outputFormat: 'WEBP', seed: 5, includeCost: true })]);
    expect(answer.data).toMatchObject([{ status: 'success', seed: 5, cost: 0 }, { seed: 6 }]);
    expect(await sharp(bytesOf(answer.data?.[0])).metadata()).toMatchObject({ ...SIZE, format: 'webp' });
    expect(bytesOf(answer.data?.[0])).not.toEqual(bytesOf(answer.data?.[1]));
    expect(simulator.taken).toBe(1);
  });

  it('is only acknowledged where it is asynchronous, and told when asked after', async () => {
    const { post, ended } = await openRunwareSimulator({ paceMs: 150 });
    const task = taskOf({ deliveryMethod: 'async', numberResults: 2 });
    const { taskUUID } = task;
    expect((await post([task])).answer).toEqual({ data: [{ taskType: 'imageInference', taskUUID }] });
    const first = await post([{ taskType: 'getResponse', taskUUID }]);
    expect(first.answer.data?.map(({ status }) => status)).toContain('processing');
    expect((await ended(taskUUID)).data?.map(({ status }) => status)).toEqual(['success', 'success']);
  });

  it('gives addresses that can be fetched without a key, or data URIs', async () => {
    const { simulator, post } = await openRunwareSimulator();
    const { answer } = await post([taskOf({ outputType: 'URL', model: 'runware:100@1', includeCost: true })]);
    expect(answer.data?.[0]?.cost).toBe(0.0013);
    const address = answer.data?.[0]?.imageURL ?? '';
    expect(address.startsWith(`${simulator.url}/runware/v1/files/`)).toBe(true);
    const fetched = await fetch(address);
    expect(fetched.headers.get('content-type')).toBe('image/png');
    expect(await sharp(await fetched.bytes()).metadata()).toMatchObject(SIZE);
    expect((await fetch(`${simulator.url}/runware/v1/files/other`)).status).toBe(404);
    const inWords = await post([taskOf({ outputType: 'dataURI' })]);
    expect(inWords.answer.data?.[0]?.imageDataURI).toMatch(/^data:image\/png;base64,/);
  });

  it('draws the same picture for the same seed, and another for another', async () => {
    const { post } = await openRunwareSimulator({ newSalt: () => crypto.randomUUID() });
    const drawn = async (more: { readonly seed?: number }) => bytesOf((await post([taskOf(more)])).answer.data?.[0]);
    expect(await drawn({ seed: 1 })).toEqual(await drawn({ seed: 1 }));
    expect(await drawn({ seed: 1 })).not.toEqual(await drawn({ seed: 2 }));
    expect(await drawn({})).not.toEqual(await drawn({}));
  });

  it('repaints only where the mask is white', async () => {
    const { post } = await openRunwareSimulator();
    const inputs = { seedImage: uriOf(SOURCE), maskImage: uriOf(MASK) };
    const pixels = await pixelsOf(bytesOf((await post([taskOf({ inputs })])).answer.data?.[0]));
    expect(pixelAt(pixels, 200, 96)).toEqual([0x33, 0x66, 0x99, 255]);
    expect(differenceOf(pixels, await pixelsOf(SOURCE))).toBeGreaterThan(5);
  });

  it('starts from a picture, and shows references', async () => {
    const { post } = await openRunwareSimulator();
    const drawn = async (inputs: object) => pixelsOf(bytesOf((await post([taskOf({ inputs })])).answer.data?.[0]));
    const plain = await drawn({});
    expect(differenceOf(await drawn({ seedImage: uriOf(SOURCE) }), plain)).toBeGreaterThan(5);
    expect(differenceOf(await drawn({ referenceImages: [uriOf(SOURCE), uriOf(MASK)] }), plain)).toBeGreaterThan(5);
  });

  it('really enlarges, and really cuts out', async () => {
    const { post } = await openRunwareSimulator();
    const work = { taskUUID: crypto.randomUUID(), outputType: 'base64Data', inputs: { image: uriOf(SOURCE) } };
    const large = await post([
      { ...work, taskType: 'upscale', model: 'runware:504@1', upscaleFactor: 4, outputFormat: 'JPG' },
    ]);
    expect(await sharp(bytesOf(large.answer.data?.[0])).metadata()).toMatchObject({
      width: 1024,
      height: 768,
      format: 'jpeg',
    });
    const task = {
      ...work,
      taskUUID: crypto.randomUUID(),
      taskType: 'removeBackground',
      model: 'runware:112@5',
      outputFormat: 'WEBP',
    };
    const pixels = await pixelsOf(bytesOf((await post([task])).answer.data?.[0]));
    expect(pixelAt(pixels, 0, 0)[3]).toBe(0);
    expect(pixelAt(pixels, 128, 96)[3]).toBe(255);
  });

  it('is unknown where nobody began it', async () => {
    const { asked } = await openRunwareSimulator();
    const { status, answer } = await asked(crypto.randomUUID());
    expect({ status, code: answer.errors?.[0]?.code }).toEqual({ status: 400, code: 'taskFailedOrNotFound' });
  });

  it('goes on where the connection breaks', async () => {
    const { simulator, post, ended } = await openRunwareSimulator();
    simulator.fail({ kind: 'reset_after_send' });
    const task = taskOf();
    await expect(post([task])).rejects.toThrow();
    expect((await ended(task.taskUUID)).data).toHaveLength(1);
    expect(simulator.taken).toBe(1);
  });

  it('ends as a fault says', async () => {
    const { simulator, post } = await openRunwareSimulator();
    simulator.fail({ kind: 'task_ends', as: 'failed', error: 'Out of memory.' });
    expect((await post([taskOf()])).answer).toMatchObject({
      data: [],
      errors: [{ code: 'inferenceError', message: 'Out of memory.', status: 'error' }],
    });
    simulator.fail({ kind: 'fewer' });
    const { data, errors } = (await post([taskOf({ numberResults: 2 })])).answer;
    expect({ data: data?.length, errors: errors?.length }).toEqual({ data: 1, errors: 1 });
    simulator.fail({ kind: 'moderation_blocked', stage: 'output' });
    expect((await post([taskOf({ safety: { checkContent: true } })])).answer.data?.[0]?.NSFWContent).toBe(true);
    simulator.fail({ kind: 'corrupt', how: 'garbage' });
    await expect(sharp(bytesOf((await post([taskOf()])).answer.data?.[0])).metadata()).rejects.toThrow();
  });

  it.each<[Parameters<Awaited<ReturnType<typeof openRunwareSimulator>>['simulator']['fail']>[0], number, string]>([
    [{ kind: 'rate_limit', retryAfterSeconds: 4 }, 429, 'rateLimitExceeded'],
    [{ kind: 'insufficient_quota' }, 402, 'insufficientCredits'],
    [{ kind: 'overloaded' }, 503, 'serviceUnavailable'],
    [{ kind: 'server_error' }, 500, 'internalServerError'],
    [{ kind: 'moderation_blocked' }, 400, 'promptBlocked'],
  ])('is refused by a fault: %j', async (fault, status, code) => {
    const { simulator, post } = await openRunwareSimulator();
    simulator.fail(fault);
    const refused = await post([taskOf()]);
    expect({ status: refused.status, code: refused.answer.errors?.[0]?.code }).toEqual({ status, code });
    expect(refused.headers.get('retry-after')).toBe(fault.kind === 'rate_limit' ? '4' : null);
    expect(simulator.taken).toBe(fault.kind === 'server_error' ? 1 : 0);
  });

  it('keeps a fault for questions away from tasks', async () => {
    const { simulator, post, asked } = await openRunwareSimulator();
    simulator.fail({ kind: 'status', status: 502, body: {}, path: '/getResponse' });
    const task = taskOf();
    expect((await post([task])).status).toBe(200);
    expect((await asked(task.taskUUID)).status).toBe(502);
    expect((await asked(task.taskUUID)).status).toBe(200);
  });
});
