import { describe, expect, it } from 'vitest';
import type { Route } from '#src/app/route.ts';
import { plainText } from '#src/domain/text.ts';
import { createRecordingPlatform, type ShownMessage } from '../fakes/recording-platform.ts';
import { ofTheDay } from '../fakes/whose.ts';
import { ABLE } from '../fixtures/model-entries.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { asMany, type Kit, type KitOptions, openKit, workerOf } from './open-kit.ts';

const HOUR_MS = 3_600_000;
const PNG = await pngOf({ width: 32, height: 24 });
/** 12 pictures for 24 credits, with 20 as the threshold. */
const BATCH = { prompt: '{a,b,c,d,e,f} fox', n: 2 };

async function open(options: KitOptions = {}): Promise<Kit> {
  const kit = openKit({ entries: [ABLE], policy: { allowance: 100 }, generate: asMany, ...options });
  await kit.start();
  return kit;
}

const ask = (kit: Kit, options: Readonly<Record<string, string | number>> = BATCH, images = {}) =>
  kit.talk.ask({ id: 'event-batch', options, images });

function press(kit: Kit, { questions }: ShownMessage, kind: 'confirm' | 'cancel', user = 'ada') {
  const state = questions[0]?.actions.find((action) => action.kind === kind)?.state;
  if (!state) throw new Error('There is no such button.');
  return kit.talk.ask({ trigger: 'button', user, state, id: `press-${++presses}` });
}
let presses = 0;

const jobOf = async (kit: Kit) => (await kit.parts.jobs.byAccount('guild:ada', 9))[0];
const answerOf = ({ answer }: ShownMessage) => (answer?.kind === 'text' ? plainText(answer.text) : undefined);

describe('a batch above the threshold', () => {
  it('asks first: what it would make, what that costs and what is left', async () => {
    const kit = await open();
    const { question } = await ask(kit);
    expect(question?.facts.map(({ label, value }) => `${label}: ${plainText(value)}`)).toEqual([
      'Pictures: 12, of 6 prompts',
      'Model: atelier/able',
      'Cost: 24 credits',
      'Left before: 100 of 100',
    ]);
    expect(question?.actions.map(({ label }) => label)).toEqual(['Make 12 for 24 credits', 'Cancel']);
    expect(await jobOf(kit)).toMatchObject({ state: 'confirming' });
    expect(kit.calls).toEqual([]);
    expect(await kit.balance()).toEqual({ available: 100, held: 0 });
  });

  it('is canceled also while the question is still on its way', async () => {
    const talk = createRecordingPlatform();
    const shown = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const delivery: Route['delivery'] = (handle) => {
      const plain = talk.platform.delivery(handle);
      return {
        ...plain,
        async ask(card) {
          await plain.ask(card);
          shown.resolve();
          await answered.promise;
        },
      };
    };
    const routes = new Map<string, Route>([[talk.platform.id, { ...talk.platform, delivery }]]);
    const kit = await open({ shared: { ...openKit(), talk }, routes });
    const asking = ask(kit);
    await shown.promise;
    await press(kit, talk.message('event-batch'), 'cancel');
    answered.resolve();
    await asking;
    expect(talk.message('event-batch').failure?.failure.code).toBe('canceled');
    expect(await jobOf(kit)).toMatchObject({ state: 'canceled' });
  });

  it('says beforehand where the credits do not last for it', async () => {
    const kit = await open({ policy: { allowance: 23 } });
    const { question } = await ask(kit);
    expect(question?.warnings.map(plainText)[0]).toMatch(
      /^You have 23 credits, too few for this\. Ask for less, or wait/,
    );
  });

  it.each([
    ['at the threshold', { prompt: '{a,b,c,d,e} fox', n: 2 }, {}],
    ['that is no batch, whatever it costs', { prompt: 'a fox', n: 10, quality: 'high' }, {}],
    ['below a higher threshold', BATCH, { confirmAbove: 24 }],
  ])('is not asked about %s', async (_what, options, policy) => {
    const kit = await open({ policy: { allowance: 100, ...policy } });
    const { questions } = await ask(kit, options);
    expect((await kit.ended('event-batch')).result).toBeDefined();
    expect(questions).toEqual([]);
  });

  it('is an avatar too', async () => {
    const kit = await open();
    await kit.talk.ask({ id: 'event-batch', name: 'avatar', options: { bio: 'gardens', count: 8 } });
    expect(kit.talk.message('event-batch').question?.actions[0]?.label).toBe('Make 9 for 34 credits');
  });
});

describe('yes', () => {
  it('makes what was asked about, as it was planned, without fetching anything again', async () => {
    const fetched: string[] = [];
    const talk = createRecordingPlatform();
    const platform: Route = {
      ...talk.platform,
      openImage: async (image, limits) => {
        fetched.push(image.filename);
        return talk.platform.openImage(image, limits);
      },
    };
    const base = openKit({ entries: [ABLE] });
    const kit = await open({ shared: { ...base, talk }, routes: new Map([['test', platform]]) });
    const asked = await ask(kit, BATCH, { image: [PNG] });
    const planned = (await jobOf(kit))?.plan;
    expect(answerOf(await press(kit, asked, 'confirm'))).toBe('It is on its way.');
    const { job, result } = await kit.ended('event-batch');
    expect(fetched).toHaveLength(1);
    expect(job?.plan).toEqual(planned);
    expect(result?.pictures).toHaveLength(12);
    expect(await kit.balance()).toEqual({ available: 100 - 48, held: 0 });
  });

  it('counts once, however often it is pressed at once', async () => {
    const kit = await open();
    const asked = await ask(kit);
    const answers = await Promise.all(Array.from({ length: 5 }, () => press(kit, asked, 'confirm')));
    await kit.ended('event-batch');
    expect(answers.map(answerOf).filter((said) => said === 'It is on its way.')).toHaveLength(1);
    expect(answers.map(answerOf).filter((said) => said === 'It is on its way already.')).toHaveLength(4);
    expect(kit.calls).toHaveLength(6);
    expect(await kit.parts.jobs.byAccount('guild:ada', 9)).toHaveLength(1);
    expect(await kit.balance()).toEqual({ available: 76, held: 0 });
  });

  it('is nobody else’s to say, not even a moderator’s, and the question stays', async () => {
    const kit = await open();
    const asked = await ask(kit);
    const state = asked.question?.actions[0]?.state ?? '';
    const answer = await kit.talk.ask({ trigger: 'button', user: 'bob', moderator: true, state });
    expect(answerOf(answer)).toContain("You may not say yes to somebody else's price.");
    expect((await jobOf(kit))?.state).toBe('confirming');
    expect(await kit.balance('bob')).toEqual({ available: 100, held: 0 });
    await press(kit, asked, 'confirm');
    expect((await kit.ended('event-batch')).result?.pictures).toHaveLength(12);
  });

  it('is not enough where the credits went elsewhere meanwhile; the question stands, for when they are back', async () => {
    const kit = await open({ policy: { allowance: 30 } });
    const asked = await ask(kit);
    await kit.parts.ledger.hold('guild:ada', 'another', 20, ofTheDay(30, kit.clock.now()));
    expect(answerOf(await press(kit, asked, 'confirm'))).toContain('This costs 24 credits and you have 10.');
    expect(await jobOf(kit)).toMatchObject({ state: 'confirming' });
    expect(kit.talk.message('event-batch').question?.actions[0]?.label).toBe('Make 12 for 24 credits');
    expect(kit.calls).toEqual([]);
    await kit.parts.ledger.release('guild:ada', 'another');
    await press(kit, asked, 'confirm');
    expect((await kit.ended('event-batch')).result?.pictures).toHaveLength(12);
    expect(await kit.balance()).toEqual({ available: 6, held: 0 });
  });
});

describe('no', () => {
  it('ends it, whoever moderates may say it too, and a later yes finds nothing', async () => {
    const kit = await open();
    const asked = await ask(kit);
    const state = asked.question?.actions.find(({ kind }) => kind === 'cancel')?.state ?? '';
    const stranger = await kit.talk.ask({ trigger: 'button', user: 'bob', state });
    expect(answerOf(stranger)).toContain("You may not cancel somebody else's request.");
    await press(kit, asked, 'cancel');
    expect((await kit.ended('event-batch')).failure?.failure.code).toBe('canceled');
    expect(answerOf(await press(kit, asked, 'confirm'))).toContain('Too late: it was canceled.');
    expect(kit.calls).toEqual([]);
    expect(await kit.balance()).toEqual({ available: 100, held: 0 });
  });

  it('is what silence means after an hour, and not before', async () => {
    const kit = await open();
    await ask(kit);
    await kit.clock.advance(HOUR_MS);
    expect((await jobOf(kit))?.state).toBe('confirming');
    await kit.clock.advance(10_000);
    expect((await kit.ended('event-batch')).failure?.failure.code).toBe('not-confirmed');
    expect(kit.talk.message('event-batch').ends).toBe(1);
  });
});

describe('a restart while somebody is asked', () => {
  it('asks again, once, and takes the answer to either question', async () => {
    const first = await open({ worker: workerOf('one', 101, [101, 102]) });
    const asked = await ask(first);
    const second = openKit({
      entries: [ABLE],
      policy: { allowance: 100 },
      generate: asMany,
      shared: first,
      worker: workerOf('two', 102, [102]),
    });
    await second.start();
    await second.clock.advance(30_000);
    expect(second.talk.message('event-batch').questions).toHaveLength(2);
    expect(second.calls).toEqual([]);
    await press(second, asked, 'confirm');
    expect((await second.ended('event-batch')).result?.pictures).toHaveLength(12);
    expect(await second.balance()).toEqual({ available: 76, held: 0 });
  });

  it('leaves a living process its question', async () => {
    const first = await open({ worker: workerOf('one', 101, [101, 102]) });
    await ask(first);
    const second = openKit({ entries: [ABLE], shared: first, worker: workerOf('two', 102, [101, 102]) });
    await second.start();
    await second.clock.advance(30_000);
    expect(second.talk.message('event-batch').questions).toHaveLength(1);
  });

  it('between the yes and the queue goes on without asking again', async () => {
    const first = await open({ worker: workerOf('one', 101, [101, 102]) });
    await ask(first);
    const job = await jobOf(first);
    await first.parts.jobs.update(job?.id ?? '', (current) => ({ ...current, state: 'accepted', confirmedAt: 1 }));
    const second = openKit({
      entries: [ABLE],
      policy: { allowance: 100 },
      generate: asMany,
      shared: first,
      worker: workerOf('two', 102, [102]),
    });
    await second.start();
    const { result, questions } = await second.ended('event-batch');
    expect(result?.pictures).toHaveLength(12);
    expect(questions).toHaveLength(1);
  });
});
