import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '#src/config/config.ts';
import { plainText } from '#src/domain/text.ts';
import type { Asked } from '../fakes/recording-platform.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { everyoneAt, type Flow, factsOf, openAiAt, openFlow } from './open-flow.ts';

let flow: Flow;
afterEach(() => flow.close());

const photo = (count = 1) => Promise.all(Array.from({ length: count }, () => pngOf({ width: 128, height: 96 })));
const asked = (options: Asked['options'], image: Uint8Array[] = []): Asked => ({
  options: { prompt: 'a fox', ...options },
  ...(image.length > 0 && { images: { image } }),
});

describe('where every provider is configured', () => {
  it('the cheapest model that can is taken, and the card says which and why', async () => {
    flow = await openFlow({ env: everyoneAt });
    const shown = await flow.made(asked({}));
    expect(factsOf(shown).Model).toMatch(/^(replicate|runware|airefinery)\/.+, because it is the cheapest that can$/);
    expect(shown.result?.pictures).toHaveLength(1);
  });

  it('the model somebody named is taken, by whatever name, and never another', async () => {
    flow = await openFlow({ env: everyoneAt });
    for (const [name, id] of [
      ['nano-banana-2.1', 'gemini/gemini-nano-banana-2.1'],
      ['flux-2-pro', 'replicate/flux-2-pro'],
      ['black-forest-labs/FLUX.1-schnell', 'airefinery/FLUX.1-schnell'],
      ['runware:101@1', 'runware/flux-dev'],
    ] as const) {
      const shown = await flow.made(asked({ model: name }));
      expect(factsOf(shown).Model, name).toBe(id);
    }
  });

  it("the operator's model for a mode goes before the cheapest, and the reason is told", async () => {
    const change = (config: Config): Config => ({
      ...config,
      defaultModels: { edit: 'gemini/gemini-nano-banana-2.1' },
    });
    flow = await openFlow({ env: everyoneAt, change });
    const edited = await flow.made({ name: 'edit', ...asked({ prompt: 'warmer' }, await photo()) });
    expect(factsOf(edited).Model).toBe('gemini/gemini-nano-banana-2.1, because it is the usual one for edit here');
    const made = await flow.made(asked({}));
    expect(factsOf(made).Model).toContain('the cheapest that can');
  });

  it('more pictures than a model makes at once come from several calls, each charged by itself', async () => {
    flow = await openFlow({ env: everyoneAt });
    const shown = await flow.made(asked({ model: 'nano-banana-2.1', n: 3 }));
    expect(shown.result?.pictures).toHaveLength(3);
    expect(flow.simulator.requests).toHaveLength(3);
    const { available } = await flow.balance();
    expect(40 - available).toBe(Number(factsOf(shown).Cost?.split(' ')[0]));
  });

  it('charges only those of several that were made, and tells why the others were not', async () => {
    flow = await openFlow({ env: everyoneAt });
    flow.simulator.fail({ kind: 'moderation_blocked', stage: 'output' });
    const shown = await flow.made(asked({ model: 'nano-banana-2.1', n: 3 }));
    expect(shown.result?.pictures).toHaveLength(2);
    const said = (shown.result?.warnings ?? []).map(plainText).join(' ');
    expect(said).toContain('2 of 3 pictures arrived whole');
    expect(said).toContain('content policy');
    expect((await flow.balance()).held).toBe(0);
  });

  it('makes a format the model cannot make, by itself', async () => {
    flow = await openFlow({ env: everyoneAt });
    const shown = await flow.made(asked({ model: 'nano-banana-2.1', format: 'webp' }));
    expect(shown.result?.pictures[0]?.type).toBe('image/webp');
  });

  it('shows what the model says beside its picture', async () => {
    flow = await openFlow({ env: everyoneAt });
    const shown = await flow.made(asked({ model: 'nano-banana-2.1' }));
    expect(shown.result?.text).toMatch(/\w+/);
  });
});

describe('a model that did not take the request', () => {
  it('is replaced by another at the price shown first, and the person is told', async () => {
    flow = await openFlow({ env: everyoneAt, change: usual('openai/gpt-image-2.6-flare') });
    flow.simulator.fail({ kind: 'insufficient_quota' });
    const shown = await flow.made(asked({}));
    expect(shown.result?.pictures).toHaveLength(1);
    const facts = factsOf(shown);
    expect(facts.Model).toMatch(/, because openai\/gpt-image-2\.6-flare did not take the request$/);
    expect(facts.Model).not.toMatch(/^openai/);
    expect((shown.result?.warnings ?? []).map(plainText).join(' ')).toContain('did not take the request');
    expect(Number(facts.Cost?.split(' ')[0])).toBeLessThanOrEqual(2);
    expect(flow.simulator.taken).toBe(1);
  });

  it('is not replaced where somebody named it', async () => {
    flow = await openFlow({ env: everyoneAt });
    flow.simulator.fail({ kind: 'insufficient_quota' });
    const shown = await flow.made(asked({ model: 'openai/gpt-image-2.6-flare' }));
    expect(shown.failure?.failure.code).toBe('quota');
    expect(flow.simulator.requests).toHaveLength(1);
  });

  it('is not replaced where nobody knows whether it took the request', async () => {
    flow = await openFlow({ env: everyoneAt, change: usual('openai/gpt-image-2.6-flare') });
    flow.simulator.fail({ kind: 'reset_after_send' });
    const shown = await flow.made(asked({}));
    expect(shown.failure?.failure.code).toBe('outcome-unknown');
    expect(flow.simulator.requests).toHaveLength(1);
    expect(await flow.balance()).toEqual({ available: 40, held: 0 });
  });

  it('is never replaced by the simulator', async () => {
    flow = await openFlow({ env: openAiAt });
    flow.simulator.fail({ kind: 'insufficient_quota' });
    const shown = await flow.made(asked({}));
    expect(shown.failure?.failure.code).toBe('quota');
  });
});

describe('a refusal', () => {
  it('names models that can', async () => {
    flow = await openFlow({ env: everyoneAt });
    const shown = await flow.made(asked({ model: 'replicate/flux-schnell' }, await photo()));
    expect(shown.failure?.failure.message).toMatch(/cannot start from pictures\. (\w+\/\S+)(, \S+)* (or \S+ )?can\./);
    expect(shown.failure?.failure.message).not.toContain('simulator/');
  });

  it('names what a key would add where nothing configured can', async () => {
    flow = await openFlow({ env: openAiAt });
    const shown = await flow.made(asked({ mode: 'upscale' }, await photo()));
    expect(shown.failure?.failure.message).toMatch(/No configured model can\. .*real-esrgan.* could, once/);
  });

  it('says that a known model has no key here', async () => {
    flow = await openFlow({ env: openAiAt });
    const shown = await flow.made(asked({ model: 'gemini/gemini-nano-banana-2.1' }));
    expect(shown.failure?.failure).toMatchObject({ code: 'model-off', blame: 'operator' });
  });
});

const usual =
  (defaultModel: string) =>
  (config: Config): Config => ({ ...config, defaultModel });
