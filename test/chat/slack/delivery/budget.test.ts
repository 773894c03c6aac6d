import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBudget } from '#src/chat/slack/delivery/budget.ts';
import type { Workspace } from '#src/chat/slack/origin.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';

const workspace = (teamId: string): Workspace => ({ teamId, enterpriseId: null, isEnterpriseInstall: false });
const HERE = workspace('T1');

function taken(times: number, kind: 'phase' | 'percent') {
  const clock = createManualClock();
  const budget = createBudget(clock);
  const waits = Array.from({ length: times }, () => budget.take(HERE, kind));
  return { clock, budget, given: waits.filter((ms) => ms === 0).length };
}

describe('the edits of a workspace', () => {
  it('are 40 a minute, of which mere percentages get 30', () => {
    expect(taken(50, 'phase').given).toBe(40);
    expect(taken(50, 'percent').given).toBe(30);
  });

  it('leave room for new phases where percentages have used up theirs', () => {
    const { budget } = taken(50, 'percent');
    expect(budget.take(HERE, 'percent')).toBe(60_000);
    expect(budget.take(HERE, 'phase')).toBe(0);
  });

  it('are counted for each workspace by itself', () => {
    const { budget } = taken(50, 'phase');
    expect(budget.take(workspace('T2'), 'phase')).toBe(0);
  });

  it('stop for as long as Slack says', async () => {
    const { clock, budget } = taken(1, 'phase');
    budget.close(HERE, 7000);
    expect(budget.take(HERE, 'phase')).toBe(7000);
    expect(budget.take(workspace('T2'), 'phase')).toBe(0);
    await clock.advance(7000);
    expect(budget.take(HERE, 'phase')).toBe(0);
  });

  it('are never more than 40 in any minute, and whoever waits as told gets one', () => {
    const asks = fc.array(fc.record({ ms: fc.nat(5000), isPhase: fc.boolean() }), { maxLength: 200 });
    fc.assert(
      fc.property(asks, (steps) => {
        let now = 0;
        const budget = createBudget({ now: () => now });
        const given: number[] = [];
        for (const { ms, isPhase } of steps) {
          now += ms;
          const wait = budget.take(HERE, isPhase ? 'phase' : 'percent');
          if (wait === 0) given.push(now);
          expect(wait).toBeLessThanOrEqual(60_000);
        }
        for (const at of given)
          expect(given.filter((one) => one > at - 60_000 && one <= at).length).toBeLessThanOrEqual(40);
        const wait = budget.take(HERE, 'percent');
        now += wait;
        if (wait > 0) expect(budget.take(HERE, 'percent')).toBe(0);
      }),
    );
  });
});
