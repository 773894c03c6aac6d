import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '#src/domain/error-details.ts';
import type { Fault } from '#src/simulator/faults.ts';
import { eventually, refusalOf, startRun } from '../setup.ts';
import { modelAt, requestOf, runningOn, simulatedModel } from './setup.ts';

describe('a model and the simulator', { timeout: 20_000 }, () => {
  it.each<[Fault, ErrorCode]>([
    [{ kind: 'bad_output', how: 'missing' }, 'no-image'],
    [{ kind: 'bad_output', how: 'html' }, 'no-image'],
    [{ kind: 'bad_output', how: 'other-host' }, 'no-image'],
    [{ kind: 'bad_output', how: 'other-port' }, 'no-image'],
    [{ kind: 'corrupt', how: 'garbage' }, 'image-corrupt'],
    [{ kind: 'task_ends', as: 'failed' }, 'provider-failed'],
    [{ kind: 'task_ends', as: 'aborted' }, 'unavailable'],
    [{ kind: 'task_ends', as: 'canceled' }, 'canceled'],
    [{ kind: 'moderation_blocked', stage: 'output' }, 'content-blocked'],
  ])('under %j: %s', async (fault, code) => {
    const { model, simulator } = await simulatedModel();
    simulator.fail(fault);
    expect((await refusalOf(model.generate(requestOf(), startRun().run))).code).toBe(code);
    expect(simulator.taken).toBe(1);
  });

  it('time out together where a prediction never ends, and it is canceled', async () => {
    const { model, simulator, clock } = await simulatedModel();
    simulator.fail({ kind: 'task_ends', as: 'never' });
    const error = await refusalOf(
      runningOn(model.generate(requestOf({ timeoutMs: 30_000 }), startRun().run), clock, 20),
    );
    expect(error.code).toBe('timed-out');
    await eventually(() => expect(simulator.requests.at(-1)?.path).toMatch(/\/cancel$/));
  });

  it('go on after a restart, paying once', async () => {
    const { model, simulator } = await simulatedModel({ paceMs: 400 });
    const [first, second] = [startRun(), startRun()];
    await model.generate(requestOf(), first.run);
    const { model: another, clock } = modelAt(`${simulator.url}/replicate/v1`);
    const resumed = another.resume?.(first.tasks[0] ?? '', second.run);
    expect((await runningOn(resumed ?? Promise.reject(new Error('It cannot.')), clock)).pictures).toHaveLength(1);
    expect(simulator.taken).toBe(1);
  });

  it('tell a refused key and a refused prompt', async () => {
    const { simulator, model } = await simulatedModel();
    const stranger = modelAt(`${simulator.url}/replicate/v1`, { apiKey: 'wrong-key' }).model;
    expect((await refusalOf(stranger.generate(requestOf(), startRun().run))).code).toBe('auth');
    const request = requestOf({}, { prompt: 'something forbidden' });
    expect((await refusalOf(model.generate(request, startRun().run))).code).toBe('content-blocked');
    expect(simulator.taken).toBe(0);
  });
});
