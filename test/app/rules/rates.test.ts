import { describe, expect, it } from 'vitest';
import { createRates, type StoredRate } from '#src/app/rules/rates.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { openRuled } from './rule-kit.ts';

const standing = (personId: string, perMinute: { perPerson?: number; perTenant?: number }) => ({
  where: { tenantId: 'guild', personId, roles: [], channelId: 'art' },
  perMinute,
});

function open() {
  const clock = createManualClock();
  let ahead = 0;
  const rates = createDocuments<StoredRate>(createMemoryStorage(), 'rates');
  const counts = createRates({ rates, clock: { ...clock, now: () => clock.now() + ahead } });
  let asked = 0;
  return {
    clock,
    /** Puts the clock of the process forward or back. */
    bend(ms: number): void {
      ahead += ms;
    },
    counts,
    /** Whether a request gets through. */
    mayAsk: (personId = 'ada', perMinute: Parameters<typeof standing>[1] = { perPerson: 3 }, id = `job-${++asked}`) =>
      counts.count(id, standing(personId, perMinute)).then(
        () => true,
        (error: unknown) => error,
      ),
  };
}

describe('requests a minute', () => {
  it('are as many as allowed in any minute, and the refusal says when there is room', async () => {
    const { mayAsk, clock } = open();
    for (const wait of [0, 10_000, 10_000]) {
      await clock.advance(wait);
      expect(await mayAsk()).toBe(true);
    }
    expect(await mayAsk()).toMatchObject({
      code: 'too-fast',
      details: { perMinute: 3, of: 'person', moreAt: Date.UTC(2026, 0, 1, 0, 1) },
    });
    await clock.advance(40_000);
    expect(await mayAsk()).toBe(true);
    expect(await mayAsk()).toMatchObject({ code: 'too-fast', details: { moreAt: Date.UTC(2026, 0, 1, 0, 1, 10) } });
  });

  it('count one request once, however often it is taken up', async () => {
    const { mayAsk } = open();
    for (let time = 0; time < 5; time++) expect(await mayAsk('ada', { perPerson: 1 }, 'same')).toBe(true);
    expect(await mayAsk('ada', { perPerson: 1 })).toMatchObject({ code: 'too-fast' });
  });

  it('are bounded for all together, and what is refused there counts for nobody', async () => {
    const { mayAsk } = open();
    const both = { perPerson: 2, perTenant: 3 };
    for (const person of ['ada', 'ben', 'cleo']) expect(await mayAsk(person, both)).toBe(true);
    for (let time = 0; time < 3; time++)
      expect(await mayAsk('ada', both)).toMatchObject({ details: { of: 'tenant', perMinute: 3 } });
    expect(await mayAsk('ada', { perPerson: 2 })).toBe(true);
  });

  it('let exactly so many of two hundred through that come at once', async () => {
    const { mayAsk } = open();
    const all = await Promise.all(Array.from({ length: 200 }, () => mayAsk('ada', { perPerson: 10, perTenant: 50 })));
    expect(all.filter((each) => each === true)).toHaveLength(10);
  });

  it('keep nobody waiting for long after a clock went back', async () => {
    const { mayAsk, bend, clock } = open();
    for (let time = 0; time < 3; time++) await mayAsk();
    bend(-3_600_000);
    expect(await mayAsk()).toBe(true);
    bend(3_600_000);
    await clock.advance(1000);
    bend(-30_000);
    for (let time = 0; time < 4; time++) await mayAsk();
    expect(await mayAsk()).toMatchObject({ code: 'too-fast' });
    await clock.advance(120_000);
    expect(await mayAsk()).toBe(true);
  });

  it('are looked at without counting', async () => {
    const { counts, mayAsk } = open();
    const one = standing('ada', { perPerson: 1 });
    await counts.look(one);
    await counts.look(one);
    await mayAsk('ada', { perPerson: 1 });
    await expect(counts.look(one)).rejects.toMatchObject({ code: 'too-fast' });
  });
});

describe('two hundred requests of one person at once', () => {
  it('make as many as the minute allows, two at a time, and hold nothing for the others', async () => {
    let running = 0;
    let most = 0;
    const kit = await openRuled(
      [
        { kind: 'per-minute', bounds: { perPerson: 9 } },
        { kind: 'running', bounds: { perPerson: 2 } },
      ],
      {
        policy: { allowance: 1000 },
        async generate({ options }) {
          most = Math.max(most, ++running);
          await new Promise<void>((resolve) => setImmediate(resolve));
          running--;
          const { PICTURE } = await import('../open-kit.ts');
          return { ...PICTURE, pictures: PICTURE.pictures.slice(0, options.count) };
        },
      },
    );
    const events = Array.from({ length: 200 }, (_, index) => `event-many-${index}`);
    await Promise.all(events.map((id) => kit.talk.ask({ id, options: { prompt: 'a fox' } })));
    const ends = await Promise.all(events.map((id) => kit.ended(id)));
    expect(ends.filter(({ result }) => result)).toHaveLength(9);
    const codes = new Set(ends.flatMap(({ failure }) => failure?.failure.code ?? []));
    expect([...codes].every((code) => code === 'too-fast' || code === 'too-many-jobs')).toBe(true);
    expect(most).toBe(2);
    expect(await kit.balance()).toEqual({ available: 1000 - 18, held: 0 });
  });
});
