import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '#src/config/config.ts';
import { plainText } from '#src/domain/text.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { createRecordingPlatform, type ShownMessage } from '../fakes/recording-platform.ts';
import { everyoneAt, type Flow, factsOf, openFlow } from './open-flow.ts';

let flow: Flow;
afterEach(() => flow.close());

const rich = (config: Config): Config => ({ ...config, credits: { ...config.credits, allowance: 500 } });
const warningsOf = ({ result }: ShownMessage): string => (result?.warnings ?? []).map(plainText).join(' ');
const press = ({ question }: ShownMessage, kind: string, user = 'ada') =>
  flow.talk.ask({
    trigger: 'button',
    user,
    state: question?.actions.find((action) => action.kind === kind)?.state ?? '',
  });

describe('permutations', () => {
  it('are made as one batch, for one price, each picture saying its own words', async () => {
    flow = await openFlow();
    const shown = await flow.made({ options: { prompt: '{red,blue} car in {rain,snow}' } });
    expect(shown.result?.pictures.map(({ alt }) => alt)).toEqual([
      'Picture 1 of 4: red car in rain',
      'Picture 2 of 4: red car in snow',
      'Picture 3 of 4: blue car in rain',
      'Picture 4 of 4: blue car in snow',
    ]);
    expect(factsOf(shown).Cost).toBe('8 credits');
    expect(await flow.balance()).toEqual({ available: 32, held: 0 });
  });

  it('above the threshold cost nothing before the person says yes, and then what was said', async () => {
    flow = await openFlow({ change: rich });
    const asked = await flow.talk.ask({ options: { prompt: '{red,blue,green} car in {rain,snow}', n: 2 } });
    expect(asked.question?.actions.map(({ label }) => label)).toEqual(['Make 12 for 24 credits', 'Cancel']);
    expect(await flow.balance()).toEqual({ available: 500, held: 0 });
    expect(flow.simulator.requests).toHaveLength(0);
    await press(asked, 'confirm');
    const shown = await flow.ended(asked.id);
    expect(shown.result?.pictures).toHaveLength(12);
    expect(shown.result?.sheet?.alt).toBe('All 12 pictures, small');
    expect(await flow.balance()).toEqual({ available: 476, held: 0 });
  });

  it('are forgotten where the person says no, and nobody else says yes', async () => {
    flow = await openFlow({ change: rich });
    const asked = await flow.talk.ask({ options: { prompt: '{a,b,c,d,e,f} car', n: 2 } });
    const yes = asked.question?.actions.find(({ kind }) => kind === 'confirm')?.state ?? '';
    const { answer } = await press(asked, 'confirm', 'mallory');
    expect(JSON.stringify(answer)).toContain("You may not say yes to somebody else's price.");
    await press(asked, 'cancel');
    const shown = await flow.ended(asked.id);
    expect(shown.failure?.failure.code).toBe('canceled');
    const late = await flow.talk.ask({ trigger: 'button', state: yes });
    expect(JSON.stringify(late.answer)).toContain('Too late: it was canceled.');
    expect(flow.simulator.requests).toHaveLength(0);
    expect(await flow.balance()).toEqual({ available: 500, held: 0 });
  });

  it('are made once, however often yes is pressed', async () => {
    flow = await openFlow({ change: rich });
    const asked = await flow.talk.ask({ options: { prompt: '{a,b,c,d,e,f} car', n: 2 } });
    await Promise.all(Array.from({ length: 5 }, () => press(asked, 'confirm')));
    await flow.ended(asked.id);
    expect(flow.simulator.requests).toHaveLength(6);
    expect(await flow.balance()).toEqual({ available: 476, held: 0 });
  });

  it('wait for their yes over a restart', async () => {
    const [simulator, talk] = [await startSimulator({ paceMs: 0 }), createRecordingPlatform()];
    const first = await openFlow({ change: rich, simulator, talk });
    const asked = await talk.ask({ options: { prompt: '{a,b,c,d,e,f} car', n: 2 } });
    await first.stop();
    flow = await openFlow({ change: rich, simulator, talk, dataDir: first.dataDir });
    await press(asked, 'confirm');
    expect((await flow.ended(asked.id)).result?.pictures).toHaveLength(12);
  });

  it('of 500 are refused, told how many they are, and JSON is left alone', async () => {
    flow = await openFlow();
    const many = `{${Array.from({ length: 500 }, (_, index) => index).join(',')}} car`;
    const shown = await flow.made({ options: { prompt: many } });
    expect(shown.failure?.failure.message).toContain('This asks for 500 pictures at once; the limit is 40.');
    const product = await flow.made({ options: { prompt: '{a,b,c,d,e} {a,b,c,d,e} {a,b,c,d,e} {a,b,c,d} car' } });
    expect(product.failure?.failure.message).toContain('This asks for 500 pictures at once; the limit is 40.');
    const json = await flow.made({ options: { prompt: '{"subject": "car", "color": "red"}' } });
    expect(json.result?.pictures).toHaveLength(1);
  });
});

describe('a grid', () => {
  it('is drawn as one sheet and split where that is cheaper, which is told', async () => {
    flow = await openFlow();
    const shown = await flow.made({ options: { prompt: 'a fox', mode: 'grid' } });
    expect(shown.result?.pictures).toHaveLength(4);
    expect(flow.simulator.requests).toHaveLength(1);
    expect(factsOf(shown)).toMatchObject({ Cost: '2 credits', Made: 'as a sheet of four, split' });
    expect(warningsOf(shown)).toMatch(
      /one sheet, to be split into 4 pictures of a little under 1024x1024: 2 credits instead of 8 credits/,
    );
    const sizes = new Set(shown.result?.pictures.map(({ width, height }) => `${width}x${height}`));
    expect(sizes.size).toBe(1);
  });

  it('is four single pictures where the model draws no sheets', async () => {
    flow = await openFlow({ env: everyoneAt });
    const shown = await flow.made({ options: { prompt: 'a fox', mode: 'grid', model: 'airefinery/FLUX.1-schnell' } });
    expect(shown.result?.pictures).toHaveLength(4);
    expect(factsOf(shown).Made).toBeUndefined();
  });

  it('offers to work on every tile', async () => {
    flow = await openFlow({ env: everyoneAt });
    const shown = await flow.made({ options: { prompt: 'a fox', mode: 'grid', model: 'openai/gpt-image-2.6-flare' } });
    const labels = shown.result?.actions.map(({ label }) => label) ?? [];
    for (const label of ['U1', 'U4', 'V1', 'V4', 'Reroll']) expect(labels).toContain(label);
    const state = shown.result?.actions.find(({ label }) => label === 'U3')?.state ?? '';
    const larger = await flow.made({ trigger: 'button', state });
    const [tile] = shown.result?.pictures ?? [];
    expect(larger.result?.pictures[0]?.width).toBeGreaterThanOrEqual(2 * (tile?.width ?? Infinity));
    expect(factsOf(larger).Mode).toBe('upscale, because it was asked for');
  });
});

describe('an avatar', () => {
  it('is a portrait and variations that start from it, at one price', async () => {
    flow = await openFlow();
    const shown = await flow.made({ name: 'avatar', options: { bio: 'a carpenter who sails', name: 'Ada', count: 8 } });
    expect(shown.result?.pictures).toHaveLength(9);
    expect(shown.result?.sheet).toBeDefined();
    expect(shown.result?.pictures[0]?.alt).toContain('The portrait the others start from');
    const [portrait, ...sheets] = flow.simulator.requests;
    expect(portrait?.path).toBe('/images/generations');
    expect(sheets.map(({ path, files }) => [path, files.length])).toEqual([['/images/edits', 1]]);
    expect(factsOf(shown).Cost).toBe('10 credits');
    expect(await flow.balance()).toEqual({ available: 30, held: 0 });
  });

  it('is drawn from what a model writes, where one is configured', async () => {
    const change = (config: Config): Config => ({ ...config, textModel: { provider: 'openai', model: 'gpt-5-mini' } });
    flow = await openFlow({ change });
    await flow.made({ name: 'avatar', options: { bio: 'a carpenter who sails' } });
    const [written, portrait] = flow.simulator.requests;
    expect(written?.path).toBe('/chat/completions');
    expect(JSON.stringify(written?.body)).toContain('a carpenter who sails');
    expect(portrait?.path).toBe('/images/generations');
  });

  it('charges the portrait alone where the variations fail, and keeps it', async () => {
    flow = await openFlow();
    flow.simulator.fail({ kind: 'moderation_blocked', path: '/images/edits' });
    const shown = await flow.made({ name: 'avatar', options: { bio: 'a carpenter who sails' } });
    expect(shown.result?.pictures).toHaveLength(1);
    expect(factsOf(shown).Cost).toBe('2 credits');
    expect(warningsOf(shown)).toContain('content policy');
  });
});

describe('the same seed', () => {
  it('gives the very same pictures again, free of charge, and another seed other ones', async () => {
    flow = await openFlow({ env: everyoneAt });
    const options = { prompt: 'a boat', model: 'replicate/flux-schnell', seed: 7 };
    const first = await flow.made({ options });
    const sent = flow.simulator.taken;
    const again = await flow.made({ options, user: 'bob' });
    expect(flow.simulator.taken).toBe(sent);
    expect(factsOf(again).Cost).toBe('0 credits');
    expect(warningsOf(again)).toContain('free of charge');
    expect(await again.result?.pictures[0]?.open()).toEqual(await first.result?.pictures[0]?.open());
    await flow.made({ options: { ...options, seed: 8 } });
    expect(flow.simulator.taken).toBe(sent + 1);
    const rerolled = first.result?.actions.find(({ label }) => label === 'Reroll')?.state ?? '';
    await flow.made({ trigger: 'button', state: rerolled });
    expect(flow.simulator.taken).toBe(sent + 2);
  });
});
