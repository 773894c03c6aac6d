import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pngOf, svgBytes } from '../fixtures/pictures.ts';
import { buttonOf, type Flow, factsOf, openFlow } from './open-flow.ts';

describe('what follows a request', () => {
  let flow: Flow;
  beforeEach(async () => {
    flow = await openFlow();
  });
  afterEach(() => flow.close());

  it('varies a picture by a model that can, where the one that made it cannot', async () => {
    const first = await flow.made({ options: { prompt: 'a fox', model: 'dall-e-3' } });
    const varied = await flow.made({ trigger: 'button', state: buttonOf(first, 'Vary') });
    expect(factsOf(varied).Model).toBe('openai/gpt-image-2.6-flare, because it is the cheapest that can');
  });

  it('lets a usual format give way to a wish it would make impossible', async () => {
    await flow.made({ name: 'settings', options: { format: 'jpeg' } });
    const shown = await flow.made({ options: { prompt: 'a fox', background: 'transparent' } });
    expect(factsOf(shown).Format).toBe('png');
  });

  it('shows one job by its id to its owner alone', async () => {
    const { result } = await flow.made({ user: 'ada', options: { prompt: 'a secret fox' } });
    const options = { job: result?.jobId ?? '' };
    expect(JSON.stringify((await flow.made({ user: 'ada', name: 'history', options })).answer)).toContain(
      'a secret fox',
    );
    const others = await flow.made({ user: 'mallory', name: 'history', options });
    expect(JSON.stringify(others.answer)).toContain('You have no request of that id');
  });

  it('keeps nothing of a request that was refused', async () => {
    const image = [await pngOf({ width: 300, height: 300 }), svgBytes()];
    await flow.made({ options: { prompt: 'a fox' }, images: { image } });
    await flow.made({ options: { prompt: 'a fox', n: 10, quality: 'max' }, images: { image: image.slice(0, 1) } });
    await expect.poll(() => readdir(join(flow.dataDir, 'blobs', 'jobs')).catch(() => [])).toEqual([]);
  });

  it('holds the limit of waiting requests, however many come in one moment', async () => {
    flow.simulator.fail({ kind: 'hang_before_headers', times: 20 });
    const image = [await pngOf({ width: 64, height: 64 })];
    const asked = await Promise.all(
      Array.from({ length: 14 }, () =>
        flow.talk.ask({ options: { prompt: 'a fox', quality: 'low' }, images: { image } }),
      ),
    );
    const refused = asked.filter(({ failure }) => failure?.failure.code === 'too-many-jobs');
    expect(refused.length).toBe(4);
    for (const { id, failure } of asked) {
      if (failure) continue;
      await flow.talk.ask({ trigger: 'button', state: flow.talk.message(id).progress.at(-1)?.cancel?.state ?? '' });
      await flow.ended(id);
    }
    expect(await flow.balance()).toEqual({ available: 40, held: 0 });
  });
});
