import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readEasel } from '../crash/read-easel.ts';
import { openOwnRedis, ownRedisMissing } from '../fakes/own-redis.ts';
import { openFleet } from './open-fleet.ts';

const SLOW = 120_000;
const PATIENT = { timeout: 40_000, interval: 50 };
/** Longer than a command waits for its answer, and than BullMQ's lock holds. */
const GONE_MS = 4000;

const names = (count: number) => Array.from({ length: count }, (_, index) => `job-${index}`);

describe.skipIf(ownRedisMissing)(
  `several processes whose Redis fails${ownRedisMissing ? `: ${ownRedisMissing}` : ''}`,
  () => {
    it.each(['stands still', 'is killed'] as const)(
      'end every job once, each paid once, where it %s in the middle',
      async (how) => {
        const { fleet, redis } = await open(900);
        const gateway = await fleet.join('gateway', 'none');
        await Promise.all([fleet.join('first', 'jobs'), fleet.join('second', 'jobs')]);
        const asked = names(12);
        for (const [index, name] of asked.entries()) gateway.ask(name, `person-${index % 4}`);
        // What is asked of a Redis that is gone is refused, so all are to be in line before.
        await expect
          .poll(() => new Set(fleet.shown().map(({ messageId }) => messageId)).size, PATIENT)
          .toBe(asked.length);
        await expect.poll(() => fleet.ends().length, PATIENT).toBeGreaterThan(1);
        if (how === 'is killed') await redis.kill();
        else redis.stop();
        await pause(GONE_MS);
        if (how === 'is killed') await redis.startAgain();
        else redis.goOn();
        await expect
          .poll(() => new Set(fleet.ends().map(({ messageId }) => messageId)).size, PATIENT)
          .toBe(asked.length);
        await expectNothingLeft(fleet.folder);
        expect(
          fleet
            .ends()
            .map(({ kind, messageId }) => `${kind} ${messageId}`)
            .toSorted(),
        ).toEqual(asked.map((name) => `result ${name}`).toSorted());
        expect(fleet.simulator.requests).toHaveLength(asked.length);
      },
      SLOW,
    );

    it(
      'never run later what was refused because it stood still',
      async () => {
        const { fleet, redis } = await open(0);
        const gateway = await fleet.join('gateway', 'none');
        await fleet.join('worker', 'jobs');
        redis.stop();
        gateway.ask('refused', 'ada');
        await expect
          .poll(() => fleet.ends().map(({ kind, text }) => `${kind} ${text}`), PATIENT)
          .toEqual(['failure store-unavailable']);
        redis.goOn();
        gateway.ask('taken', 'ada');
        await expect
          .poll(() => fleet.ends().map(({ kind, messageId }) => `${kind} ${messageId}`), PATIENT)
          .toEqual(['failure refused', 'result taken']);
        await pause(GONE_MS);
        expect(fleet.simulator.requests).toHaveLength(1);
        await expectNothingLeft(fleet.folder);
        const left = await readEasel(fleet.folder, ({ engine }) =>
          engine.balance({ tenantId: 'guild', personId: 'ada' }),
        );
        expect(left).toMatchObject({ available: 38, held: 0 });
      },
      SLOW,
    );

    async function open(paceMs: number) {
      const redis = await openOwnRedis();
      onTestFinished(redis.close);
      return { redis, fleet: await openFleet({ paceMs, redisUrl: redis.url }) };
    }
  },
);

async function expectNothingLeft(folder: string): Promise<void> {
  const unfinished = () => readEasel(folder, async ({ jobs }) => (await jobs.unfinished()).length);
  await expect.poll(unfinished, { timeout: 20_000, interval: 200 }).toBe(0);
}
