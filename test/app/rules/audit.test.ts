import { expect, it } from 'vitest';
import { createAudit } from '#src/app/rules/audit.ts';
import { createDecisions } from '#src/app/rules/decisions.ts';
import { createPolicyBook } from '#src/app/rules/policy-book.ts';
import { line, openUsage } from './usage-kit.ts';

const HOUR_MS = 3_600_000;

/** An audit that counts how many lines it read. */
function openAudit() {
  const kit = openUsage();
  const read = { lines: 0 };
  const usage = {
    lines: {
      ...kit.lines,
      async *within(...asked: Parameters<typeof kit.lines.within>) {
        for await (const found of kit.lines.within(...asked)) {
          read.lines++;
          yield found;
        }
      },
    },
  };
  const decisions = createDecisions(kit.documents);
  const audit = createAudit({
    ledger: { entries: async () => [] },
    jobs: { get: async () => undefined },
    book: createPolicyBook(kit.documents),
    decisions,
    usage,
    clock: kit.clock,
  });
  return { ...kit, audit, decisions, read };
}

it('reads no more hours than it needs for the newest lines, over days without any', async () => {
  const { audit, paid, clock, read } = openAudit();
  const first = clock.now();
  for (let each = 0; each < 240; each++) await paid(`paid-${each}`, first + each * (HOUR_MS / 10));
  await clock.advance(9 * 24 * HOUR_MS);
  const lines = await audit('guild', { kind: 'everyone' }, 15);
  const newest = Array.from({ length: 15 }, (_, back) => first + (239 - back) * (HOUR_MS / 10));
  expect(lines.map(({ at }) => at)).toEqual(newest);
  expect(read.lines).toBeLessThan(40);
});

it('finds what happened rarely too', async () => {
  const { audit, paid, clock } = openAudit();
  await paid('rare', clock.now(), line(clock.now(), { channelId: 'attic' }));
  for (let each = 1; each < 50; each++) await paid(`paid-${each}`, clock.now() + each * HOUR_MS);
  await clock.advance(3 * 24 * HOUR_MS);
  expect(await audit('guild', { kind: 'channel', id: 'attic' }, 5)).toHaveLength(1);
});

it('tells of a pause of whoever runs Easel, of this place and of all places', async () => {
  const { audit, decisions, clock } = openAudit();
  const pause = {
    at: clock.now(),
    by: 'operator',
    kind: 'pause',
    subject: { kind: 'tenant' },
    reason: 'repairs',
  } as const;
  await decisions.write('guild', 'one', pause);
  await decisions.write('*', 'two', pause);
  await decisions.write('elsewhere', 'three', pause);
  expect(await audit('guild', { kind: 'everyone' }, 9)).toMatchObject([
    { actor: 'operator', reason: 'repairs' },
    { actor: 'operator', reason: 'repairs' },
  ]);
});
