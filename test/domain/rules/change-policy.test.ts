import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { changePolicy, conflicting, editsOf, withoutEnded } from '#src/domain/rules/change-policy.ts';
import { checkAmount, checkChange } from '#src/domain/rules/check-change.ts';
import { describeChange } from '#src/domain/rules/describe-policy.ts';
import type { PolicyChange, Subject } from '#src/domain/rules/policy-change.ts';
import { valueAt, withValue } from '#src/domain/rules/policy-path.ts';
import type { TenantPolicy } from '#src/domain/rules/tenant-policy.ts';
import { plainText } from '#src/domain/text.ts';

const NOW = Date.UTC(2026, 0, 1);
const MADE = { by: 'mod', at: NOW };
const change = (policy: TenantPolicy, ...changes: readonly PolicyChange[]) =>
  changes.reduce((current, each) => changePolicy(current, each, MADE), policy);

const ada: Subject = { kind: 'person', id: 'ada' };
const fans: Subject = { kind: 'role', id: 'r1', name: 'Fans' };
const allowance = (subject: Subject, amount: number | undefined): PolicyChange => ({
  kind: 'allowance',
  subject,
  amount,
});

describe('a change', () => {
  it.each<[PolicyChange, TenantPolicy]>([
    [allowance(ada, 7), { people: { ada: { allowance: 7 } } }],
    [allowance(fans, 7), { roles: { r1: { name: 'Fans', allowance: 7 } } }],
    [allowance({ kind: 'channel', id: 'art' }, 7), { channels: { art: { allowance: 7 } } }],
    [allowance({ kind: 'everyone' }, 7), { allowance: 7 }],
    [allowance({ kind: 'tenant' }, 7), { tenantAllowance: 7 }],
    [{ kind: 'period', period: 'week' }, { period: 'week' }],
    [{ kind: 'time-zone', timeZone: 'Europe/Berlin' }, { timeZone: 'Europe/Berlin' }],
    [
      { kind: 'block', personId: 'ada', reason: 'spam', until: NOW + 1 },
      { people: { ada: { blocked: { at: NOW, by: 'mod', reason: 'spam', until: NOW + 1 } } } },
    ],
    [{ kind: 'place', rule: { maxCount: 2 } }, { everywhere: { maxCount: 2 } }],
    [{ kind: 'place', channelId: 'art', rule: { quiet: true } }, { channels: { art: { quiet: true } } }],
    [{ kind: 'weight', of: 'model', name: 'a/1', weight: 2 }, { weights: { 'a/1': 2 } }],
    [{ kind: 'weight', of: 'quality', name: 'high', weight: 2 }, { qualityWeights: { high: 2 } }],
    [{ kind: 'confirm-above', amount: 9 }, { confirmAbove: 9 }],
    [{ kind: 'running', bounds: { perPerson: 1 } }, { running: { perPerson: 1 } }],
    [{ kind: 'per-minute', bounds: { perTenant: 1 } }, { perMinute: { perTenant: 1 } }],
    [{ kind: 'budget', budget: { usdMicros: 5e6, warnAt: 0.8 } }, { budget: { usdMicros: 5e6, warnAt: 0.8 } }],
    [{ kind: 'links', links: 'public' }, { links: 'public' }],
    [{ kind: 'log-channel', channelId: 'log' }, { logChannel: 'log' }],
  ])('%# changes one thing', (one, policy) => expect(change({}, one)).toEqual(policy));

  it('takes a rule away, and nothing is left of it', () => {
    const blocked: PolicyChange = { kind: 'block', personId: 'ada', reason: 'spam' };
    expect(change({}, blocked, allowance(ada, 7), { kind: 'unblock', personId: 'ada' })).toEqual({
      people: { ada: { allowance: 7 } },
    });
    expect(change({}, blocked, { kind: 'unblock', personId: 'ada' })).toEqual({});
    expect(
      change(
        {},
        { kind: 'place', channelId: 'art', rule: { quiet: true, maxCount: 1 } },
        { kind: 'place', channelId: 'art', rule: { quiet: false } },
      ),
    ).toEqual({
      channels: { art: { maxCount: 1 } },
    });
  });

  it('of a person who is called like what every object has is theirs alone', () => {
    for (const id of ['__proto__', 'constructor', 'toString']) {
      const policy = change({}, allowance({ kind: 'person', id }, 7));
      expect(valueAt(JSON.parse(JSON.stringify(policy)), ['people', id, 'allowance'])).toBe(7);
      expect(valueAt({}, ['people', id, 'allowance'])).toBeUndefined();
      expect(change(policy, allowance({ kind: 'person', id }, undefined))).toEqual({});
    }
    expect(({} as Record<string, unknown>).allowance).toBeUndefined();
  });
});

describe('random changes', () => {
  const subject = fc.constantFrom<Subject[]>(
    ada,
    fans,
    { kind: 'channel', id: 'art' },
    { kind: 'everyone' },
    { kind: 'tenant' },
  );
  const word = fc.record({
    kind: fc.constant('word' as const),
    said: fc.constantFrom('fox', 'hen'),
    action: fc.constantFrom('warn' as const, 'block' as const),
  });
  const content = fc.record(
    {
      words: fc.tuple(word, word).map((words) => words.map((each, at) => ({ ...each, id: `w${at}` }))),
      escalation: fc.record({ cases: fc.nat(9), days: fc.constant(1), blockMs: fc.constant(1) }),
    },
    { requiredKeys: [] },
  );
  const some: fc.Arbitrary<PolicyChange> = fc.oneof(
    fc.record({
      kind: fc.constant('allowance' as const),
      subject,
      amount: fc.option(fc.nat(1000), { nil: undefined }),
    }),
    fc.record({
      kind: fc.constant('block' as const),
      personId: fc.constantFrom('ada', 'ben'),
      reason: fc.constant('spam'),
    }),
    fc.record({ kind: fc.constant('unblock' as const), personId: fc.constantFrom('ada', 'ben') }),
    fc.record({ kind: fc.constant('content' as const), content: fc.option(content, { nil: undefined }) }),
    fc.record({
      kind: fc.constant('running' as const),
      bounds: fc.record({ perPerson: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }) }),
    }),
  );

  it('that have ended are dropped, and nothing else is', () => {
    const until = (personId: string, at?: number): PolicyChange => ({
      kind: 'block',
      personId,
      reason: 'spam',
      ...(at !== undefined && { until: at }),
    });
    const policy = change(
      {},
      until('ada', NOW),
      until('ben', NOW + 1),
      until('eve'),
      allowance(ada, 7),
      until('dan', 1),
    );
    expect(withoutEnded(policy, NOW)).toEqual(change({}, until('ben', NOW + 1), until('eve'), allowance(ada, 7)));
  });

  it('can each be taken back by what stood there before', () => {
    fc.assert(
      fc.property(fc.array(some), some, (earlier, last) => {
        const before = change({}, ...earlier);
        const edits = editsOf(last, MADE, before);
        const after = edits.reduce(withValue, before);
        const undone = edits.map(({ path }) => ({ path, value: valueAt(before, path) })).reduce(withValue, after);
        expect(undone).toEqual(before);
      }),
    );
  });

  it('are told whenever they change anything, and only then', () => {
    fc.assert(
      fc.property(fc.array(some), fc.array(some), (earlier, later) => {
        const before = change({}, ...earlier);
        const after = change(before, ...later);
        const isSame = JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
        expect(describeChange(before, after).length === 0).toBe(isSame);
      }),
    );
  });
});

const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .toSorted(([one], [other]) => (one < other ? -1 : 1))
          .map(([name, each]) => [name, sorted(each)]),
      )
    : value;

describe('what changed', () => {
  it('is told from what to what', () => {
    const before = change({}, allowance(ada, 7), { kind: 'budget', budget: { usdMicros: 5e6, warnAt: 0.8 } });
    const after = change(
      before,
      allowance(ada, 9),
      allowance(fans, 1),
      { kind: 'budget', budget: undefined },
      { kind: 'place', channelId: 'art', rule: { models: ['a/1', 'a/2'], quiet: true } },
      { kind: 'block', personId: 'ben', reason: 'spam', until: NOW },
    );
    expect(describeChange(before, after).map(plainText).toSorted()).toEqual([
      'quiet in the channel art: not set → yes',
      'the allowance of ada: 7 credits → 9 credits',
      'the allowance of the role: not set → 1 credit for Fans',
      'the block of ben: not set → until 2026-01-01 00:00 UTC, spam',
      'the budget of a month: $5.00 → not set',
      'the models in the channel art: not set → a/1, a/2',
    ]);
  });
});

describe('two moderators', () => {
  const paths = (...changes: readonly PolicyChange[]) =>
    changes.flatMap((each) => editsOf(each, MADE, {})).map(({ path }) => path);

  it('get into each other’s way only over one thing', () => {
    expect(conflicting(paths(allowance(ada, 1)), paths(allowance(ada, 2)))).toEqual(['people', 'ada', 'allowance']);
    expect(conflicting(paths(allowance(ada, 1)), paths({ kind: 'unblock', personId: 'ada' }))).toBeUndefined();
    expect(conflicting(paths(allowance(ada, 1)), paths(allowance({ kind: 'person', id: 'ad' }, 2)))).toBeUndefined();
    expect(
      conflicting(paths({ kind: 'place', rule: { maxCount: 1 } }), paths({ kind: 'place', rule: { modes: ['edit'] } })),
    ).toBeUndefined();
  });
});

describe('a value that makes no sense', () => {
  const modelId = (name: string): string => {
    if (name !== 'able') throw new EaselError('unknown-model', { name, near: [] });
    return 'atelier/able';
  };
  const refusal = (one: PolicyChange): string => {
    try {
      checkChange(one, { now: NOW, modelId });
      return 'fine';
    } catch (thrown) {
      return thrown instanceof EaselError ? thrown.message : String(thrown);
    }
  };

  it.each<[PolicyChange, string]>([
    [
      allowance({ kind: 'everyone' }, -5),
      'The value -5 does not fit the option amount. Use a whole number from 0 to 1,000,000.',
    ],
    [allowance({ kind: 'everyone' }, 1e12), 'The value 1000000000000 does not fit'],
    [allowance({ kind: 'everyone' }, 2.5), 'The value 2.5 does not fit'],
    [allowance({ kind: 'everyone' }, Number.NaN), 'The value NaN does not fit'],
    [allowance({ kind: 'person', id: ' ' }, 5), 'does not fit the option person'],
    [{ kind: 'confirm-above', amount: -1 }, 'does not fit the option amount'],
    [{ kind: 'time-zone', timeZone: 'Mars/Olympus' }, 'Use a time zone such as Europe/Berlin'],
    [{ kind: 'block', personId: 'ada', reason: ' ' }, 'does not fit the option reason'],
    [{ kind: 'block', personId: 'ada', reason: 'spam', until: NOW }, 'Use a time that is still to come'],
    [{ kind: 'place', rule: { models: ['zzz'] } }, 'There is no model zzz'],
    [{ kind: 'place', rule: { models: [] } }, 'Use at least one model, or take the rule away'],
    [{ kind: 'place', rule: { modes: [] } }, 'Use at least one mode'],
    [{ kind: 'place', rule: { maxCount: 0 } }, 'does not fit the option max'],
    [{ kind: 'place', rule: { maxQuality: 'shiny' } }, 'Use low, medium, high, xhigh, max'],
    [{ kind: 'place', rule: { quiet: true } }, 'Use it with a channel, or /quota pause'],
    [{ kind: 'weight', of: 'model', name: 'zzz', weight: 2 }, 'There is no model zzz'],
    [{ kind: 'weight', of: 'quality', name: 'high', weight: 0 }, 'Use a number above 0'],
    [{ kind: 'weight', of: 'quality', name: 'shiny', weight: 2 }, 'does not fit the option quality'],
    [{ kind: 'running', bounds: { perPerson: 0 } }, 'does not fit the option per-person'],
    [{ kind: 'per-minute', bounds: { perTenant: 1.5 } }, 'does not fit the option together'],
    [{ kind: 'budget', budget: { usdMicros: -1, warnAt: 0.8 } }, 'does not fit the option budget'],
    [{ kind: 'budget', budget: { usdMicros: 1e18, warnAt: 0.8 } }, 'does not fit the option budget'],
    [{ kind: 'budget', budget: { usdMicros: 1, warnAt: 2 } }, 'does not fit the option budget'],
    [{ kind: 'log-channel', channelId: '' }, 'The option channel is empty. Use'],
  ])('%# is refused with what would', (one, words) => expect(refusal(one)).toContain(words));

  it('is none where a rule is taken away', () => {
    const none: readonly PolicyChange[] = [
      allowance({ kind: 'everyone' }, undefined),
      { kind: 'budget', budget: undefined },
      { kind: 'place', rule: { models: undefined, maxCount: undefined } },
      { kind: 'period', period: undefined },
      { kind: 'running', bounds: { perPerson: undefined } },
    ];
    for (const one of none) expect(refusal(one)).toBe('fine');
  });

  it('leaves models by their full names, each once', () => {
    const checked = checkChange({ kind: 'place', rule: { models: ['able', 'able'] } }, { now: NOW, modelId });
    expect(checked).toEqual({ kind: 'place', rule: { models: ['atelier/able'] } });
  });

  it('is also a grant of nothing', () => {
    expect(() => checkAmount('amount', 0, 1)).toThrow('Use a whole number from 1 to 1,000,000');
    expect(() => checkAmount('amount', 1, 1)).not.toThrow();
  });
});
