import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '#src/simulator/simulator.ts';
import { asOpenAi, openWorkplace, rawOf } from './run-easel.ts';

const SMALL = ['--size', '816x816', '--partials', '0'];

describe('a command that is stopped in the middle', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator({ paceMs: 0 });
  });
  afterEach(() => simulator.close());
  const asked = (times: number) => expect.poll(() => simulator.requests.length, { timeout: 10_000 }).toBe(times);

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s cancels its job, charges nothing and saves nothing',
    async (signal) => {
      const { start, easel, folder } = openWorkplace(asOpenAi(simulator.url));
      simulator.fail({ kind: 'hang_before_headers' });
      const { child, ended } = start('generate', 'a fox', '-o', 'fox.png', '--raw');
      await asked(1);
      child.kill(signal);
      const { code, ...said } = await ended;
      expect(code).toBe(1);
      expect(rawOf({ code, ...said }).error).toMatchObject({ code: 'canceled', charged: false });
      expect(existsSync(join(folder, 'fox.png'))).toBe(false);
      expect(JSON.parse((await easel('credits', '--json')).stdout)).toMatchObject({ available: 40, held: 0 });
    },
  );

  it('by kill -9 gives its hold back with the next command, which is not disturbed', async () => {
    const { start, easel } = openWorkplace(asOpenAi(simulator.url));
    simulator.fail({ kind: 'hang_before_headers' });
    const { child } = start('generate', 'a fox');
    await asked(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const next = await easel('generate', 'an owl', ...SMALL, '--raw', '-o', 'owl.png');
    expect(next).toMatchObject({ code: 0, stderr: '' });
    expect(rawOf(next).data).toEqual([{ path: 'owl.png' }]);
    // The first was sent, so it is not sent again.
    expect(simulator.requests).toHaveLength(2);
    expect(JSON.parse((await easel('credits', '--json')).stdout)).toMatchObject({ available: 38, held: 0 });
  });

  it('does not disturb another command that still runs', async () => {
    const { start, easel } = openWorkplace(asOpenAi(simulator.url));
    simulator.fail({ kind: 'slow', ms: 1000 });
    const first = start('generate', 'a fox', ...SMALL, '--raw', '-o', 'fox.png');
    await asked(1);
    expect((await easel('generate', 'an owl', ...SMALL, '--raw', '-o', 'owl.png')).code).toBe(0);
    expect(await first.ended).toMatchObject({ code: 0, stderr: '' });
    expect(simulator.requests).toHaveLength(2);
    expect(JSON.parse((await easel('credits', '--json')).stdout)).toMatchObject({ available: 36, held: 0 });
  });
});
