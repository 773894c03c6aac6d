import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWhatIf } from '#src/app/rules/what-if.ts';
import type { PolicyChange } from '#src/domain/rules/policy-change.ts';
import { ABLE } from '../../fixtures/model-entries.ts';
import { openKit } from '../open-kit.ts';
import { line } from './usage-kit.ts';

const MINUTE_MS = 60_000;
const everyone = { kind: 'everyone' } as const;

async function open(allowance = 10) {
  const kit = openKit({ entries: [ABLE], policy: { allowance } });
  const now = kit.clock.now();
  await kit.clock.advance(6 * 60 * MINUTE_MS);
  let names = 0;
  const spent = (more: Parameters<typeof line>[1] = {}, minutes = names) =>
    kit.whole.usage.lines.write('guild', `line-${++names}`, line(now + minutes * MINUTE_MS, more));
  const whatIf = createWhatIf(kit.whole);
  const asked = async (...changes: readonly PolicyChange[]) => {
    const { before, after } = await whatIf('guild', changes, 7);
    return [before.credits, before.refused, after.credits, after.refused];
  };
  return { ...kit, spent, whatIf, asked };
}

describe('the last days under other rules', () => {
  it('would have refused what a smaller allowance does not reach for, in the order of time', async () => {
    const { spent, asked, whatIf } = await open();
    for (let time = 0; time < 4; time++) await spent();
    await spent({ personId: 'bob' });
    const change = { kind: 'allowance', subject: everyone, amount: 5 } as const;
    expect(await asked(change)).toEqual([10, 0, 6, 2]);
    const { changed } = await whatIf('guild', [change], 7);
    expect(changed.map(({ personId, after }) => [personId, after.refused])).toEqual([['ada', 2]]);
  });

  it('would have let through what a larger one reaches for', async () => {
    const { spent, asked } = await open(4);
    for (const refused of [undefined, undefined, 'not-enough-credits'])
      await spent(refused === undefined ? {} : { refused, pictures: 0 });
    expect(await asked({ kind: 'allowance', subject: everyone, amount: 6 })).toEqual([4, 1, 6, 0]);
  });

  it('spare what no rule decided', async () => {
    const { spent, asked } = await open();
    await spent({ refused: 'content-rule', pictures: 0 });
    await spent({ refused: 'paused', pictures: 0 });
    expect(await asked({ kind: 'allowance', subject: everyone, amount: 1000 })).toEqual([0, 2, 0, 2]);
  });

  it('count what would have been paid from grants as paid', async () => {
    const { spent, asked, ledger } = await open();
    await ledger.grant('guild:ada', 2, { id: 'grant', actor: 'mod', reason: 'more' });
    for (let time = 0; time < 3; time++) await spent();
    expect(await asked({ kind: 'allowance', subject: everyone, amount: 2 })).toEqual([6, 0, 4, 1]);
  });

  it.each<[string, PolicyChange, readonly number[]]>([
    ['a model costs more', { kind: 'weight', of: 'model', name: 'able', weight: 3 }, [8, 0, 24, 0]],
    ['a quality costs more', { kind: 'weight', of: 'quality', name: 'high', weight: 8 }, [8, 0, 14, 0]],
    ['a channel is quiet', { kind: 'place', channelId: 'cats', rule: { quiet: true } }, [8, 0, 6, 1]],
    ['only other modes are allowed', { kind: 'place', rule: { modes: ['edit'] } }, [8, 0, 0, 4]],
    ['fewer pictures at once are allowed', { kind: 'place', rule: { maxCount: 2 } }, [8, 0, 6, 1]],
    ['somebody is blocked', { kind: 'block', personId: 'bob', reason: 'spam' }, [8, 0, 6, 1]],
    ['all together have less', { kind: 'allowance', subject: { kind: 'tenant' }, amount: 5 }, [8, 0, 4, 2]],
    ['a channel has less', { kind: 'allowance', subject: { kind: 'channel', id: 'cats' }, amount: 1 }, [8, 0, 6, 1]],
    ['money is short', { kind: 'budget', budget: { usdMicros: 100_000, warnAt: 0.8 } }, [8, 0, 4, 2]],
    ['people have to wait', { kind: 'per-minute', bounds: { perTenant: 1 } }, [8, 0, 2, 3]],
  ])('show what happens where %s', async (_, change, outcome) => {
    const { spent, asked } = await open(100);
    await spent({ quality: 'high' }, 0);
    await spent({ pictures: 3 }, 0);
    await spent({ channelId: 'cats' }, 0);
    await spent({ personId: 'bob' }, 0);
    expect(await asked(change)).toEqual(outcome);
  });

  it('are the same under the same rules, whatever happened', async () => {
    const some = fc.record({
      personId: fc.constantFrom('ada', 'bob'),
      credits: fc.nat(9),
      refused: fc.option(fc.constantFrom('not-enough-credits', 'rule-forbids', 'content-rule'), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(some, { maxLength: 20 }), async (lines) => {
        const { spent, whatIf } = await open(10);
        for (const { refused, ...rest } of lines) await spent(refused === undefined ? rest : { ...rest, refused });
        const { before, after, changed } = await whatIf('guild', [{ kind: 'period', period: undefined }], 7);
        expect(after).toEqual(before);
        expect(changed).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
