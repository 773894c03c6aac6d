import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { EaselError } from '#src/domain/errors.ts';
import type { QueuedJob } from '#src/ports/job-queue.ts';
import type { RunningJob } from './forecast.ts';
import { LINE_SCRIPTS } from './line-scripts.ts';
import { type Bounds, type Line, waitingJobs } from './turns.ts';

/** A start that was given: which one of the job it is, and who can run it. */
export interface Start {
  readonly jobId: string;
  readonly turn: number;
  readonly home: string;
}

/** The line at one moment. */
export interface Seen {
  readonly line: Line;
  readonly running: readonly RunningJob[];
}

/** A job with every bound it is held to, so that all processes count alike. */
interface LineJob extends Omit<QueuedJob, 'bounds' | 'home'> {
  readonly home: string;
  readonly perPerson: number;
  readonly perTenant?: number;
  readonly perProvider: number;
}

export interface Look {
  /** How long the process counts as alive. */
  readonly aliveMs: number;
  /** How long ago starts were given that should have reached somebody. */
  readonly ageMs: number;
  /** Homes that it takes jobs of. */
  readonly serves: readonly string[];
}

export interface LineParts {
  /** Gives up soon. */
  readonly redis: Redis;
  /** Before every key. */
  readonly prefix: string;
  readonly bounds: Bounds;
}

/** The line of all processes. Every call rejects with `store-unavailable` where Redis does not answer. */
export function createRedisLine({ redis, prefix, bounds }: LineParts) {
  const call = scriptsOf(redis, prefix);

  return {
    async add(job: QueuedJob, home: string, how?: 'anew'): Promise<void> {
      await call('add', job.jobId, job.personKey, JSON.stringify(lineJob(job, home, bounds)), how ?? '');
    },
    /** Gives starts to whoever may start. */
    next: async (): Promise<readonly Start[]> => startsIn(await call('next')),
    /** @returns why it was canceled, or an empty text; nothing where this start is over. */
    async begin({ jobId, turn }: Start, by: string): Promise<string | undefined> {
      const answer = await call('begin', jobId, turn, by);
      return typeof answer === 'string' ? answer : undefined;
    },
    /** @param news `room` where this process gives no more starts, so that another one has to. */
    async end({ jobId, turn }: Start, by: string, news: 'line' | 'room' = 'line'): Promise<void> {
      await call('end', jobId, turn, by, news);
    },
    async cancel(jobId: string, reason: string): Promise<'waiting' | 'running' | 'absent'> {
      const answer = await call('cancel', jobId, reason);
      return answer === 'waiting' || answer === 'running' ? answer : 'absent';
    },
    see: async (): Promise<Seen> => seenIn(await call('see')),
    /** Says that this process lives and whose jobs it takes; sometimes it is told of starts that were given some time ago. */
    look: async (home: string, { aliveMs, ageMs, serves }: Look): Promise<readonly Start[]> =>
      startsIn(await call('look', home, aliveMs, ageMs, JSON.stringify(serves))),
    async leave(home: string): Promise<void> {
      await call('leave', home);
    },
    has: (jobId: string): Promise<boolean> => tried(async () => (await redis.hexists(`${prefix}jobs`, jobId)) === 1),
    reserve: async ({ jobId, personKey }: Someone, limit: number): Promise<boolean> =>
      (await call('reserve', jobId, personKey, Number.isFinite(limit) ? limit : '', RESERVED_MS)) === 1,
    giveUp: async ({ jobId, personKey }: Someone): Promise<void> => {
      await call('giveUp', jobId, personKey);
    },
  };
}

/** A place that nobody gives back, because its process is gone; whoever goes on with its job has it, and no request is made ready for so long. */
const RESERVED_MS = 900_000;

type Someone = Pick<QueuedJob, 'jobId' | 'personKey'>;

export type RedisLine = ReturnType<typeof createRedisLine>;

type Script = keyof typeof LINE_SCRIPTS;

function scriptsOf(redis: Redis, prefix: string) {
  const digests = new Map(
    Object.entries(LINE_SCRIPTS).map(([name, text]) => [name, createHash('sha1').update(text).digest('hex')]),
  );
  return (name: Script, ...values: readonly (string | number)[]): Promise<unknown> =>
    tried(() =>
      redis.evalsha(digests.get(name) ?? '', 1, prefix, ...values).catch((thrown: unknown) => {
        // A server that was started anew has forgotten it; nothing of it was run.
        if (thrown instanceof Error && thrown.message.startsWith('NOSCRIPT'))
          return redis.eval(LINE_SCRIPTS[name], 1, prefix, ...values);
        throw thrown;
      }),
    );
}

async function tried<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new EaselError('store-unavailable', {}, { cause });
  }
}

function lineJob({ bounds: own, ...job }: QueuedJob, home: string, { perPerson, perProvider }: Bounds): LineJob {
  const { perTenant } = own ?? {};
  return {
    ...job,
    home,
    perPerson: own?.perPerson ?? perPerson,
    perProvider: perProvider(job.provider),
    ...(perTenant !== undefined && Number.isFinite(perTenant) && { perTenant }),
  };
}

/** Back as it was added; its person's and its provider's bound are part of it now. */
function queuedJob({ perPerson, perTenant, perProvider: _all, ...job }: LineJob): QueuedJob {
  return { ...job, bounds: { perPerson, ...(perTenant !== undefined && { perTenant }) } };
}

/** Our own scripts answer so. */
const startsIn = (answer: unknown): readonly Start[] =>
  (answer as readonly [string, number, string][]).map(([jobId, turn, home]) => ({ jobId, turn, home }));

function seenIn(answer: unknown): Seen {
  // As our own script answers.
  const [turns, kept, runs] = answer as [[string, string[]][], string[], string[]];
  const jobs = new Map(pairsOf(kept).map(([id, text]) => [id, queuedJob(JSON.parse(text) as LineJob)]));
  const line = turns.map(([personKey, ids]) => ({ personKey, jobs: ids.flatMap((id) => jobs.get(id) ?? []) }));
  const running = pairsOf(runs).flatMap(([id, text]) => {
    const job = jobs.get(id);
    return job ? [{ job, startedAt: (JSON.parse(text) as { at: number }).at }] : [];
  });
  return { line: line.filter(({ jobs: waiting }) => waiting.length > 0), running };
}

const pairsOf = (flat: readonly string[]): readonly (readonly [string, string])[] =>
  flat.flatMap((value, index) => (index % 2 === 0 ? [[value, flat[index + 1] ?? ''] as const] : []));

/** Everybody who waits. */
export const waitingIn = ({ line }: Seen): readonly QueuedJob[] => waitingJobs(line);
