import { describe, expect, it } from 'vitest';
import type { PolicyChange } from '#src/domain/rules/policy-change.ts';
import type { PlaceRule } from '#src/domain/rules/tenant-policy.ts';
import { plainText } from '#src/domain/text.ts';
import { ABLE, PLAIN, WORDS_ONLY } from '../../fixtures/model-entries.ts';
import { pngOf } from '../../fixtures/pictures.ts';
import { PICTURE } from '../open-kit.ts';
import { openRuled } from './rule-kit.ts';

const PNG = await pngOf({ width: 32, height: 24 });
const ENTRIES = [ABLE, PLAIN, WORDS_ONLY];
const inArt = (rule: PlaceRule & { quiet?: boolean }): PolicyChange => ({ kind: 'place', channelId: 'art', rule });
const everywhere = (rule: PlaceRule): PolicyChange => ({ kind: 'place', rule });
const open = (...changes: readonly PolicyChange[]) =>
  openRuled(changes, { entries: ENTRIES, policy: { allowance: 100 } });

describe('what a place does not allow', () => {
  const blocked: PolicyChange = { kind: 'block', personId: 'ada', reason: 'too much spam' };

  it.each<[string, readonly PolicyChange[], Record<string, string | number>, string]>([
    [
      'somebody who is blocked',
      [blocked],
      {},
      'The moderators have blocked you here: too much spam. Ask a moderator if you think that is wrong.',
    ],
    [
      'a quiet channel',
      [inArt({ quiet: true })],
      {},
      'This channel is a quiet one: nothing is made or shown here. Use another channel.',
    ],
    [
      'another model',
      [inArt({ models: [PLAIN.id] })],
      { model: ABLE.id },
      `The rule for this channel does not allow you the model ${ABLE.id}. Use ${PLAIN.id}.`,
    ],
    [
      'another mode',
      [everywhere({ modes: ['edit', 'inpaint'] })],
      {},
      'The rule for everybody here does not allow you the mode generate. Use edit or inpaint.',
    ],
    [
      'more pictures',
      [everywhere({ maxCount: 2 })],
      { n: 3 },
      'The rule for everybody here does not allow you 3 pictures at once. Use at most 2 pictures at a time.',
    ],
    [
      'more pictures, by several prompts',
      [everywhere({ maxCount: 2 })],
      { prompt: '{red,blue,green} fox' },
      'The rule for everybody here does not allow you 3 pictures at once. Use at most 2 pictures at a time.',
    ],
    [
      'anything, where no allowed model is left',
      [everywhere({ models: [ABLE.id] }), inArt({ models: [PLAIN.id] })],
      {},
      'The rule for everybody here together with the rule for this channel allows no model that is offered, so nothing can be made. Ask a moderator to allow one.',
    ],
  ])('is refused before any credit is held: %s', async (_what, changes, options, words) => {
    const kit = await open(...changes);
    expect(await kit.refusal({ options: { prompt: 'a fox', ...options } })).toBe(`${words} Nothing was charged.`);
    expect(await kit.balance()).toEqual({ available: 100, held: 0 });
    expect(await kit.ledger.entries('guild:ada', 9)).not.toContainEqual(expect.objectContaining({ kind: 'held' }));
    expect(kit.calls).toEqual([]);
    expect(kit.blobs.keys()).toEqual([]);
  });

  it('says so also where a place forbids every model that could do it', async () => {
    const kit = await open(inArt({ models: [WORDS_ONLY.id] }));
    const words = await kit.refusal({ name: 'edit', options: { prompt: 'warmer' }, images: { image: [PNG] } });
    expect(words).toBe(
      'The rule for this channel does not allow you any model that can edit. Ask a moderator what is allowed. Nothing was charged.',
    );
  });

  it('holds for threads by their channel, and nowhere else', async () => {
    const kit = await open(inArt({ quiet: true }));
    expect(await kit.refusal({ place: { channelId: 'talk', parentId: 'art', isThread: true } })).toContain('quiet');
    expect(await kit.refusal({ place: { channelId: 'cats' } })).toBe('made');
  });

  it('is no longer refused once it is allowed', async () => {
    const kit = await open(blocked);
    expect(await kit.refusal()).toContain('blocked');
    await kit.decide({ kind: 'unblock', personId: 'ada' });
    expect(await kit.refusal()).toBe('made');
  });

  it('is refused to somebody who leaves and comes back, who has no fresh allowance either', async () => {
    const kit = await open({ kind: 'allowance', subject: { kind: 'role', id: 'new', name: 'Newcomers' }, amount: 10 });
    expect(await kit.refusal({ roles: ['new'], options: { prompt: 'a fox', n: 2 } })).toBe('made');
    const left = (await kit.balance()).available;
    // Away, and back without any role, then with it again.
    expect(await kit.refusal({ roles: [] })).toBe('made');
    expect(await kit.refusal({ roles: ['new'], options: { prompt: 'a fox', n: 10 } })).toContain(
      `you have ${left - 2}`,
    );
  });

  it('holds for what waits already when somebody is blocked', async () => {
    const gate = Promise.withResolvers<void>();
    const kit = await openRuled([{ kind: 'running', bounds: { perPerson: 1 } }], {
      async generate() {
        await gate.promise;
        return PICTURE;
      },
    });
    for (const id of ['first', 'second']) await kit.talk.ask({ id, options: { prompt: 'a fox' } });
    await expect.poll(() => kit.calls.length, { interval: 1 }).toBe(1);
    await kit.decide(blocked);
    gate.resolve();
    expect((await kit.ended('first')).result).toBeDefined();
    expect((await kit.ended('second')).failure?.failure.code).toBe('blocked-person');
    expect(kit.calls).toHaveLength(1);
    expect(await kit.balance()).toEqual({ available: 38, held: 0 });
  });

  it('shuts out a block’s person until it ends, and no longer', async () => {
    const kit = await open();
    await kit.decide({ kind: 'block', personId: 'ada', reason: 'spam', until: kit.clock.now() + 60_000 });
    expect(await kit.refusal()).toContain('Try again after 2026-01-01 00:01 UTC, or ask a moderator.');
    await kit.clock.advance(60_000);
    expect(await kit.refusal()).toBe('made');
  });
});

describe('a private result', () => {
  it('is not shown to everybody in a quiet channel', async () => {
    const kit = await open();
    const { result } = await kit.asked({ options: { prompt: 'a fox', private: true } });
    await kit.decide(inArt({ quiet: true }));
    const share = result?.actions.find(({ kind }) => kind === 'share');
    const { answer, result: shown } = await kit.talk.ask({ trigger: 'button', state: share?.state ?? '' });
    expect(shown).toBeUndefined();
    expect(answer?.kind === 'text' && plainText(answer.text)).toContain('This channel is a quiet one');
  });
});

describe('what a place corrects', () => {
  it('is a better quality than it allows, with the rule that says so', async () => {
    const kit = await open(inArt({ maxQuality: 'medium' }));
    const { result, job } = await kit.asked({ options: { prompt: 'a fox', model: ABLE.id, quality: 'max' } });
    expect(job?.plan?.options.quality).toBe('medium');
    expect(result?.warnings.map(plainText)).toContain(
      'Quality max is not allowed by the rule for this channel, used medium.',
    );
  });

  it('is a usual model it does not allow', async () => {
    const kit = await open(inArt({ models: [PLAIN.id] }));
    await kit.talk.ask({ name: 'settings', options: { model: ABLE.id } });
    const { job } = await kit.asked();
    expect(job?.plan).toMatchObject({
      modelId: PLAIN.id,
      modelWhy: `${ABLE.id}, your usual one, is not allowed here, and it is the cheapest that can`,
    });
  });
});

describe('what a place makes it cost', () => {
  it('is by its own weights', async () => {
    const kit = await open(
      { kind: 'weight', of: 'model', name: ABLE.id, weight: 7 },
      { kind: 'weight', of: 'quality', name: 'high', weight: 3 },
    );
    const { job } = await kit.asked({ options: { prompt: 'a fox', model: ABLE.id, quality: 'high' } });
    expect(job?.plan?.price.total).toBe(42);
  });

  it('is asked first above its own threshold, whatever the request is', async () => {
    const kit = await open({ kind: 'confirm-above', amount: 3 });
    const { question } = await kit.talk.ask({
      id: 'dear',
      options: { prompt: 'a fox', n: 2, model: WORDS_ONLY.id, quality: 'auto' },
    });
    expect(question?.actions[0]?.label).toMatch(/^Make 2 for \d+ credits$/);
    expect(kit.calls).toEqual([]);
    const { answer } = await kit.talk.ask({ options: { prompt: 'a fox', n: 2, 'dry-run': true } });
    expect(answer?.kind === 'table' && answer.rows.map((row) => row.map(plainText))).toContainEqual([
      'First',
      'you are asked whether to pay that',
    ]);
  });

  it('is not made after a yes that comes once it is forbidden', async () => {
    const kit = await open({ kind: 'confirm-above', amount: 1 });
    const { question } = await kit.talk.ask({ id: 'dear', options: { prompt: 'a fox' } });
    await kit.decide(inArt({ quiet: true }));
    await kit.talk.ask({ trigger: 'button', state: question?.actions[0]?.state ?? '' });
    const { failure } = await kit.ended('dear');
    expect(failure?.failure.code).toBe('place-quiet');
    expect(await kit.balance()).toEqual({ available: 100, held: 0 });
  });
});

describe('a dry run', () => {
  it('is refused as the request would be, and counts for nothing', async () => {
    const kit = await open(inArt({ maxCount: 1 }), { kind: 'per-minute', bounds: { perPerson: 1 } });
    const dry = (options = {}) => kit.talk.ask({ options: { prompt: 'a fox', 'dry-run': true, ...options } });
    const { answer } = await dry({ n: 2 });
    expect(answer?.kind === 'text' && plainText(answer.text)).toContain('2 pictures at once');
    await dry();
    expect(await kit.refusal()).toBe('made');
    const last = await dry();
    expect(last.answer?.kind === 'text' && plainText(last.answer.text)).toContain('1 request within a minute');
  });
});
