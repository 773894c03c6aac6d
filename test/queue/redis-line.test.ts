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
    const look = (home: string) => line.look(home, { aliveMs: ALIVE_MS, ageMs: 0, serves: [home] });
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

  it('gives no starts to a home that nobody serves, and takes back what was given to one, so that others have the room', async () => {
    const prefix = `easel-test-${process.pid}-unserved:`;
    const line = createRedisLine({ redis, prefix, bounds: { perPerson: 1, perProvider: () => 1 } });
    onTestFinished(async () => void (await redis.del(...(await redis.keys(`${prefix}*`)))));
    const look = (home: string, ...serves: string[]) => line.look(home, { aliveMs: ALIVE_MS, ageMs: 0, serves });
    await look('process-worker', 'process-worker', 'platform-chat');
    await line.add(job('a1'), 'platform-chat');
    expect(await line.next()).toMatchObject([{ jobId: 'a1' }]);
    await line.add(job('b1'), 'process-api');
    await look('process-api', 'process-api');
    // The worker dies before it begins: one provider has room for one.
    expect(await line.next()).toEqual([]);
    const given = async () => {
      await look('process-api', 'process-api');
      return (await line.next()).map(({ jobId }) => jobId);
    };
    await expect.poll(given, PATIENT).toEqual(['b1']);
    const { line: waiting } = await line.see();
    expect(waitingJobs(waiting).map(({ jobId }) => jobId)).toEqual(['a1']);
    // Its own start is over: nobody begins it by that.
    expect(await line.begin({ jobId: 'a1', turn: 1, home: 'platform-chat' }, 'process-late')).toBeUndefined();
    // A worker that comes takes it.
    await line.end({ jobId: 'b1', turn: await turnOf('b1'), home: 'process-api' }, 'process-api');
    await look('process-new', 'platform-chat');
    expect(await line.next()).toMatchObject([{ jobId: 'a1' }]);

    async function turnOf(jobId: string): Promise<number> {
      return Number(JSON.parse((await redis.hget(`${prefix}runs`, jobId)) ?? '{}').turn);
    }
  });

  it('is told of an end by whoever has the job now alone', async () => {
    const prefix = `easel-test-${process.pid}-ends:`;
    const line = createRedisLine({ redis, prefix, bounds: { perPerson: 1, perProvider: () => 1 } });
    onTestFinished(async () => void (await redis.del(...(await redis.keys(`${prefix}*`)))));
    await line.look('process-one', { aliveMs: 60_000, ageMs: 60_000, serves: ['platform-chat'] });
    await line.add(job('a1'), 'platform-chat');
    const [start = expect.fail('no start')] = await line.next();
    await line.begin(start, 'stood-still');
    await line.begin(start, 'process-one');
    await line.end(start, 'stood-still');
    expect(await line.has('a1')).toBe(true);
    await line.end(start, 'process-one');
    expect(await line.has('a1')).toBe(false);
  });

  it('gives starts to the same jobs in the same order as the rules of turns', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(someJobs, someBounds, someEvents, async (jobs, bounds, events) => {
        const prefix = `easel-test-${process.pid}-${round++}:`;
        const real = createRedisLine({ redis, prefix, bounds });
        await real.look('process-one', { aliveMs: 60_000, ageMs: 60_000, serves: ['platform-chat'] });
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
          const starts = await real.next();
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
            await real.end({ jobId: ending.jobId, turn: given.get(ending.jobId) ?? 0, home: '' }, 'process-one');
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
