import { describe, expect, it } from 'vitest';
import type { ContentRules } from '#src/domain/rules/content-rules.ts';
import type { Documents } from '#src/ports/documents.ts';
import { checkOf, linesOf, newestIn, openContentKit, press, ruleOf, stateOf } from './content-kit.ts';

const HOUR_MS = 3_600_000;
const reviewing: ContentRules = { words: [ruleOf('fox', 'review')] };
const blocking: ContentRules = { words: [ruleOf('fox', 'block')] };
const asking = { id: 'asked', options: { prompt: 'a red fox' } };

describe('so many cases', () => {
  const rules: ContentRules = { ...blocking, escalation: { cases: 3, days: 7, blockMs: 2 * HOUR_MS } };

  it('block their person for a while, and both sides are told', async () => {
    const kit = await openContentKit({ rules, logChannel: 'log' });
    for (const id of ['one', 'two', 'three']) {
      await kit.talk.ask({ ...asking, id });
      await kit.ended(id);
    }
    expect(kit.talk.message('two').failure?.failure.message).not.toContain('one too many');
    expect(kit.talk.message('three').failure?.failure.message).toContain('That was one too many');
    expect(linesOf((await newestIn(kit, 'ada')).answer)).toContain('3 cases within 7 days');
    await kit.talk.ask({ id: 'hen', options: { prompt: 'a hen' } });
    expect((await kit.ended('hen')).failure?.failure.code).toBe('blocked-person');
    const [last] = await kit.whole.policies.revisions('guild', 1);
    expect(last).toMatchObject({ byName: 'Easel', reason: '3 cases within 7 days' });
    await kit.leap(3 * HOUR_MS);
    await kit.talk.ask({ ...asking, id: 'four' });
    expect((await kit.ended('four')).failure?.failure.message).not.toContain('one too many');
  });

  it('count only within their days, and not where a moderator allowed it', async () => {
    const kit = await openContentKit({ rules, logChannel: 'log' });
    await kit.talk.ask({ ...asking, id: 'one' });
    await kit.ended('one');
    await kit.leap(8 * 24 * HOUR_MS);
    await kit.talk.ask({ id: 'two', options: { prompt: 'another fox' } });
    await kit.ended('two');
    await press(kit, stateOf(await newestIn(kit, 'log', 2), 'Allow'));
    for (const id of ['three', 'four']) {
      await kit.talk.ask({ ...asking, id });
      await kit.ended(id);
    }
    expect(kit.talk.message('four').failure?.failure.message).not.toContain('one too many');
  });

  it('count what waited only once a moderator refused it', async () => {
    const waiting: ContentRules = { ...reviewing, escalation: { cases: 2, days: 7, blockMs: 2 * HOUR_MS } };
    const kit = await openContentKit({ rules: waiting, logChannel: 'log' });
    for (const id of ['one', 'two', 'three']) await kit.talk.ask({ ...asking, id });
    const blocked = async () => (await kit.whole.policies.state('guild')).policy.people?.ada?.blocked;
    expect(await blocked()).toBeUndefined();
    const refuse = async () => {
      const [first] = await kit.whole.content.cases.awaiting('guild');
      await press(kit, `case:${first?.id}:refuse`);
    };
    await refuse();
    expect(await blocked()).toBeUndefined();
    await refuse();
    expect(await blocked()).toMatchObject({ reason: '2 cases within 7 days' });
  });

  it('do not go on blocking where a moderator allows one of them', async () => {
    const kit = await openContentKit({ rules, logChannel: 'log' });
    for (const id of ['one', 'two', 'three']) {
      await kit.talk.ask({ ...asking, id });
      await kit.ended(id);
    }
    const blocked = async () => (await kit.whole.policies.state('guild')).policy.people?.ada?.blocked;
    expect(await blocked()).toBeDefined();
    const { job } = await kit.ended('two');
    await press(kit, `case:${job?.id}:approve`);
    expect(await blocked()).toBeUndefined();
    await kit.talk.ask({ id: 'four', options: { prompt: 'another fox' } });
    expect((await kit.ended('four')).failure?.failure.message).toContain('one too many');
  });

  it('end no block that a moderator set', async () => {
    const kit = await openContentKit({ rules, logChannel: 'log' });
    for (const id of ['one', 'two', 'three']) {
      await kit.talk.ask({ ...asking, id });
      await kit.ended(id);
    }
    await kit.changed([{ kind: 'block', personId: 'ada', reason: 'for ever' }]);
    await press(kit, `case:${(await kit.ended('two')).job?.id}:approve`);
    const { policy } = await kit.whole.policies.state('guild');
    expect(policy.people?.ada?.blocked).toMatchObject({ reason: 'for ever' });
  });

  it('block before they are counted as having blocked, so that no crash forgets them', async () => {
    const order: string[] = [];
    const kit = await openContentKit({
      rules,
      wrap: (parts) => ({
        ...parts,
        documents: {
          ...parts.documents,
          policies: noting(parts.documents.policies, ({ policy }) => policy.people?.ada && order.push('blocked')),
          contentRecords: noting(
            parts.documents.contentRecords,
            ({ blockedAt }) => blockedAt !== undefined && order.push('counted'),
          ),
        },
      }),
    });
    for (const id of ['one', 'two', 'three']) {
      await kit.talk.ask({ ...asking, id });
      await kit.ended(id);
    }
    expect(order.slice(0, 2)).toEqual(['blocked', 'counted']);
  });

  it('never shorten a block that a moderator set', async () => {
    const kit: Awaited<ReturnType<typeof openContentKit>> = await openContentKit({
      rules: {
        check: { prompts: true, pictures: false, action: 'block' },
        escalation: { cases: 1, days: 7, blockMs: 2 * HOUR_MS },
      },
      check: checkOf({
        words: async () => {
          await kit.changed([{ kind: 'block', personId: 'ada', reason: 'for ever' }]);
          return ['hate'];
        },
      }),
    });
    await kit.talk.ask(asking);
    expect((await kit.ended('asked')).failure?.failure.message).not.toContain('one too many');
    const { policy } = await kit.whole.policies.state('guild');
    expect(policy.people?.ada?.blocked).toMatchObject({ reason: 'for ever' });
    expect(policy.people?.ada?.blocked?.until).toBeUndefined();
  });
});

it('of many refusals at the same moment one blocks', async () => {
  const kit = await openContentKit({ rules: { ...blocking, escalation: { cases: 3, days: 7, blockMs: HOUR_MS } } });
  await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      kit.talk.ask({ id: `event-${index}`, options: { prompt: `fox ${index}` } }),
    ),
  );
  const told: string[] = [];
  for (let index = 0; index < 8; index++) {
    const { failure } = await kit.ended(`event-${index}`);
    if (failure?.failure.message.includes('one too many')) told.push(failure.jobId);
  }
  expect(told).toHaveLength(1);
  const blocks = (await kit.whole.policies.revisions('guild', 20)).filter(({ byName }) => byName === 'Easel');
  expect(blocks).toHaveLength(1);
});

/** Documents of which every write is looked at. */
function noting<T>(documents: Documents<T>, note: (written: T) => unknown): Documents<T> {
  return {
    ...documents,
    async update(id, change) {
      const stored = await documents.update(id, change);
      if (stored !== undefined) note(stored);
      return stored;
    },
  };
}
