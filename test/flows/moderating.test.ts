import { describe, expect, it } from 'vitest';
import { plainText } from '#src/domain/text.ts';
import type { Generated } from '#src/ports/image-model.ts';
import { asMany, type KitOptions, openKit, PICTURE } from '../app/open-kit.ts';
import type { Asked, ShownMessage } from '../fakes/recording-platform.ts';

const HOUR_MS = 3_600_000;

/** What a moderator reads, lines of a table one by one. */
function wordsOf({ answer }: ShownMessage): string {
  if (!answer) throw new Error('Nothing was answered.');
  if (answer.kind === 'text') return plainText(answer.text);
  const rows = answer.rows.map((row) => row.map(plainText).join(' | '));
  return [answer.title, ...rows, plainText(answer.note ?? [])].join('\n');
}

async function open(options: KitOptions = {}) {
  const kit = openKit({ generate: asMany, ...options });
  await kit.start();
  const asks = (name: string, given: Asked['options'] = {}, more: Partial<Asked> = {}) =>
    kit.talk.ask({ name, options: given, user: 'mod', moderator: true, ...more });
  const says = async (...asked: Parameters<typeof asks>) => wordsOf(await asks(...asked));
  const makes = async (user: string, given: Asked['options'] = {}) => {
    const { id } = await kit.talk.ask({ user, options: { prompt: 'a fox', ...given } });
    return kit.ended(id, user);
  };
  return { ...kit, asks, says, makes };
}

/** Two of four arrive; the policy of the provider blocked the others. */
async function halfOf(request: Parameters<typeof asMany>[0]): Promise<Generated> {
  const { pictures } = await asMany(request);
  return { pictures: pictures.slice(0, 2), warnings: [] };
}

describe('a moderator, in the channel they are in', () => {
  it('answers who spent what: by person, by model, by day', async () => {
    const { makes, says, asks } = await open();
    await makes('ada', { n: 2 });
    await makes('bob');
    const answer = await asks('usage');
    expect(wordsOf(answer)).toBe(
      '6 credits in 30 days\nada | 2 | 4 | $0.08 | 0\nbob | 1 | 2 | $0.04 | 0\n2 requests, 3 pictures, 6 credits, $0.12.',
    );
    expect(answer.visibility).toBe('private');
    expect(answer.answer?.picture).toMatchObject({
      type: 'image/png',
      width: 780,
      alt: 'Credits by person: ada 4, bob 2.',
    });
    expect(await says('usage', { by: 'model' })).toContain('simulator/sketch | 3 | 6 | $0.12 | 0');
    expect(await says('usage', { by: 'day' })).toContain('2026-01-01 | 3 | 6 | $0.12 | 0');
    expect(await says('usage', { user: 'bob' })).toContain('Of bob: 1 request, 1 picture, 2 credits, $0.04.');
  });

  it('answers why: what was held, paid and given back, of which request, and who decided what for which reason', async () => {
    const { makes, says } = await open({ generate: halfOf });
    await makes('ada', { n: 4, prompt: 'a red fox' });
    await says('quota grant', { user: 'ada', amount: 10, reason: 'won the contest' });
    const audit = await says('audit', { user: 'ada' });
    expect(audit).toContain('held 8, settled 4, released 4: two of four did not arrive whole | a red fox worker-1-1');
    expect(audit).toContain('mod for ada | granted 10 | won the contest');
    expect(await says('audit')).toContain('mod | granted 10 credits to ada | won the contest');
  });

  it('reads no words of what was asked in private', async () => {
    const { makes, says } = await open();
    await makes('ada', { prompt: 'a secret', private: true });
    for (const options of [{}, { user: 'ada' }]) {
      const audit = await says('audit', options);
      expect(audit).toContain('asked in private worker-1-1');
      expect(audit).not.toContain('secret');
    }
  });

  it('answers what happens if they change it, before and after they do', async () => {
    const { makes, says } = await open();
    for (let time = 0; time < 3; time++) await makes('ada');
    await makes('bob');
    expect(await says('quota what-if', { amount: '4' })).toBe(
      [
        'The last 7 days under other rules',
        'Requests | 4 | 3',
        'Pictures | 4 | 3',
        'Credits | 8 | 6',
        'Money | $0.16 | $0.12',
        'Refused | 0 | 1',
        'Most changed: ada 6 → 4 credits, 0 → 1 refused. Nothing is changed.',
      ].join('\n'),
    );
    expect(await says('quota set', { amount: '4', reason: 'too dear' })).toBe(
      'Changed, number 1\nthe allowance of everybody: not set → 4 credits\nIt counts from the next request on.',
    );
    expect(await says('quota test', { user: 'ada', prompt: 'a cat' })).toContain(
      'For ada: This costs 2 credits and you have 0.',
    );
    expect(await says('quota test', { user: 'bob', prompt: 'a cat' })).toContain(
      'For bob: by simulator/sketch, for 2 credits; 0 credits would remain.',
    );
    expect((await makes('ada')).failure?.failure.message).toContain('This costs 2 credits and you have 0.');
    expect(await says('quota undo', { revision: 1 })).toContain('the allowance of everybody: 4 credits → not set');
    expect((await makes('ada')).result?.pictures).toHaveLength(1);
  });

  it('sees on the panel how things stand, with a button for every lever', async () => {
    const { makes, asks, says } = await open();
    await makes('ada', { n: 4 });
    await says('quota set', { budget: '1', warn: 50 });
    await makes('ada');
    const panel = await asks('quota panel');
    expect(wordsOf(panel)).toContain('Today | 2 requests, 5 pictures, 10 credits, $0.20');
    expect(wordsOf(panel)).toContain('Budget | $0.80 left: $0.20 of $1.00 spent (20 %)');
    expect(wordsOf(panel)).toContain('Most | ada 10 credits');
    const actions = panel.answer?.actions?.map(({ label, state }) => [label, state]);
    expect(actions).toEqual([
      ['Pause', 'ask:quota pause'],
      ['Set', 'ask:quota set'],
      ['Grant', 'ask:quota grant'],
      ['Reset', 'ask:quota reset'],
      ['Block', 'ask:quota block'],
      ['Rules', 'run:quota show'],
      ['Usage', 'run:usage'],
      ['Audit', 'run:audit'],
    ]);
  });

  it('stops everything at once, says why, and starts it again', async () => {
    const { makes, says } = await open();
    expect(await says('quota pause', { reason: 'the bill' })).toContain('members are told why: the bill.');
    expect((await makes('ada')).failure?.failure.message).toContain('paused Easel here: the bill.');
    expect(await says('quota panel')).toContain('Nothing is made since 2026-01-01 00:00 UTC, by mod: the bill.');
    expect(await says('quota resume')).toBe('Pictures are made here again.');
    expect(await says('quota resume')).toBe('It was not paused here.');
    expect((await makes('ada')).result?.pictures).toHaveLength(1);
    expect(await says('audit')).toContain('mod | paused everything here | the bill');
  });

  it('cancels what is being made, where they say so, and it costs nothing', async () => {
    const gate = Promise.withResolvers<Generated>();
    const { talk, says, ended, balance } = await open({
      generate: (_, { signal }) => {
        signal.addEventListener('abort', () => gate.reject(signal.reason), { once: true });
        return gate.promise;
      },
    });
    const { id } = await talk.ask({ options: { prompt: 'a fox' } });
    await expect
      .poll(async () => (await says('quota panel')).split('\n')[0], { interval: 1 })
      .toBe('Running: 1, waiting: 0');
    await says('quota pause', { reason: 'the bill', stop: true });
    expect((await ended(id)).failure?.failure.message).toContain('the bill');
    expect(await balance()).toEqual({ available: 40, held: 0 });
  });

  it('blocks somebody for a while, who reads why and until when', async () => {
    const { makes, says, clock } = await open();
    expect(await says('quota block', { user: 'bob', reason: 'spam', until: '2d' })).toContain(
      'the block of bob: not set → until 2026-01-03 00:00 UTC, spam',
    );
    expect((await makes('bob')).failure?.failure.message).toContain(
      'blocked you here: spam. Try again after 2026-01-03',
    );
    expect((await makes('ada')).result?.pictures).toHaveLength(1);
    expect(await says('quota show', { user: 'bob' })).toContain(
      'bob: blocked until 2026-01-03 00:00 UTC by mod: spam.',
    );
    await clock.advance(48 * HOUR_MS);
    expect((await makes('bob')).result?.pictures).toHaveLength(1);
    await says('quota block', { user: 'bob', reason: 'again' });
    expect(await says('quota unblock', { user: 'bob' })).toContain('the block of bob: for good, again → not set');
  });

  it('gives to one, to a role and to everybody, until a day, and a second delivery gives nothing more', async () => {
    const { asks, says, talk, balance } = await open();
    for (const user of ['ada', 'bob'])
      await talk.ask({ user, name: 'credits', roles: user === 'ada' ? ['supporters'] : [] });
    const once = { id: 'event-once', name: 'quota grant', options: { role: 'supporters', amount: 5 } } as const;
    for (let time = 0; time < 3; time++) await talk.ask({ ...once, user: 'mod', moderator: true });
    expect([await balance('ada'), await balance('bob')]).toMatchObject([{ available: 45 }, { available: 40 }]);
    expect(await says('quota grant', { everyone: true, amount: 1, until: '2026-01-05' })).toContain(
      'Granted 1 credit to everybody, each of the 3 people Easel has met, until 2026-01-06 00:00 UTC.',
    );
    expect([await balance('ada'), await balance('bob')]).toMatchObject([{ available: 46 }, { available: 41 }]);
    expect(await says('quota grant', { role: 'gone', amount: 5 })).toBe(
      'Nobody Easel has met is meant by the role gone, so nothing was granted.',
    );
    const shown = await asks('credits', { user: 'ada' });
    expect(wordsOf(shown)).toContain('Of what is left, 1 credit end');
  });

  it.each([
    ['quota grant', { user: 'ada', amount: 1e12 }, 'a whole number from 1 to 1,000,000'],
    ['quota grant', { user: 'ada', amount: -5 }, 'a whole number from 1 to 1,000,000'],
    ['quota grant', { user: 'ada', amount: 1.5 }, 'a whole number from 1 to 1,000,000'],
    ['quota grant', { amount: 5 }, 'a user, a role, a channel, or everyone'],
    ['quota grant', { user: 'ada', role: 'supporters', amount: 5 }, 'only one of them at a time'],
    [
      'quota grant',
      { user: 'ada', amount: 5, until: 'yesterday' },
      'a time to come, such as 12h, 3d, 2w or 2026-12-31',
    ],
    ['quota grant', { user: 'ada', amount: 5, until: '2020-01-01' }, 'a time to come'],
    ['quota set', { user: 'ada', amount: '-5' }, 'a whole number from 0 to 1,000,000'],
    ['quota set', { user: 'ada', amount: 'much' }, 'a whole number, or none'],
    ['quota set', { period: 'year' }, 'day, week, month, usual'],
    ['quota set', { zone: 'Middle/Earth' }, 'a time zone such as Europe/Berlin'],
    ['quota set', { models: 'no-such-model' }, 'There is no model no-such-model'],
    ['quota set', { budget: 'a lot' }, 'dollars a month'],
    ['quota undo', { revision: 7 }, 'The change number 7 is not here any more'],
    ['quota reset', { channel: 'art' }, 'it where all together have an allowance of their own'],
  ])('is told what makes no sense, and nothing is changed: /%s %j', async (name, options, says) => {
    const kit = await open();
    expect(await kit.says(name, options)).toContain(says);
    expect(await kit.balance('ada')).toEqual({ available: 40, held: 0 });
    expect(await kit.says('quota show')).toContain('Nothing was changed here yet.');
  });

  it('is the only one who can: a member reads that they may not, and nothing happens', async () => {
    const { talk, parts, balance } = await open();
    const commands = parts.commands.filter(({ who }) => who === 'moderators');
    expect(commands.length).toBeGreaterThan(14);
    for (const { name } of commands) {
      const options = { user: 'ada', amount: 100, reason: 'me', prompt: 'a fox', revision: 1 };
      const { visibility, ...message } = await talk.ask({ name, user: 'ada', options });
      expect([name, visibility, wordsOf(message as ShownMessage)]).toEqual([
        name,
        'private',
        `You may not use /${name}. Nothing was charged.`,
      ]);
    }
    expect(await balance('ada')).toEqual({ available: 40, held: 0 });
  });
});

describe('what a member reads of their credits', () => {
  it('tells what is left with every refusal, and what was given back with every result', async () => {
    const kit = await open({ generate: halfOf });
    const { result } = await kit.makes('ada', { n: 4 });
    const facts = Object.fromEntries((result?.facts ?? []).map(({ label, value }) => [label, plainText(value)]));
    expect(facts).toMatchObject({ Cost: '4 credits', 'Given back': '4 credits', Left: '36 of 40' });
    await kit.says('quota block', { user: 'ada', reason: 'spam' });
    const { failure } = await kit.makes('ada');
    expect(plainText(failure?.failure.text ?? [])).toMatch(/Nothing was charged\. You have 36 credits left\.$/);
  });

  it('shows their requests one line each, with buttons to the results', async () => {
    const kit = await open({ generate: async () => PICTURE });
    await kit.makes('ada', { n: 2 });
    const shown = await kit.talk.ask({ user: 'ada', name: 'credits' });
    expect(wordsOf(shown)).toContain('| Paid, 2 given back | 2 | worker-1-1');
    expect(shown.answer?.actions).toMatchObject([{ label: 'Newest result', state: 'run:history?job=worker-1-1' }]);
  });
});
