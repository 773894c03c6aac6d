import { describe, expect, it } from 'vitest';
import { audit } from '#commands/audit.ts';
import { credits } from '#commands/credits.ts';
import { quotaGrant } from '#commands/quota-grant.ts';
import { quotaPanel } from '#commands/quota-panel.ts';
import { quotaPause } from '#commands/quota-pause.ts';
import { quotaSet } from '#commands/quota-set.ts';
import { quotaShow } from '#commands/quota-show.ts';
import { quotaTest } from '#commands/quota-test.ts';
import { quotaUndo } from '#commands/quota-undo.ts';
import { usage } from '#commands/usage.ts';
import type { Chart } from '#src/domain/chart.ts';
import { DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import type { PolicyChange } from '#src/domain/rules/policy-change.ts';
import type { TenantPolicy } from '#src/domain/rules/tenant-policy.ts';
import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';
import type { PolicyState, TenantState, UsageReport, UsageTotals } from '#src/ports/moderation.ts';
import { say, TODAY, TOMORROW, wordsOf } from './say.ts';

const state = (policy: TenantPolicy = {}, revision = 0): PolicyState => ({
  revision,
  policy,
  defaults: DEFAULT_CREDIT_POLICY,
  warnings: [],
});

/** What a command decided. */
async function decidedBy(command: Command, options: Record<string, string | number | boolean>) {
  const changed: PolicyChange[] = [];
  const said = await say(command, options, {
    moderation: {
      policy: async () => state(),
      change: async (changes) => {
        changed.push(...changes);
        return { ...state({}, 1), warnings: [text('Nothing can be made here.')] };
      },
      revisions: async () => [
        { revision: 1, at: TODAY, by: 'mod', byName: 'Mo', reason: 'why', changes: [text('the period: day → week')] },
      ],
    },
  });
  return { changed, said };
}

describe('/quota set', () => {
  it.each<[Record<string, string | number | boolean>, readonly PolicyChange[]]>([
    [{ amount: '60' }, [{ kind: 'allowance', subject: { kind: 'everyone' }, amount: 60 }]],
    [{ amount: '1,000', user: 'bob' }, [{ kind: 'allowance', subject: { kind: 'person', id: 'bob' }, amount: 1000 }]],
    [
      { amount: 'none', role: 'R1' },
      [{ kind: 'allowance', subject: { kind: 'role', id: 'R1', name: 'R1' }, amount: undefined }],
    ],
    [{ amount: '5', together: true }, [{ kind: 'allowance', subject: { kind: 'tenant' }, amount: 5 }]],
    [{ period: 'week' }, [{ kind: 'period', period: 'week' }]],
    [{ period: 'usual' }, [{ kind: 'period', period: undefined }]],
    [{ zone: 'Europe/Berlin' }, [{ kind: 'time-zone', timeZone: 'Europe/Berlin' }]],
    [{ linked: false }, [{ kind: 'linked', linked: false }]],
    [{ links: 'public' }, [{ kind: 'links', links: 'public' }]],
    [{ links: 'usual' }, [{ kind: 'links', links: undefined }]],
    [{ channel: 'C1', quiet: true }, [{ kind: 'place', channelId: 'C1', rule: { quiet: true } }]],
    [
      { models: 'flux, able', modes: 'Generate,edit', max: '2', quality: 'high' },
      [
        {
          kind: 'place',
          rule: { models: ['flux', 'able'], modes: ['generate', 'edit'], maxCount: 2, maxQuality: 'high' },
        },
      ],
    ],
    [{ models: 'all', quality: 'any' }, [{ kind: 'place', rule: { models: undefined, maxQuality: undefined } }]],
    [
      { weight: 'flux-schnell=2, high = 3, low=usual' },
      [
        { kind: 'weight', of: 'model', name: 'flux-schnell', weight: 2 },
        { kind: 'weight', of: 'quality', name: 'high', weight: 3 },
        { kind: 'weight', of: 'quality', name: 'low', weight: undefined },
      ],
    ],
    [{ ask: '10' }, [{ kind: 'confirm-above', amount: 10 }]],
    [{ budget: '$12.50' }, [{ kind: 'budget', budget: { usdMicros: 12_500_000, warnAt: 0.8 } }]],
    [{ budget: '20', warn: 50 }, [{ kind: 'budget', budget: { usdMicros: 20_000_000, warnAt: 0.5 } }]],
    [{ budget: 'none' }, [{ kind: 'budget', budget: undefined }]],
    [{ running: '2/20' }, [{ kind: 'running', bounds: { perPerson: 2, perTenant: 20 } }]],
    [{ 'per-minute': '5' }, [{ kind: 'per-minute', bounds: { perPerson: 5 } }]],
    [{ 'per-minute': 'none' }, [{ kind: 'per-minute', bounds: { perPerson: undefined, perTenant: undefined } }]],
  ])('decides what is meant: %j', async (options, changes) => {
    expect((await decidedBy(quotaSet, options)).changed).toEqual(changes);
  });

  it('says what it was and what it is, what may not have been meant, and how it is taken back', async () => {
    const { said } = await decidedBy(quotaSet, { period: 'week' });
    expect(wordsOf(said)).toBe(
      [
        'Changed, number 1',
        'What it was → what it is',
        'the period: day → week',
        'Nothing can be made here. It counts from the next request on.',
      ].join('\n'),
    );
    expect(said.answers[0]?.actions).toEqual([
      { kind: 'command', label: 'Undo', state: 'run:quota undo?revision=1', opensForm: false },
    ]);
  });

  it.each([
    [{ weight: 'flux' }, 'names with their weights'],
    [{ weight: 'flux=cheap' }, 'a number above 0, or usual'],
    [{ modes: 'paint' }, 'generate, edit'],
    [{ warn: 50 }, 'it together with the budget'],
    [{ running: 'x/2' }, 'a whole number, or none'],
  ])('refuses what means nothing: %j', async (options, says) => {
    await expect(decidedBy(quotaSet, options)).rejects.toThrow(says);
  });
});

describe('/quota show', () => {
  it('shows every rule of the place in a few words', async () => {
    const policy: TenantPolicy = {
      allowance: 60,
      period: 'week',
      timeZone: 'Europe/Berlin',
      roles: { r1: { name: 'Supporters', allowance: 100 } },
      people: { bob: { blocked: { at: 0, by: 'mod', reason: 'spam' } }, eve: { allowance: 5 } },
      channels: { art: { models: ['atelier/able'], allowance: 50 }, talk: { quiet: true } },
      weights: { 'atelier/able': 2 },
      budget: { usdMicros: 25_000_000, warnAt: 0.8 },
      perMinute: { perPerson: 5, perTenant: 60 },
    };
    const said = await say(quotaShow, {}, { moderation: { policy: async () => state(policy, 12) } });
    expect(wordsOf(said)).toBe(
      [
        'The rules here',
        'Rule | Value',
        'Each person | 60 a week',
        'Role Supporters | 100 a week',
        'Time zone | Europe/Berlin',
        'Weights | atelier/able x2',
        'Asks first above | 20',
        'Requests a minute | 5 of one person, 60 of all',
        'Budget | $25.00 a month, warned at 80 %',
        'art | 50 for all together; only atelier/able',
        'talk | quiet',
        'bob | blocked: spam',
        'eve | 5',
        'The last change is number 12.',
      ].join('\n'),
    );
  });
});

const NONE: UsageTotals = { requests: 0, pictures: 0, credits: 0, usdMicros: 0, refused: 0 };
const CALM: TenantState = { running: 0, waiting: 0, today: NONE, period: NONE, top: [], blocked: 0, openCases: 0 };

describe('/quota panel', () => {
  it('has a button that takes a pause back, and none where only whoever runs Easel can', async () => {
    const paused = { by: 'mod', at: TODAY, reason: 'party', everywhere: false };
    const labelsOf = async (panel: TenantState) =>
      (await say(quotaPanel, {}, { moderation: { state: async () => panel } })).answers[0]?.actions?.map(
        ({ label }) => label,
      );
    expect((await labelsOf({ ...CALM, paused }))?.[0]).toBe('Resume');
    expect((await labelsOf({ ...CALM, paused: { ...paused, everywhere: true } }))?.[0]).toBe('Pause');
    expect(await labelsOf({ ...CALM, openCases: 2 })).toContain('Cases');
  });

  it('shows a budget that is overrun as nothing left', async () => {
    const budget = { usdMicros: 1_000_000, spentUsdMicros: 1_020_000, endsAt: TOMORROW };
    const said = await say(quotaPanel, {}, { moderation: { state: async () => ({ ...CALM, budget }) } });
    expect(wordsOf(said)).toContain('Budget | $0.00 left: $1.02 of $1.00 spent (102 %), anew at 2026-01-02 00:00 UTC');
  });
});

describe('/quota pause', () => {
  it('says what becomes of what is on its way', async () => {
    const asked: boolean[] = [];
    const moderation = {
      pause: async ({ cancelRunning }: { readonly cancelRunning: boolean }) => {
        asked.push(cancelRunning);
        return { waiting: 2, running: 1 };
      },
    };
    expect(wordsOf(await say(quotaPause, { reason: 'party' }, { moderation }))).toBe(
      'Paused. Nothing new is made here, and members are told why: party. What is running (1) ends by itself; what is waiting (2) is refused and costs nothing.',
    );
    await say(quotaPause, { reason: 'party', stop: true }, { moderation });
    expect(asked).toEqual([false, true]);
  });
});

describe('/quota test', () => {
  it('is about this channel unless another one is named', async () => {
    const asked: string[] = [];
    const moderation = {
      trial: async ({ channelId }: { readonly channelId: string }) => {
        asked.push(channelId);
        return { allowed: false, refusal: text('No.'), because: [], warnings: [] };
      },
    };
    const said = await say(quotaTest, { user: 'bob', prompt: 'a fox' }, { moderation });
    await say(quotaTest, { user: 'bob', prompt: 'a fox', channel: 'cats' }, { moderation });
    expect(asked).toEqual(['art', 'cats']);
    expect(wordsOf(said)).toContain('For bob: No. Nothing was held, stored or sent.');
  });
});

describe('/quota undo', () => {
  it('says so where there is nothing to take back', async () => {
    const said = await say(quotaUndo, {}, { moderation: { revisions: async () => [] } });
    expect(wordsOf(said)).toBe('Nothing was ever changed here.');
  });
});

describe('/quota grant', () => {
  it('ends at the end of a day by the clocks of the place', async () => {
    const ends: (number | undefined)[] = [];
    await say(
      quotaGrant,
      { role: 'r1', amount: 5, until: '2026-01-03' },
      {
        moderation: {
          policy: async () => state({ timeZone: 'America/New_York' }),
          grant: async (_, __, { expiresAt }) => {
            ends.push(expiresAt);
            return { people: 1, isWhole: true };
          },
        },
      },
    );
    expect(ends).toEqual([Date.UTC(2026, 0, 4, 5)]);
  });
});

describe('/usage', () => {
  const day = (day: string, spent: number) => ({
    ...NONE,
    day,
    credits: spent,
    requests: spent,
    byModel: spent > 0 ? [{ modelId: 'atelier/able', credits: spent }] : [],
  });
  const report: UsageReport = {
    totals: { requests: 20, pictures: 25, credits: 50, usdMicros: 900_000, refused: 3 },
    byDay: [day('2026-01-01', 20), day('2026-01-02', 0), day('2026-01-03', 30)],
    byModel: [{ ...NONE, modelId: 'atelier/able', credits: 50 }],
    byPerson: Array.from({ length: 15 }, (_, index) => ({
      ...NONE,
      personId: `p${index}`,
      name: `P ${index}`,
      credits: index < 10 ? 4 : 1,
    })),
  };

  it('sums those beyond the top, in words and on the chart', async () => {
    const charts: Chart[] = [];
    const said = await say(
      usage,
      {},
      {
        moderation: { usage: async () => report },
        chart: async (chart) => {
          charts.push(chart);
          throw new Error('No picture today.');
        },
      },
    );
    expect(wordsOf(said)).toContain('20 requests, 25 pictures, 50 credits, $0.90; 3 refused. All others: 8 credits.');
    expect(charts[0]?.labels.at(-1)).toBe('all others');
    expect(charts[0]?.series[0]?.values.at(-1)).toBe(10);
    // Words come all the same where the picture fails.
    expect(said.answers[0]).not.toHaveProperty('picture');
  });

  it('leaves out days without anything, and says on the chart which was the most', async () => {
    const charts: Chart[] = [];
    const said = await say(
      usage,
      { by: 'day', days: 3 },
      {
        moderation: { usage: async () => report },
        chart: async (chart) => {
          charts.push(chart);
          throw new Error('No picture today.');
        },
      },
    );
    expect(wordsOf(said)).not.toContain('2026-01-02');
    expect(charts[0]).toMatchObject({
      kind: 'columns',
      labels: ['Jan 1', 'Jan 2', 'Jan 3'],
      series: [{ name: 'able', values: [20, 0, 30] }],
      alt: 'Credits by day over 3 days, by model: 50 in all, the most on 2026-01-03 with 30.',
    });
  });

  it('has buttons to the other ways, short enough for every platform', async () => {
    const snowflake = '12345678901234567890';
    const options = { user: snowflake, channel: snowflake, days: 90 };
    const said = await say(usage, options, { moderation: { usage: async () => report } });
    const states = said.answers[0]?.actions?.map(({ state }) => state) ?? [];
    expect(states).toHaveLength(2);
    for (const each of states) expect(each.length).toBeLessThanOrEqual(80);
  });

  it('shows no picture where nothing was used', async () => {
    const empty = { totals: NONE, byDay: [day('2026-01-01', 0)], byModel: [], byPerson: [] };
    for (const by of ['day', 'model', 'person'])
      expect((await say(usage, { by }, { moderation: { usage: async () => empty } })).answers[0]).not.toHaveProperty(
        'picture',
      );
  });
});

describe('/audit', () => {
  it('comes as a file where that is asked for, and says where it is not whole', async () => {
    const said = await say(
      audit,
      { csv: true, user: 'bob', days: 7 },
      {
        moderation: {
          auditCsv: async ({ kind }, days) => ({ csv: `${kind},${days}\r\n`, rows: 1200, isWhole: false }),
        },
      },
    );
    expect(wordsOf(said)).toContain('1,200 movements of the last 7 days.');
    expect(wordsOf(said)).toContain('There are more than fit into a file here');
    expect(said.answers[0]?.files).toEqual([{ name: 'easel-audit.csv', content: 'person,7\r\n' }]);
  });
});

describe('/credits of linked accounts', () => {
  it('tells what each of them has', async () => {
    const balance = {
      ...{ available: 50, held: 0, allowance: 80, moreAt: TOMORROW },
      accounts: [
        { tenantId: 'guild', personId: 'ada', platform: 'discord', available: 12, held: 0, allowance: 40 },
        { tenantId: 'team', personId: 'U1', platform: 'slack', name: 'Ada L', available: 38, held: 0, allowance: 40 },
      ],
    };
    const said = await say(credits, {}, { credits: async () => ({ balance, entries: [] }) });
    expect(wordsOf(said)).toContain('In it: here 12 of 40, Ada L on slack 38 of 40');
  });
});
