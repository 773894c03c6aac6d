import { describe, expect, it } from 'vitest';
import type { ContentRules } from '#src/domain/rules/content-rules.ts';
import { plainText } from '#src/domain/text.ts';
import { openKit, workerOf } from '../open-kit.ts';
import { checkOf, linesOf, newestIn, openContentKit, press, ruleOf, stateOf } from './content-kit.ts';

const FULL = { available: 40, held: 0 };
const HOUR_MS = 3_600_000;
const reviewing: ContentRules = { words: [ruleOf('fox', 'review')] };
const blocking: ContentRules = { words: [ruleOf('fox', 'block')] };
const lookingAtPictures: ContentRules = { check: { prompts: false, pictures: true, action: 'review' } };
const asking = { id: 'asked', options: { prompt: 'a red fox' } };

const statusOf = (kit: Awaited<ReturnType<typeof openContentKit>>): string =>
  plainText(kit.talk.message('asked').progress.at(-1)?.status ?? []);

/** A decision is written, and whoever wrote it dies. */
async function decideAndCrash(kit: Awaited<ReturnType<typeof openContentKit>>, kind: 'approve' | 'refuse' | 'block') {
  const [one] = await kit.whole.content.cases.awaiting('guild');
  if (!one) throw new Error('There is no case.');
  await kit.whole.content.cases.decide(one, { kind, eventId: 'lost', at: kit.clock.now() });
}

async function workLeft({ parts }: Awaited<ReturnType<typeof openContentKit>>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const [key] of parts.documents.caseWork.list('')) found.push(key);
  return found;
}

describe('a request that waits for a moderator', () => {
  it('holds nothing, reaches nobody, and is told to its person and the log channel', async () => {
    const kit = await openContentKit({ rules: reviewing, logChannel: 'log' });
    await kit.talk.ask(asking);
    expect(statusOf(kit)).toContain('lets the moderators look at this before you see it');
    expect(kit.calls).toEqual([]);
    expect(await kit.balance()).toEqual(FULL);
    const message = await newestIn(kit, 'log');
    const card = linesOf(message.answer);
    for (const words of [
      'A request waits for you',
      'Who | ada (ada)',
      'Where | art',
      'the word "fox" (w1)',
      'a red fox',
    ])
      expect(card).toContain(words);
    expect(message.answer?.actions?.map(({ label }) => label)).toEqual([
      'Approve',
      'Refuse',
      'Refuse, block for a day',
    ]);
  });

  it('is made and charged once a moderator says yes, and the message says who did', async () => {
    const kit = await openContentKit({ rules: reviewing, logChannel: 'log' });
    await kit.talk.ask(asking);
    const message = await newestIn(kit, 'log');
    expect(await press(kit, stateOf(message, 'Approve'))).toMatch(/^Done: approved by mod at /);
    expect((await kit.ended('asked')).result?.pictures).toHaveLength(1);
    expect(await kit.balance()).toEqual({ available: 38, held: 0 });
    expect(linesOf(message.answer)).toMatch(/Decided \| approved by mod/);
    expect(message.answer?.actions).toEqual([]);
  });

  it('is refused once a moderator says no, and cannot be appealed then', async () => {
    const kit = await openContentKit({ rules: reviewing, logChannel: 'log' });
    await kit.talk.ask(asking);
    await press(kit, stateOf(await newestIn(kit, 'log'), 'Refuse'));
    const { failure } = await kit.ended('asked');
    expect(failure?.failure.message).toContain('a moderator looked at it and refused it (the word "fox")');
    expect(failure?.actions).toEqual([]);
    expect(kit.calls).toEqual([]);
  });

  it('blocks its person for a day where a moderator decides so', async () => {
    const kit = await openContentKit({ rules: reviewing, logChannel: 'log' });
    await kit.talk.ask(asking);
    await press(kit, stateOf(await newestIn(kit, 'log'), 'Refuse, block for a day'));
    await kit.ended('asked');
    await kit.talk.ask({ id: 'next', options: { prompt: 'a hen' } });
    expect((await kit.ended('next')).failure?.failure.code).toBe('blocked-person');
    await kit.leap(25 * HOUR_MS);
    await kit.talk.ask({ id: 'later', options: { prompt: 'a hen' } });
    expect((await kit.ended('later')).result).toBeDefined();
  });

  it('is decided once: of two moderators at once the second is told who was first', async () => {
    const kit = await openContentKit({ rules: reviewing, logChannel: 'log' });
    await kit.talk.ask(asking);
    const message = await newestIn(kit, 'log');
    const [approve, refuse] = [stateOf(message, 'Approve'), stateOf(message, 'Refuse')];
    const said = await Promise.all([
      press(kit, approve, { user: 'mo' }),
      press(kit, refuse, { user: 'kim' }),
      press(kit, approve, { user: 'lee' }),
    ]);
    expect(said.filter((words) => words.startsWith('Done: '))).toHaveLength(1);
    expect(said.filter((words) => words.startsWith('It was decided before you pressed: '))).toHaveLength(2);
    await kit.ended('asked');
    expect(kit.calls.length).toBeLessThanOrEqual(1);
    expect(kit.talk.message('asked').ends).toBe(1);
  });

  it('is decided by moderators of its own tenant alone', async () => {
    const kit = await openContentKit({ rules: reviewing, logChannel: 'log' });
    await kit.talk.ask(asking);
    const state = stateOf(await newestIn(kit, 'log'), 'Approve');
    expect(await press(kit, state, { user: 'ada', moderator: false })).toContain('You may not decide about cases');
    const { answer } = await kit.talk.ask({
      trigger: 'button',
      state,
      user: 'eve',
      moderator: true,
      place: { tenantId: 'elsewhere' },
    });
    expect(linesOf(answer)).toContain('This case is not here any more');
    expect(kit.calls).toEqual([]);
  });

  it('can be decided after a restart, by another process', async () => {
    const first = await openContentKit({ rules: reviewing, logChannel: 'log' });
    await first.talk.ask(asking);
    const message = await newestIn(first, 'log');
    await first.engine.stop(0);
    const { clock, storage, blobs, talk } = first;
    const second = openKit({ shared: { clock, storage, blobs, talk }, worker: workerOf('worker-2', 101, [101]) });
    await second.start();
    await press(second, stateOf(message, 'Approve'));
    expect((await second.ended('asked')).result?.pictures).toHaveLength(1);
    expect(await second.balance()).toEqual({ available: 38, held: 0 });
  });

  it('goes on where a crash came between the decision and what follows of it', async () => {
    const kit = await openContentKit({ rules: reviewing });
    await kit.talk.ask(asking);
    await decideAndCrash(kit, 'approve');
    await kit.clock.advance(40_000);
    expect((await kit.ended('asked')).result?.pictures).toHaveLength(1);
    await expect.poll(() => workLeft(kit), { interval: 1 }).toEqual([]);
  });

  it('ends after a day without an answer, and is told', async () => {
    const kit = await openContentKit({ rules: reviewing, logChannel: 'log' });
    await kit.talk.ask(asking);
    const message = await newestIn(kit, 'log');
    await kit.leap(23 * HOUR_MS);
    expect(kit.talk.message('asked').ends).toBe(0);
    await kit.leap(2 * HOUR_MS);
    const { failure } = await kit.ended('asked');
    expect(failure?.failure.message).toContain('no moderator said yes to it within a day');
    expect(failure?.failure.message).not.toContain('Word your prompt');
    expect(failure?.failure.charged).toBe(false);
    await expect.poll(() => linesOf(message.answer), { interval: 1 }).toContain('nobody decided within a day');
    expect(await press(kit, stateOf(message, 'Approve'))).not.toContain('Done');
  });

  it('can be canceled by its person meanwhile', async () => {
    const kit = await openContentKit({ rules: reviewing, logChannel: 'log' });
    await kit.talk.ask(asking);
    const message = await newestIn(kit, 'log');
    const approve = stateOf(message, 'Approve');
    await kit.talk.ask({ name: 'cancel' });
    expect((await kit.ended('asked')).failure?.failure.code).toBe('canceled');
    expect(await kit.whole.content.cases.awaiting('guild')).toEqual([]);
    expect(linesOf(message.answer)).toContain('A request that its person canceled');
    expect(message.answer?.actions).toEqual([]);
    expect(await press(kit, approve)).toContain('The request itself waited no more: it was canceled.');
    expect(kit.calls).toEqual([]);
    expect(await kit.balance()).toEqual(FULL);
  });

  it('waits in the list of cases where there is no log channel, or none that Easel may use', async () => {
    const kit = await openContentKit({ rules: reviewing, logChannel: 'closed' });
    await kit.talk.ask(asking);
    const { answer } = await kit.talk.ask({ name: 'rules cases', user: 'mod', moderator: true });
    expect(linesOf(answer)).toContain('1 waiting');
    expect(statusOf(kit)).not.toContain('has been told');
    const shown = async () =>
      linesOf((await kit.talk.ask({ name: 'rules show', user: 'mod', moderator: true })).answer);
    expect(await shown()).toContain('Nothing could be shown there');
    await kit.changed([{ kind: 'log-channel', channelId: 'log' }]);
    await kit.talk.ask({ ...asking, id: 'other', user: 'eve' });
    await newestIn(kit, 'log');
    await expect.poll(shown, { interval: 1 }).not.toContain('Nothing could be shown there');
    await kit.talk.ask({ name: 'cancel', user: 'eve' });
    const opened = await kit.talk.ask({
      trigger: 'button',
      state: answer?.actions?.[0]?.state ?? '',
      user: 'mod',
      moderator: true,
    });
    expect(linesOf(opened.answer)).toContain('a red fox');
    await press(kit, stateOf(opened, 'Approve'));
    expect((await kit.ended('asked')).result).toBeDefined();
    expect(await kit.whole.content.cases.awaiting('guild')).toEqual([]);
  });
});

describe('pictures that wait for a moderator', () => {
  const check = checkOf({ picture: async () => ['sexual'] });

  it("are nobody's result: neither shown nor charged, and only a moderator sees them, alone", async () => {
    const kit = await openContentKit({ rules: lookingAtPictures, check, logChannel: 'log' });
    await kit.talk.ask(asking);
    const message = await newestIn(kit, 'log');
    expect(await kit.balance()).toEqual({ available: 38, held: 2 });
    expect(message.answer).not.toHaveProperty('originals');
    const [job] = await kit.parts.jobs.byAccount('guild:ada', 1);
    expect(job).toMatchObject({ state: 'reviewing' });
    expect(job?.result).toBeUndefined();
    const looked = await kit.talk.ask({
      trigger: 'button',
      state: stateOf(message, 'Pictures'),
      user: 'mod',
      moderator: true,
    });
    expect(looked.visibility).toBe('private');
    expect(looked.answer?.originals).toHaveLength(1);
    expect((await looked.answer?.originals?.[0]?.open())?.byteLength).toBeGreaterThan(0);
  });

  it('are shown and charged with a yes, without being made again', async () => {
    const kit = await openContentKit({ rules: lookingAtPictures, check, logChannel: 'log' });
    await kit.talk.ask(asking);
    await press(kit, stateOf(await newestIn(kit, 'log'), 'Approve'));
    expect((await kit.ended('asked')).result?.pictures).toHaveLength(1);
    expect(kit.calls).toHaveLength(1);
    expect(await kit.balance()).toEqual({ available: 38, held: 0 });
    expect((await kit.ledger.audit('guild:ada')).ok).toBe(true);
  });

  it('give the hold back with a no, and after a day', async () => {
    const kit = await openContentKit({ rules: lookingAtPictures, check, logChannel: 'log' });
    await kit.talk.ask(asking);
    await press(kit, stateOf(await newestIn(kit, 'log'), 'Refuse'));
    const { failure } = await kit.ended('asked');
    expect(failure?.failure.charged).toBe(false);
    expect(failure?.failure.message).not.toContain('Word your prompt');
    expect(await kit.balance()).toEqual(FULL);
    await kit.talk.ask({ ...asking, id: 'other' });
    await newestIn(kit, 'log', 2);
    expect((await kit.balance()).held).toBe(2);
    await kit.leap(25 * HOUR_MS);
    expect((await kit.ended('other')).failure?.failure.code).toBe('content-rule');
    expect((await kit.balance()).held).toBe(0);
    expect((await kit.ledger.audit('guild:ada')).ok).toBe(true);
  });
});

describe('an appeal', () => {
  async function refused() {
    const kit = await openContentKit({ rules: blocking, logChannel: 'log' });
    await kit.talk.ask(asking);
    const { failure } = await kit.ended('asked');
    await newestIn(kit, 'log');
    return { kit, appeal: failure?.actions[0]?.state ?? '' };
  }

  it('brings a refusal before the moderators, once', async () => {
    const { kit, appeal } = await refused();
    expect(await kit.whole.content.cases.awaiting('guild')).toEqual([]);
    expect(await press(kit, appeal, { user: 'ada', moderator: false })).toContain('The moderators have it now');
    const message = await newestIn(kit, 'log', 2);
    expect(linesOf(message.answer)).toContain('Somebody asks you to look at a refusal');
    expect(await press(kit, appeal, { user: 'ada', moderator: false })).toContain('You asked for that already');
    expect(kit.talk.reached).toHaveLength(2);
    expect(await kit.whole.content.cases.awaiting('guild')).toHaveLength(1);
  });

  it("is nobody else's", async () => {
    const { kit, appeal } = await refused();
    expect(await press(kit, appeal, { user: 'eve', moderator: false })).toContain(
      "You may not appeal somebody else's refusal",
    );
    expect(await press(kit, 'appeal:nothing', { user: 'ada' })).toContain('not here any more');
  });

  it('that is allowed is told where it was asked and directly, and lets the same words pass', async () => {
    const { kit, appeal } = await refused();
    await press(kit, appeal, { user: 'ada', moderator: false });
    await press(kit, stateOf(await newestIn(kit, 'log', 2), 'Allow'));
    expect(linesOf(kit.talk.message('asked').answer)).toContain('allowed it');
    expect(linesOf((await newestIn(kit, 'ada')).answer)).toContain('allowed it');
    const again = stateOf(kit.talk.message('asked'), 'Make it');
    await kit.talk.ask({ id: 'again', trigger: 'button', state: again });
    expect((await kit.ended('again')).result?.pictures).toHaveLength(1);
    await kit.talk.ask({ id: 'other words', options: { prompt: 'a blue fox' } });
    expect((await kit.ended('other words')).failure?.failure.code).toBe('content-rule');
    await kit.talk.ask({ ...asking, id: 'somebody else', user: 'eve' });
    expect((await kit.ended('somebody else', 'eve')).failure?.failure.code).toBe('content-rule');
    await kit.leap(8 * 24 * HOUR_MS);
    await kit.talk.ask({ ...asking, id: 'later' });
    expect((await kit.ended('later')).failure?.failure.code).toBe('content-rule');
  });

  it('that is not allowed is told, and cannot be made again', async () => {
    const { kit, appeal } = await refused();
    await press(kit, appeal, { user: 'ada', moderator: false });
    await press(kit, stateOf(await newestIn(kit, 'log', 2), 'Keep refused'));
    expect(linesOf((await newestIn(kit, 'ada')).answer)).toContain('stays with the refusal');
    expect(await press(kit, appeal, { user: 'ada', moderator: false })).toContain('Somebody looked at it already');
  });
});

describe('a decision about an appeal that a crash left', () => {
  async function appealed(kind: 'approve' | 'block') {
    const kit = await openContentKit({ rules: blocking, logChannel: 'log' });
    await kit.talk.ask(asking);
    const { failure } = await kit.ended('asked');
    await press(kit, failure?.actions[0]?.state ?? '', { user: 'ada', moderator: false });
    await newestIn(kit, 'log', 2);
    await decideAndCrash(kit, kind);
    await kit.clock.advance(20_000);
    expect(kit.talk.message('asked').answer).toBeUndefined();
    await kit.clock.advance(20_000);
    await expect.poll(() => workLeft(kit), { interval: 1 }).toEqual([]);
    return kit;
  }

  it('is carried out, and told', async () => {
    const kit = await appealed('approve');
    expect(linesOf(kit.talk.message('asked').answer)).toContain('allowed it');
    await kit.talk.ask({ ...asking, id: 'again' });
    expect((await kit.ended('again')).result?.pictures).toHaveLength(1);
  });

  it('blocks where that was decided, once', async () => {
    const kit = await appealed('block');
    const { policy, revision } = await kit.whole.policies.state('guild');
    expect(policy.people?.ada?.blocked).toBeDefined();
    await kit.clock.advance(60_000);
    expect((await kit.whole.policies.state('guild')).revision).toBe(revision);
  });
});

describe('somebody who does not stop', () => {
  it('cannot make moderators look at more than so many requests', async () => {
    const kit = await openContentKit({ rules: reviewing, logChannel: 'log' });
    for (let index = 0; index < 12; index++) await kit.talk.ask({ ...asking, id: `event-${index}` });
    expect(await kit.whole.content.cases.awaiting('guild')).toHaveLength(10);
    expect(kit.talk.message('event-11').failure?.failure.code).toBe('too-many-jobs');
    await kit.talk.ask({ ...asking, id: 'of another', user: 'eve' });
    expect(await kit.whole.content.cases.awaiting('guild')).toHaveLength(11);
  });

  it('does not fill the log channel with what is refused', async () => {
    const kit = await openContentKit({ rules: blocking, logChannel: 'log' });
    for (let index = 0; index < 15; index++) {
      await kit.talk.ask({ ...asking, id: `event-${index}` });
      await kit.ended(`event-${index}`);
    }
    await newestIn(kit, 'log', 10);
    expect(kit.talk.reached).toHaveLength(10);
    const last = kit.talk.message('event-14').failure?.actions[0]?.state ?? '';
    await press(kit, last, { user: 'ada', moderator: false });
    expect(await kit.whole.content.cases.awaiting('guild')).toHaveLength(1);
    expect(kit.talk.reached).toHaveLength(10);
    await kit.talk.ask({ ...asking, id: 'of another', user: 'eve' });
    await newestIn(kit, 'log', 11);
    await kit.leap(2 * HOUR_MS);
    await kit.talk.ask({ ...asking, id: 'later' });
    await newestIn(kit, 'log', 12);
  });

  it('does not fill it either by asking and canceling', async () => {
    const kit = await openContentKit({ rules: reviewing, logChannel: 'log' });
    for (let index = 0; index < 15; index++) {
      await kit.talk.ask({ ...asking, id: `event-${index}` });
      await kit.talk.ask({ name: 'cancel' });
      await kit.ended(`event-${index}`);
    }
    await newestIn(kit, 'log', 10);
    expect(kit.talk.reached).toHaveLength(10);
  });
});

it('of moderators who change the rules at once, whoever is not told so has their change kept', async () => {
  const kit = await openContentKit({});
  const words = ['sword', 'gun', 'bow'];
  const said = await Promise.all(
    words.map(async (word) => {
      const options = { word };
      const { answer } = await kit.talk.ask({ name: 'rules add', user: `mod-${word}`, moderator: true, options });
      return { word, told: linesOf(answer) };
    }),
  );
  const kept = said.filter(({ told }) => told.includes('One rule more')).map(({ word }) => word);
  const refused = said.filter(({ told }) => told.includes('so your change was not made'));
  expect(refused.length).toBeGreaterThan(0);
  expect(kept.length + refused.length).toBe(words.length);
  const { policy } = await kit.whole.policies.state('guild');
  expect(policy.content?.words?.map((rule) => rule.said).toSorted()).toEqual(kept.toSorted());
});

it('a change of rules can be undone', async () => {
  const kit = await openContentKit({ rules: blocking });
  await kit.talk.ask({ name: 'rules remove', user: 'mod', moderator: true, options: { rule: 'w1' } });
  const { revision } = await kit.whole.policies.state('guild');
  await kit.whole.policies.undo('guild', { id: 'mod', name: 'Mo' }, revision, 'a slip');
  await kit.talk.ask(asking);
  expect((await kit.ended('asked')).failure?.failure.code).toBe('content-rule');
});
