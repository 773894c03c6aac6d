import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createRedisLine } from '#src/queue/redis-line.ts';
import { join, type Line, leave, nextJob, takeTurn, waitingJobs } from '#src/queue/turns.ts';
import { job } from '../contracts/job-queue.ts';
import { realRedis } from '../fakes/real-stores.ts';
import { someBounds, someJobs } from './line-arbitraries.ts';

const ALIVE_MS = 2000;
const PATIENT = { timeout: 20_000, interval: 100 };

/** What happens to a job after it was added: more starts are given, one that runs ends, one that waits leaves. */
const someEvents = fc.array(fc.record({ kind: fc.constantFrom('next', 'end', 'leave'), pick: fc.nat({ max: 40 }) }), {
  maxLength: 40,
});

describe.skipIf(realRedis.missing)(`the line in Redis${realRedis.missing ?? ''}`, () => {
  let redis: Redis;
  beforeAll(() => {
    redis = new Redis(realRedis.url);
  });
  afterAll(() => redis.disconnect());

  it('leaves a process its jobs where nobody had looked for a while, and takes them out of one that stays silent', async () => {
    const prefix = `easel-test-${process.pid}-silent:`;
    const line = createRedisLine({ redis, prefix, bounds: { perPerson: 1, perProvider: () => 1 } });
    onTestFinished(async () => void (await redis.del(...(await redis.keys(`${prefix}*`)))));
    const look = (home: string) => line.look(home, ALIVE_MS, 0, 0);
    await look('process-one');
    await look('process-two');
    await line.add(job('a1'), 'process-two');
    // As without Redis: nobody can say that they live.
    await expect.poll(() => redis.exists(`${prefix}alive:process-two`), PATIENT).toBe(0);
    await expect.poll(() => redis.exists(`${prefix}looked`), PATIENT).toBe(0);
    await look('process-one');
    expect(await line.has('a1')).toBe(true);
    const stillThere = async () => {
      await look('process-one');
      return line.has('a1');
    };
    await expect.poll(stillThere, PATIENT).toBe(false);
  });

  it('gives starts to the same jobs in the same order as the rules of turns', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(someJobs, someBounds, someEvents, async (jobs, bounds, events) => {
        const prefix = `easel-test-${process.pid}-${round++}:`;
        const real = createRedisLine({ redis, prefix, bounds });
        let [line, running, started, given]: [Line, typeof jobs, string[], Map<string, number>] = [
          [],
          [],
          [],
          new Map(),
        ];
        const startAll = async () => {
          const expected: string[] = [];
          for (let job = nextJob(line, running, bounds); job; job = nextJob(line, running, bounds)) {
            line = takeTurn(line, job);
            running = [...running, job];
            expected.push(job.jobId);
          }
          const starts = await real.next(1);
          for (const { jobId, turn } of starts) given.set(jobId, turn);
          expect(starts.map(({ jobId }) => jobId)).toEqual(expected);
          started = [...started, ...expected];
        };
        for (const job of jobs) {
          line = join(line, job);
          await real.add(job, 'platform-chat');
        }
        for (const { kind, pick } of events) {
          const ending = running[pick % Math.max(1, running.length)];
          const leaving = waitingJobs(line)[pick % Math.max(1, waitingJobs(line).length)];
          if (kind === 'next') await startAll();
          else if (kind === 'end' && ending) {
            running = running.filter((job) => job !== ending);
            await real.end({ jobId: ending.jobId, turn: given.get(ending.jobId) ?? 0, home: '' });
          } else if (kind === 'leave' && leaving) {
            line = leave(line, leaving);
            expect(await real.cancel(leaving.jobId, '')).toBe('waiting');
          }
        }
        await startAll();
        const seen = await real.see();
        const ids = (turns: Line) =>
          turns.map(({ personKey, jobs: own }) => [personKey, own.map(({ jobId }) => jobId)]);
        expect(ids(seen.line)).toEqual(ids(line));
        expect(seen.running.map(({ job }) => job.jobId).toSorted()).toEqual(
          running.map(({ jobId }) => jobId).toSorted(),
        );
        const left = await redis.keys(`${prefix}*`);
        if (left.length > 0) await redis.del(...left);
      }),
      { numRuns: 60 },
    );
  });
});
