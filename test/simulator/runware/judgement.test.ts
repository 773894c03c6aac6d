import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pngOf } from '../../fixtures/pictures.ts';
import { openRunwareSimulator, taskOf, uriOf } from './open-runware-simulator.ts';

const PNG = uriOf(await pngOf({ width: 32, height: 24 }));
const OTHER_SIZE = uriOf(await sharp(await pngOf({ width: 16, height: 16 })).toBuffer());

describe("the simulator's judgement of a Runware request", () => {
  it.each<[string, object, string, string | undefined]>([
    ['no prompt', { positivePrompt: undefined }, 'missingPositivePrompt', 'positivePrompt'],
    ['a prompt of one letter', { positivePrompt: 'a' }, 'invalidPositivePrompt', 'positivePrompt'],
    ['a prompt of 3,001 letters', { positivePrompt: 'a'.repeat(3001) }, 'invalidPositivePrompt', 'positivePrompt'],
    ['a width between the steps', { width: 1000 }, 'invalidWidth', 'width'],
    ['a small width', { width: 64 }, 'invalidWidth', 'width'],
    ['a large height', { height: 2112 }, 'invalidHeight', 'height'],
    ['a size in words', { width: '256' }, 'invalidWidth', 'width'],
    ['no model', { model: undefined }, 'missingModel', 'model'],
    ['a model that is no AIR identifier', { model: 'flux' }, 'invalidModel', 'model'],
    ['an unknown model', { model: 'runware:999@1' }, 'invalidModel', 'model'],
    ['a model for another task', { model: 'runware:504@1' }, 'invalidModel', 'model'],
    ['an id that is no UUID', { taskUUID: 'task-1' }, 'invalidTaskUUID', 'taskUUID'],
    ['no id', { taskUUID: undefined }, 'missingTaskUUID', 'taskUUID'],
    ['an unknown kind of task', { taskType: 'makeCoffee' }, 'invalidTaskType', 'taskType'],
    ['21 pictures', { numberResults: 21 }, 'invalidNumberResults', 'numberResults'],
    ['a field nobody knows', { quality: 'high' }, 'unknownParameter', 'quality'],
    ['an input nobody knows', { inputs: { picture: PNG } }, 'unknownParameter', 'inputs.picture'],
    [
      'an input the model has not',
      { model: 'runware:100@1', inputs: { seedImage: PNG } },
      'unknownParameter',
      'inputs.seedImage',
    ],
    ['a mask without a picture', { inputs: { maskImage: PNG } }, 'missingSeedImage', 'inputs.seedImage'],
    ['a strength without a picture', { strength: 0.5 }, 'missingSeedImage', 'inputs.seedImage'],
    [
      'a mask of another size',
      { inputs: { seedImage: PNG, maskImage: OTHER_SIZE } },
      'invalidMaskImage',
      'inputs.maskImage',
    ],
    [
      'a picture that is none',
      { inputs: { seedImage: 'data:image/png;base64,AAAA' } },
      'invalidSeedImage',
      'inputs.seedImage',
    ],
    ['a picture cut short', { inputs: { seedImage: PNG.slice(0, -40) } }, 'invalidSeedImage', 'inputs.seedImage'],
    [
      'an SVG',
      { inputs: { seedImage: uriOf(Buffer.from('<svg/>'), 'image/svg+xml') } },
      'invalidSeedImage',
      'inputs.seedImage',
    ],
    [
      'a list without references',
      { inputs: { referenceImages: [] } },
      'invalidReferenceImages',
      'inputs.referenceImages',
    ],
    ['a quality of 100', { outputQuality: 100 }, 'invalidOutputQuality', 'outputQuality'],
    ['gif', { outputFormat: 'GIF' }, 'invalidOutputFormat', 'outputFormat'],
    ['a forbidden prompt', { positivePrompt: 'a forbidden city' }, 'promptBlocked', 'positivePrompt'],
    ['a prompt for enlarging', { taskType: 'upscale', inputs: { image: PNG } }, 'unknownParameter', 'positivePrompt'],
  ])('refuses %s', async (_what, more, code, parameter) => {
    const { simulator, post } = await openRunwareSimulator();
    const { status, answer } = await post([taskOf({ ...more })]);
    expect({ status, error: answer.errors?.[0] }).toMatchObject({ status: 400, error: { code, parameter } });
    expect(simulator.taken).toBe(0);
  });

  it.each<[string, object]>([
    ['a factor of 3', { upscaleFactor: 3, inputs: { image: PNG } }],
    ['no picture', { upscaleFactor: 2 }],
  ])('refuses to enlarge with %s', async (_what, more) => {
    const { post } = await openRunwareSimulator();
    const task = { taskType: 'upscale', taskUUID: crypto.randomUUID(), model: 'runware:504@1', ...more };
    expect((await post([task])).status).toBe(400);
  });

  it('refuses an id that was used before', async () => {
    const { simulator, post } = await openRunwareSimulator();
    const task = taskOf();
    expect((await post([task])).status).toBe(200);
    expect((await post([task])).answer.errors).toMatchObject([{ code: 'duplicateTaskUUID', parameter: 'taskUUID' }]);
    expect(simulator.taken).toBe(1);
  });

  it.each<[string, unknown]>([
    ['no JSON', '{"taskType":'],
    ['a task without its list', taskOf()],
    ['an empty list', []],
    ['two tasks', [taskOf(), taskOf()]],
    ['a list of words', ['imageInference']],
  ])('refuses %s', async (_what, body) => {
    const { post } = await openRunwareSimulator();
    expect(await post(body)).toMatchObject({ status: 400, answer: { errors: [{ code: 'invalidRequest' }] } });
  });

  it('refuses a missing key and the wrong one', async () => {
    const { post } = await openRunwareSimulator();
    expect((await post([taskOf()], {})).answer.errors).toMatchObject([{ code: 'missingApiKey' }]);
    const wrong = await post([taskOf()], { authorization: 'Bearer wrong-key' });
    expect(wrong).toMatchObject({ status: 401, answer: { errors: [{ code: 'invalidApiKey' }] } });
  });

  it('keeps what was sent, without the key and the bytes', async () => {
    const { simulator, post } = await openRunwareSimulator();
    await post([taskOf({ inputs: { seedImage: PNG, maskImage: PNG } })]);
    const [recorded] = simulator.requests;
    expect(recorded).toMatchObject({ vendor: 'runware', method: 'POST', path: '/' });
    expect(recorded?.headers).not.toHaveProperty('authorization');
    expect(recorded?.body).toMatchObject([{ inputs: { seedImage: 'data:image/png;base64,' } }]);
    expect(recorded?.files.map(({ field, type }) => ({ field, type }))).toEqual([
      { field: 'seedImage', type: 'image/png' },
      { field: 'maskImage', type: 'image/png' },
    ]);
  });
});
