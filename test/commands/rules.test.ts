import { describe, expect, it } from 'vitest';
import { rulesAdd } from '#commands/rules-add.ts';
import { rulesCases } from '#commands/rules-cases.ts';
import { rulesCheck } from '#commands/rules-check.ts';
import { rulesLimit } from '#commands/rules-limit.ts';
import { rulesLog } from '#commands/rules-log.ts';
import { rulesRemove } from '#commands/rules-remove.ts';
import { rulesShow } from '#commands/rules-show.ts';
import { EaselError } from '#src/domain/errors.ts';
import { DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import type { ContentRules } from '#src/domain/rules/content-rules.ts';
import type { PolicyChange } from '#src/domain/rules/policy-change.ts';
import type { TenantPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Command } from '#src/ports/command.ts';
import type { Moderation } from '#src/ports/moderation.ts';
import { type SaidIn, say, wordsOf } from './say.ts';

const KNOWN: ContentRules = {
  words: [
    { id: 'w1', kind: 'word', said: 'kill', action: 'block' },
    { id: 'w4', kind: 'pattern', said: 'nud(e|es|ity)', action: 'spoiler', exceptAgeRestricted: true },
  ],
};

interface Changed {
  readonly changes: readonly PolicyChange[];
  readonly why: Parameters<Moderation['change']>[1];
}

/** Says a command to a tenant with such rules. @returns what was answered and what was changed. */
async function sayTo(
  command: Command,
  options: IncomingRequest['options'],
  { policy = { content: KNOWN }, ...more }: SaidIn & { readonly policy?: TenantPolicy } = {},
) {
  const changed: Changed[] = [];
  const state = { revision: 7, policy, defaults: DEFAULT_CREDIT_POLICY, warnings: [] };
  const moderation: Partial<Moderation> = {
    policy: async () => state,
    change: async (changes, why) => {
      changed.push({ changes, why });
      return state;
    },
  };
  const said = await say(command, options, { ...more, moderation });
  return { words: wordsOf(said), changed, said, content: contentIn(changed) };
}

function contentIn([first]: readonly Changed[]): ContentRules | undefined {
  const [change] = first?.changes ?? [];
  return change?.kind === 'content' ? change.content : undefined;
}

const refusal = async (saying: Promise<unknown>): Promise<string> =>
  saying.then(
    () => expect.unreachable('It was not refused.'),
    (thrown: unknown) => (thrown instanceof EaselError ? thrown.message : expect.unreachable(String(thrown))),
  );

describe('rules show', () => {
  it('tells every rule, where cases go, and what is kept for how long', async () => {
    const { words } = await sayTo(
      rulesShow,
      {},
      {
        policy: {
          content: {
            ...KNOWN,
            check: { prompts: true, pictures: false, action: 'review', threshold: 0.4 },
            escalation: { cases: 3, days: 7, blockMs: 86_400_000 },
          },
          logChannel: 'C123',
        },
      },
    );
    expect(words).toContain('w1 | kill | block');
    expect(words).toContain('w4 | pattern nud(e|es|ity) | spoiler, but not in places for adults');
    expect(words).toContain('A provider looks at prompts; what scores 40 % or more waits for a moderator.');
    expect(words).toContain('Where it cannot be asked a request is refused.');
    expect(words).toContain('3 cases within 7 days block a person for 1 day.');
    expect(words).toContain('Cases are told in C123.');
    expect(words).toContain('for 90 days; only moderators see it');
  });

  it('says what there is where there is nothing', async () => {
    const { words } = await sayTo(rulesShow, {}, { policy: {} });
    expect(words).toContain('No words or patterns yet');
    expect(words).toContain('No provider looks at anything beside its own filter.');
    expect(words).toContain('cases wait in /rules cases');
  });
});

describe('rules add', () => {
  it('adds several words at once, each with a name that was not used yet, based on what the moderator saw', async () => {
    const { content, changed, words } = await sayTo(rulesAdd, {
      word: 'sword, Gun ,',
      action: 'review',
      reason: 'a school',
    });
    expect(content?.words?.slice(2)).toEqual([
      { id: 'w5', kind: 'word', said: 'sword', action: 'review' },
      { id: 'w6', kind: 'word', said: 'Gun', action: 'review' },
    ]);
    expect(changed[0]?.why).toEqual({ reason: 'a school', basedOn: 7 });
    expect(words).toContain('2 rules more');
    expect(words).toContain('What it fits waits for a moderator.');
  });

  it('adds a pattern, commas and all, and refuses unless told otherwise', async () => {
    const { content } = await sayTo(rulesAdd, { pattern: 'a{1,3}b', adults: true }, { policy: {} });
    expect(content?.words).toEqual([
      { id: 'w1', kind: 'pattern', said: 'a{1,3}b', action: 'block', exceptAgeRestricted: true },
    ]);
  });

  it('refuses nothing at all, and what is a rule already', async () => {
    expect(await refusal(sayTo(rulesAdd, {}))).toContain('a word, or the option pattern');
    expect(await refusal(sayTo(rulesAdd, { word: ' , ' }))).toContain('a word, or the option pattern');
    expect(await refusal(sayTo(rulesAdd, { word: 'KILL' }))).toContain('w1 is about that');
  });
});

describe('rules remove', () => {
  it('takes one rule away by its name', async () => {
    const { content, words } = await sayTo(rulesRemove, { rule: ' W1 ' });
    expect(content?.words?.map(({ id }) => id)).toEqual(['w4']);
    expect(words).toContain('w1 | kill | block');
  });

  it('names the rules there are where it is none of them', async () => {
    expect(await refusal(sayTo(rulesRemove, { rule: 'w9' }))).toContain('one of w1, w4');
    expect(await refusal(sayTo(rulesRemove, { rule: 'w9' }, { policy: {} }))).toContain('there are no rules yet');
  });
});

describe('rules check', () => {
  it('looks at prompts and pictures and refuses, unless told otherwise', async () => {
    const { content, words } = await sayTo(rulesCheck, {});
    expect(content?.check).toEqual({ prompts: true, pictures: true, action: 'block' });
    expect(content?.words).toEqual(KNOWN.words);
    expect(words).toContain('A provider looks at prompts and pictures; what the provider flags is refused.');
  });

  it('changes only what is named', async () => {
    const check = {
      prompts: true,
      pictures: true,
      action: 'review',
      threshold: 0.3,
      exceptAgeRestricted: true,
    } as const;
    const { content } = await sayTo(
      rulesCheck,
      { pictures: false, failure: 'allow' },
      { policy: { content: { check } } },
    );
    expect(content?.check).toEqual({ ...check, pictures: false, onFailure: 'allow' });
    const back = await sayTo(rulesCheck, { adults: false, threshold: 80 }, { policy: { content: { check } } });
    expect(back.content?.check).toEqual({ prompts: true, pictures: true, action: 'review', threshold: 0.8 });
    const own = await sayTo(rulesCheck, { threshold: 0 }, { policy: { content: { check } } });
    expect(own.content?.check).not.toHaveProperty('threshold');
    expect(own.words).toContain('what the provider flags');
  });

  it('is taken away', async () => {
    const check = { prompts: true, pictures: true, action: 'block' } as const;
    const policy = { content: { ...KNOWN, check } };
    expect((await sayTo(rulesCheck, { off: true }, { policy })).content).toEqual(KNOWN);
    expect((await sayTo(rulesCheck, { prompts: false, pictures: false }, { policy })).content).toEqual(KNOWN);
  });

  it('says so where no provider can look at content', async () => {
    const content = {
      keptMs: 1,
      canCheck: false,
      cases: async () => [],
      showCase: async () => undefined,
      logTroubleAt: async () => undefined,
      tryLog: async () => undefined,
    };
    expect(await refusal(sayTo(rulesCheck, {}, { content }))).toContain('no provider that can look at content');
  });
});

describe('rules limit', () => {
  it('blocks after three cases in a week for a day, unless told otherwise', async () => {
    const { content, words } = await sayTo(rulesLimit, {});
    expect(content?.escalation).toEqual({ cases: 3, days: 7, blockMs: 86_400_000 });
    expect(words).toBe('3 cases within 7 days block a person for 1 day.');
  });

  it('changes one number, or blocks nobody', async () => {
    const policy = { content: { escalation: { cases: 5, days: 30, blockMs: 3_600_000 } } };
    expect((await sayTo(rulesLimit, { cases: 2 }, { policy })).words).toBe(
      '2 cases within 30 days block a person for 1 hour.',
    );
    expect((await sayTo(rulesLimit, { off: true }, { policy })).content).toEqual({});
    expect(await refusal(sayTo(rulesLimit, {}, { policy }))).toContain('how many, or off');
  });
});

describe('rules log', () => {
  it('sets a channel, says so there, and takes it back where nothing can be shown there', async () => {
    const { changed, words } = await sayTo(rulesLog, { channel: 'C1' });
    expect(changed[0]?.changes).toEqual([{ kind: 'log-channel', channelId: 'C1' }]);
    expect(words).toContain('let it be one of moderators');
    const content = {
      keptMs: 1,
      canCheck: true,
      cases: async () => [],
      showCase: async () => undefined,
      logTroubleAt: async () => undefined,
      tryLog: async () => {
        throw new EaselError('place-forbids', { permissions: ['Send Messages'] });
      },
    };
    expect(await refusal(sayTo(rulesLog, { channel: 'C1' }, { content }))).toContain('Send Messages');
    const policy = { logChannel: 'C0' };
    const order: (string | undefined)[] = [];
    const moderation: Partial<Moderation> = {
      policy: async () => ({ revision: 7, policy, defaults: DEFAULT_CREDIT_POLICY, warnings: [] }),
      change: async ([change]) => {
        order.push(change?.kind === 'log-channel' ? change.channelId : 'something else');
        return { revision: 8, policy, defaults: DEFAULT_CREDIT_POLICY, warnings: [] };
      },
    };
    await refusal(say(rulesLog, { channel: 'C1' }, { content, moderation }));
    expect(order).toEqual(['C1', 'C0']);
  });

  it('takes the channel away', async () => {
    const { changed, words } = await sayTo(rulesLog, { off: true });
    expect(changed[0]?.changes).toEqual([{ kind: 'log-channel', channelId: undefined }]);
    expect(words).toContain('/rules cases');
    expect(await refusal(sayTo(rulesLog, {}))).toContain('a channel, or off');
  });
});

describe('rules cases', () => {
  const openOf = (id: string) =>
    ({ kind: 'decide', label: `Open ${id}`, state: `case:${id}:open`, opensForm: false }) as const;
  const content = {
    keptMs: 1,
    canCheck: true,
    cases: async () =>
      Array.from({ length: 12 }, (_, index) => ({
        id: `case${index}`,
        at: Date.UTC(2026, 0, 1, index),
        personId: 'ada',
        what: 'the word "kill"',
        kind: 'prompt' as const,
        open: openOf(`case${index}`),
      })),
    showCase: async (id: string) =>
      id === 'case1' ? ({ kind: 'text', text: [{ plain: 'All about it.' }] } as const) : undefined,
    logTroubleAt: async () => undefined,
    tryLog: async () => undefined,
  };

  it('lists what waits longest, with buttons', async () => {
    const { words, said } = await sayTo(rulesCases, {}, { content });
    expect(words).toContain('12 waiting');
    expect(words).toContain('2026-01-01 00:00 UTC | ada | prompt | the word "kill" | case0');
    expect(words).toContain('The 5 that wait longest are shown.');
    const [answer] = said.answers;
    expect(answer?.actions).toHaveLength(5);
    expect(answer?.kind === 'table' && answer.rows).toHaveLength(5);
  });

  it('opens one, and says where there is none', async () => {
    expect((await sayTo(rulesCases, { case: 'case1' }, { content })).words).toBe('All about it.');
    expect((await sayTo(rulesCases, { case: 'x' }, { content })).words).toBe('There is no case of that id here.');
    expect((await sayTo(rulesCases, {})).words).toContain('Nothing waits for you');
  });
});
