import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import type { Whereabouts } from '#src/domain/rules/standing.ts';
import { standingOf } from '#src/domain/rules/standing-of.ts';
import type { InstallationPolicy, TenantPolicy } from '#src/domain/rules/tenant-policy.ts';

const NOW = Date.UTC(2026, 2, 28, 23, 30);
const INSTALLATION: InstallationPolicy = { assumedUsdMicrosPerCredit: 20_000 };
const ADA: Whereabouts = { tenantId: 'guild', personId: 'ada', roles: ['fans', 'crew'], channelId: 'art' };

const stand = (tenant: TenantPolicy, { where = ADA, installation = INSTALLATION, now = NOW } = {}) =>
  standingOf({ credits: DEFAULT_CREDIT_POLICY, installation, tenant }, where, now);

/** What decided about something, as moderators read it. */
const because = (tenant: TenantPolicy, what: string, more: Parameters<typeof stand>[1] = {}) =>
  stand(tenant, more)
    .because.filter((note) => note.what === what)
    .map(({ value, by }) => `${value}, ${by}`);

describe('an allowance', () => {
  const roles = {
    fans: { name: 'Fans', allowance: 60 },
    crew: { name: 'Crew', allowance: 90 },
    gone: { name: 'Gone', allowance: 900 },
  };

  it.each<[string, TenantPolicy, string]>([
    ['nobody', {}, '40, the setting of whoever runs Easel'],
    ['everybody', { allowance: 50 }, '50, the rule for everybody here'],
    ['the best of their roles', { allowance: 500, roles }, '90, the rule for the role Crew'],
    ['the person', { allowance: 50, roles, people: { ada: { allowance: 5 } } }, '5, the rule for this person'],
    ['the person, also where that is nothing', { people: { ada: { allowance: 0 } } }, '0, the rule for this person'],
  ])('is decided by the rule for %s', (_whom, tenant, note) => {
    expect(because(tenant, 'allowance')).toEqual([note]);
    expect(stand(tenant).purses[0]).toMatchObject({
      accountId: 'guild:ada',
      allowance: stand(tenant).credits.allowance,
    });
  });

  it('comes from no role that is nobody’s any more, however it is called', () => {
    const where = { ...ADA, roles: ['constructor', '__proto__', 'fans', 'fans'] };
    expect(stand({ roles }, { where }).credits.allowance).toBe(60);
  });

  it('is never less than nothing, whatever was stored', () => {
    for (const allowance of [-5, Number.NaN, 2.9])
      expect(stand({ allowance }).credits.allowance).toBe(allowance > 0 ? 2 : 0);
  });
});

describe('a place', () => {
  const everywhere = { models: ['a/1', 'a/2', 'b/1'], maxCount: 4, maxQuality: 'high' };

  it('allows what every rule about it allows: sets intersect, of bounds the smaller holds', () => {
    const channels = {
      art: { models: ['b/1', 'a/2', 'c/1'], maxCount: 8, maxQuality: 'medium', modes: ['edit' as const] },
    };
    expect(stand({ everywhere, channels }).place).toEqual({
      models: ['a/2', 'b/1'],
      modes: ['edit'],
      maxCount: 4,
      maxQuality: 'medium',
    });
  });

  it('says which rules that were', () => {
    const channels = { art: { models: ['b/1', 'a/2', 'c/1'], maxCount: 8, maxQuality: 'low' } };
    const tenant = { everywhere, channels };
    expect(because(tenant, 'models')).toEqual([
      'a/2, b/1, the rule for everybody here together with the rule for this channel',
    ]);
    expect(because(tenant, 'pictures')).toEqual(['at most 4, the rule for everybody here']);
    expect(because(tenant, 'quality')).toEqual(['at most low, the rule for this channel']);
  });

  it('is never wider than whoever runs Easel allows', () => {
    const installation = { ...INSTALLATION, tenants: { everywhere: { models: ['a/1'], maxCount: 2 } } };
    const { place } = stand({ everywhere: { models: ['a/1', 'b/1'], maxCount: 9 } }, { installation });
    expect(place).toEqual({ models: ['a/1'], maxCount: 2 });
  });

  it('has its own rules only where they are its own', () => {
    const channels = { art: { quiet: true, models: [] } };
    expect(stand({ channels })).toMatchObject({ quiet: true, place: { models: [] } });
    expect(because({ channels }, 'models')).toEqual(['none, the rule for this channel']);
    expect(stand({ channels }, { where: { ...ADA, channelId: 'toString' } })).toMatchObject({
      quiet: false,
      place: {},
    });
  });
});

describe('a block', () => {
  const blocked = { at: NOW - 1000, by: 'mod', reason: 'spam' };

  it('holds until its end, and not a moment longer', () => {
    const people = { ada: { blocked: { ...blocked, until: NOW + 1 } } };
    expect(stand({ people }).blocked?.reason).toBe('spam');
    expect(stand({ people }, { now: NOW + 1 }).blocked).toBeUndefined();
    expect(because({ people: { ada: { blocked } } }, 'blocked')).toEqual(['until unblocked, the rule for this person']);
  });
});

describe('a period', () => {
  it("begins at midnight of the tenant's zone, else of whoever runs Easel", () => {
    const berlin = { ...INSTALLATION, timeZone: 'Europe/Berlin' };
    expect(stand({}).purses[0]).toMatchObject({ period: '2026-03-28' });
    expect(stand({}, { installation: berlin }).purses[0]).toMatchObject({ period: '2026-03-29' });
    expect(stand({ timeZone: 'America/New_York' }, { installation: berlin }).purses[0]).toMatchObject({
      period: '2026-03-28',
      endsAt: Date.UTC(2026, 2, 29, 4),
    });
    expect(because({ timeZone: 'America/New_York', period: 'week' }, 'period')).toEqual([
      'week, by the clocks of America/New_York, the rule for everybody here',
    ]);
  });

  it('is the installation’s own for the money of all, whatever the tenant’s zone', () => {
    const of = (tenant: TenantPolicy) =>
      stand(tenant, { now: Date.UTC(2026, 2, 31, 23, 30) }).purses.map(({ of: whose, period }) => [whose, period]);
    expect(of({ timeZone: 'Europe/Berlin' })).toEqual([
      ['person', '2026-04-01'],
      ['tenant-money', '2026-04-01'],
      ['all-money', '2026-03-01'],
    ]);
  });

  it('goes by UTC where the stored zone is none', () => {
    expect(stand({ timeZone: 'Mars/Olympus' })).toMatchObject({ timeZone: 'UTC' });
  });
});

describe('what is paid from', () => {
  it('is the person, then the channel, the tenant and the money of both months', () => {
    const tenant = {
      tenantAllowance: 500,
      channels: { art: { allowance: 70 } },
      budget: { usdMicros: 5e6, warnAt: 0.5 },
    };
    const installation = { ...INSTALLATION, tenants: { budget: { usdMicros: 3e6, warnAt: 0.9 } } };
    expect(stand(tenant, { installation }).purses.map(({ of, allowance, warnAt }) => [of, allowance, warnAt])).toEqual([
      ['person', 40, undefined],
      ['channel', 70, undefined],
      ['tenant', 500, undefined],
      ['tenant-money', 3e6, 0.9],
      ['all-money', 1e15, undefined],
    ]);
    expect(because(tenant, 'budget', { installation })).toEqual(['$3.00 a month, the setting of whoever runs Easel']);
  });
});

describe('the rest', () => {
  it('is told with who decided it', () => {
    const tenant: TenantPolicy = {
      weights: { 'a/1': 3 },
      qualityWeights: { high: 2 },
      confirmAbove: 8,
      running: { perPerson: 1 },
      perMinute: { perTenant: 30 },
    };
    const installation = {
      ...INSTALLATION,
      tenants: { perMinute: { perPerson: 5, perTenant: 9 }, qualityWeights: { max: 7, high: 1 } },
    };
    const standing = stand(tenant, { installation });
    expect(standing).toMatchObject({
      asksEvery: true,
      qualityWeights: { max: 7, high: 2 },
      perMinute: { perPerson: 5, perTenant: 30 },
      running: { perPerson: 1 },
      credits: { confirmAbove: 8, weights: { 'a/1': 3 } },
    });
    expect(
      standing.because.map(({ what, value, by }) => `${what}: ${value} (${by.includes('Easel') ? 'Easel' : 'here'})`),
    ).toEqual([
      'allowance: 40 (Easel)',
      'period: day, by the clocks of UTC (Easel)',
      'model weights: a/1 x3 (here)',
      'quality weights: high x2 (here)',
      'quality weights: max x7 (Easel)',
      'asks first above: 8 (here)',
      'running at once: 1 of one person (here)',
      'requests a minute: 5 of one person (Easel)',
      'requests a minute: 30 of all together (here)',
    ]);
  });

  it('never makes a request impossible to judge, whatever is stored', () => {
    const odd = fc.oneof(fc.integer(), fc.double(), fc.constant(undefined));
    fc.assert(
      fc.property(odd, fc.string(), odd, fc.integer({ min: 0, max: 4e12 }), (allowance, timeZone, channel, now) => {
        const tenant = {
          timeZone,
          ...(allowance !== undefined && { allowance }),
          channels: { art: { ...(channel !== undefined && { allowance: channel }) } },
        };
        for (const purse of stand(tenant, { now }).purses) {
          expect(purse.allowance).toBeGreaterThanOrEqual(0);
          expect(Number.isSafeInteger(purse.allowance)).toBe(true);
          expect(purse.endsAt).toBeGreaterThan(now);
        }
      }),
    );
  });
});
