import { describe, expect, it, onTestFinished } from 'vitest';
import { openFlow } from './open-flow.ts';

describe('two processes on one store', () => {
  it('make and show a job once, also when the first had only stood still', async () => {
    const first = await openFlow();
    first.simulator.fail({ kind: 'slow', ms: 1500, times: 2 });
    const ids: string[] = [];
    for (const prompt of ['one', 'two', 'three', 'four']) ids.push((await first.talk.ask({ options: { prompt } })).id);
    await expect.poll(() => first.simulator.requests.length).toBe(2);
    // A process with our own number looks like an earlier life of ours, so the second takes everything up at once.
    const second = await openFlow({ dataDir: first.dataDir, talk: first.talk, simulator: first.simulator });
    onTestFinished(async () => {
      await first.stop();
      await second.close();
    });

    const shown = await Promise.all(ids.map((id) => second.ended(id)));
    await expect.poll(() => first.easel.queue.counts(), { timeout: 5000 }).toEqual({ waiting: 0, running: 0 });
    expect(shown.map(({ failure, result }) => failure?.failure.code ?? result?.pictures.length)).toEqual([
      'outcome-unknown',
      'outcome-unknown',
      1,
      1,
    ]);
    expect(shown[0]?.failure?.failure).toMatchObject({ blame: 'easel' });
    expect(shown[0]?.failure?.failure.message).toContain('Easel was restarted while');
    expect(shown.map(({ ends }) => ends)).toEqual([1, 1, 1, 1]);
    expect(first.simulator.requests).toHaveLength(4);
    expect(await second.balance()).toEqual({ available: 36, held: 0 });
  });
});
