import { describe, expect, it } from 'vitest';
import { noticesOnModels } from '#src/config/notices-on-models.ts';
import { configOf, problemsOf } from './open-config.ts';

describe('what holds in every server or workspace', () => {
  it('is money in millionths of a dollar, bounds, and what places allow', () => {
    const { installation } = configOf(
      {},
      {
        timeZone: 'Europe/Berlin',
        budget: { usdPerMonth: 200 },
        assumedUsdPerCredit: 0.05,
        tenants: {
          allowance: 2000,
          budget: { usdPerMonth: 12.5, warnAt: 0.5 },
          models: ['simulator/sketch'],
          modes: ['generate', 'edit'],
          maxCount: 4,
          maxQuality: 'high',
          qualityWeights: { max: 9 },
          running: { perPerson: 1 },
          perMinute: { perTenant: 60 },
          links: 'public',
        },
      },
    );
    expect(installation).toEqual({
      timeZone: 'Europe/Berlin',
      budget: { usdMicros: 200_000_000, warnAt: 0.8 },
      assumedUsdMicrosPerCredit: 50_000,
      tenants: {
        tenantAllowance: 2000,
        budget: { usdMicros: 12_500_000, warnAt: 0.5 },
        everywhere: { models: ['simulator/sketch'], modes: ['generate', 'edit'], maxCount: 4, maxQuality: 'high' },
        qualityWeights: { max: 9 },
        running: { perPerson: 1 },
        perMinute: { perTenant: 60 },
        links: 'public',
      },
    });
  });

  it.each([
    [{ timeZone: 'Mars/Olympus' }, 'timeZone is "Mars/Olympus"; it must be a time zone such as Europe/Berlin.'],
    [{ budget: { usdPerMonth: -5 } }, 'budget.usdPerMonth is -5; it must be a number from 0 to 1000000.'],
    [{ budget: { usdPerMonth: 1e12 } }, 'budget.usdPerMonth is 1000000000000; it must be a number from 0 to 1000000.'],
    [{ budget: { usdPerMonth: 5, warnAt: 80 } }, 'budget.warnAt is 80; it must be a number above 0 and up to 1.'],
    [{ budget: { usd: 5 } }, 'budget.usd is not a setting; the nearest one is warnAt.'],
    [{ tenants: { models: [] } }, 'tenants.models is a list; it must be a list that is not empty.'],
    [
      { tenants: { maxQuality: 'shiny' } },
      'tenants.maxQuality is "shiny"; it must be one of low, medium, high, xhigh, max.',
    ],
    [
      { tenants: { perMinute: { perPerson: 0 } } },
      'tenants.perMinute.perPerson is 0; it must be a whole number from 1 to 1000.',
    ],
    [
      { operator: { platform: 'discord', tenant: '1' } },
      'operator needs either channel or person, and only one of the two.',
    ],
    [
      { operator: { platform: 'irc', tenant: '1', person: 'a' } },
      'operator.platform is "irc"; it must be one of discord, slack, playground.',
    ],
  ])('%# is refused where it makes no sense', (file, problem) => {
    expect(problemsOf(() => configOf({}, file))).toContain(`EASEL_CONFIG ${problem}`);
  });

  it('is noticed where it names a model nobody has', () => {
    const config = configOf({}, { tenants: { models: ['simulator/sketsch'] } });
    expect(noticesOnModels(config, [{ id: 'simulator/sketch', provider: 'simulator' }])).toEqual([
      "EASEL_CONFIG tenants.models names simulator/sketsch, which is no model's id; the nearest is simulator/sketch.",
    ]);
  });
});

describe('where whoever runs Easel is told', () => {
  it('is a channel or a person, known by the ids people see', () => {
    expect(configOf({}, { operator: { platform: 'discord', tenant: '42', channel: '7' } }).operator).toEqual({
      platform: 'discord',
      tenantId: 'discord:42',
      channelId: '7',
    });
    expect(configOf({}, { operator: { platform: 'slack', tenant: 'slack:T1', person: 'U1' } }).operator).toEqual({
      platform: 'slack',
      tenantId: 'slack:T1',
      personId: 'U1',
    });
    expect(configOf().operator).toBeUndefined();
  });
});
