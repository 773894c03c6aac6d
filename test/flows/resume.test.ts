import { createHash } from 'node:crypto';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Parts } from '#src/app/parts.ts';
import type { Job } from '#src/domain/job.ts';
import type { Fault } from '#src/simulator/faults.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import {
  createQuickClock,
  expectFailed,
  expectMade,
  type FaultFlowOptions,
  newPerson,
  openFaultFlow,
} from './fault-kit.ts';
import type { Flow } from './open-flow.ts';
import { openedOf } from './pixels.ts';

/** One picture a call, so that several pictures are several predictions. */
const REPLICATE = 'replicate/qwen-image-2';
const RUNWARE = 'runware/flux-dev';

const NEVER = new Promise<never>(() => {});

/** A process that comes no further once the provider's name for a task is kept: all that a later one can know of it. */
const frozenOnceNamed = (parts: Parts, isFrozen: (call: number) => boolean = () => true): Parts => {
  let calls = 0;
  return {
    ...parts,
    async modelOf(modelId) {
      const model = await parts.modelOf(modelId);
      return {
        ...model,
        generate: (request, run) => {
          const call = calls++;
          const onTask = async (taskId: string) => {
            await run.onTask(taskId);
            if (isFrozen(call)) await NEVER;
          };
          return model.generate(request, { ...run, onTask });
        },
      };
    },
  };
};

/** A process that comes no further than its first pause, which for Runware is after the task was sent. */
const frozenInPause = (): FaultFlowOptions => ({ clock: { ...createQuickClock(), sleep: () => NEVER } });

const onceNamed = (): FaultFlowOptions => ({ wrap: (parts) => frozenOnceNamed(parts) });

interface Leaving extends FaultFlowOptions {
  readonly asked: Readonly<Record<string, string | number>>;
  /** When it is left; as soon as its first task has a name and was taken unless told. */
  readonly isThere?: (job: Job, flow: Flow) => boolean;
  readonly fault?: Fault;
}

interface Left {
  readonly first: Flow;
  readonly user: string;
  readonly messageId: string;
  readonly job: Job;
  readonly taskId: string;
}

const isTaken = ({ taskIds }: Job, { simulator }: Flow): boolean => Boolean(taskIds?.['0']) && simulator.taken === 1;

/** A job that a process left in the middle, at the moment that is told. */
async function left({ asked, isThere = isTaken, fault, ...options }: Leaving): Promise<Left> {
  let drawn = 0;
  const simulator = await startSimulator({ paceMs: 0, newSalt: () => `${++drawn}` });
  if (fault) simulator.fail(fault);
  const first = await openFaultFlow({ simulator, ...options });
  const user = newPerson();
  const { id: messageId } = await first.talk.ask({ user, options: { prompt: 'a fox', ...asked } });
  const job = await vi.waitFor(
    async () => {
      const [found] = await first.easel.jobs.unfinished();
      if (!found || !isThere(found, first)) throw new Error('It is not there yet.');
      return found;
    },
    { timeout: 10_000, interval: 10 },
  );
  await first.easel.engine.stop(0);
  await first.easel.close();
  return { first, user, messageId, job, taskId: job.taskIds?.['0'] ?? '' };
}

/** The next process over the same data. */
async function next({ first }: Left, options: FaultFlowOptions = {}): Promise<Flow> {
  const { dataDir, talk, simulator } = first;
  const second = await openFaultFlow({ dataDir, talk, simulator, ...options });
  onTestFinished(() => second.close());
  return second;
}

const bytesOf = (picture: Uint8Array): string => createHash('sha256').update(picture).digest('hex');

/** How often a picture was asked for, of whichever provider. */
const orders = ({ simulator }: Flow): number =>
  simulator.requests.filter(({ path, body }) => /predictions$|^\/$/.test(path) && !isQuestion(body)).length;

const isQuestion = (body: unknown): boolean => JSON.stringify(body ?? null).includes('getResponse');

const PROVIDERS: readonly [provider: string, model: string, cost: number, frozen: () => FaultFlowOptions][] = [
  ['Replicate', REPLICATE, 6, onceNamed],
  ['Runware', RUNWARE, 1, frozenInPause],
];

describe.each(PROVIDERS)('a job at %s whose process stopped in the middle', (provider, model, cost, frozen) => {
  it("ends with the very task's picture, billed and charged once", async () => {
    const before = await left({ asked: { model }, ...frozen() });
    const second = await next(before);
    const shown = await second.ended(before.messageId);
    await expectMade(second, shown, before.user, { pictures: 1, cost });
    expect(bytesOf(await openedOf(shown))).toBe(bytesOf(await outputOf(second, before.taskId)));
    const ended = await second.easel.jobs.get(before.job.id);
    expect(ended?.result?.providerRequestId).toBe(before.taskId);
    expect(shown.ends).toBe(1);
    expect([second.simulator.taken, orders(second)]).toEqual([1, 1]);
  });

  it('ends as unknown and uncharged where the provider has forgotten its task meanwhile', async () => {
    const before = await left({ asked: { model }, ...frozen() });
    await before.first.simulator.close();
    const port = Number(new URL(before.first.simulator.url).port);
    const simulator = await startSimulator({ port, paceMs: 0 });
    const second = await next(before, { simulator });
    const shown = await second.ended(before.messageId);
    const says = `Easel was restarted while ${provider} was drawing`;
    const failed = { code: 'outcome-unknown', blame: 'provider', state: 'outcome-unknown', says } as const;
    await expectFailed(second, shown, before.user, failed);
    expect(simulator.requests.length).toBeGreaterThan(0);
    expect([simulator.taken, orders(second)]).toEqual([0, 0]);
  });

  it('is told what its task came to where that failed', async () => {
    const before = await left({ asked: { model }, ...frozen(), fault: { kind: 'task_ends', as: 'failed' } });
    const second = await next(before);
    const shown = await second.ended(before.messageId);
    await expectFailed(second, shown, before.user, { code: 'provider-failed', blame: 'provider' });
    expect([second.simulator.taken, orders(second)]).toEqual([1, 1]);
  });
});

it('a job that had named its task but not sent it never sends it, for nobody can tell', async () => {
  const isThere = ({ taskIds }: Job) => Boolean(taskIds?.['0']);
  const before = await left({ asked: { model: RUNWARE }, ...onceNamed(), isThere });
  const second = await next(before);
  const shown = await second.ended(before.messageId);
  const failed = { code: 'outcome-unknown', blame: 'provider', state: 'outcome-unknown' } as const;
  await expectFailed(second, shown, before.user, failed);
  expect([second.simulator.taken, orders(second)]).toEqual([0, 0]);
});

describe('three calls of one job whose process stopped in the middle', () => {
  it('one answered, one with a task and one never sent end as three pictures, each billed once', async () => {
    let asked = 0;
    const wrap = (parts: Parts): Parts => {
      const frozen = frozenOnceNamed(parts, (call) => call > 0);
      // The third never gets as far as being marked as sent.
      return { ...frozen, modelOf: (modelId) => (++asked > 2 ? NEVER : frozen.modelOf(modelId)) };
    };
    const isThere = ({ taskIds }: Job, { log }: Flow) =>
      Boolean(taskIds?.['0'] && taskIds['1']) && log.lines.some(({ message }) => message === 'Pictures stored');
    const before = await left({ asked: { model: REPLICATE, n: 3 }, wrap, isThere });
    expect(Object.keys(before.job.taskIds ?? {})).toEqual(['0', '1']);
    const second = await next(before);
    const shown = await second.ended(before.messageId);
    await expectMade(second, shown, before.user, { pictures: 3, cost: 18 });
    expect([second.simulator.taken, orders(second)]).toEqual([3, 3]);
    for (const [at, taskId] of Object.entries(before.job.taskIds ?? {}))
      expect(bytesOf(await openedOf(shown, Number(at)))).toBe(bytesOf(await outputOf(second, taskId)));
  });

  it('one that was sent and has no name is left out, and only the others are charged', async () => {
    const named = ({ taskIds = {} }: Job) => Object.values(taskIds).filter((taskId) => taskId !== '').length;
    const isThere = (job: Job, flow: Flow) => named(job) === 2 && orders(flow) === 3;
    const fault = { kind: 'hang_before_headers' } as const;
    const before = await left({ asked: { model: REPLICATE, n: 3 }, ...onceNamed(), isThere, fault });
    const second = await next(before);
    const shown = await second.ended(before.messageId);
    const warns = '2 of 3 pictures arrived whole; you pay only for those. Easel was restarted while';
    await expectMade(second, shown, before.user, { pictures: 2, cost: 12, warns });
    expect([second.simulator.taken, orders(second)]).toEqual([3, 3]);
  });
});

/** What a task made, asked for as anybody could. */
async function outputOf({ simulator: { url } }: Flow, taskId: string): Promise<Uint8Array> {
  const headers = { authorization: 'Bearer anybody' };
  const isReplicate = !taskId.includes('-');
  const body = JSON.stringify([{ taskType: 'getResponse', taskUUID: taskId }]);
  const told = isReplicate
    ? await fetch(`${url}/replicate/v1/predictions/${taskId}`, { headers })
    : await fetch(`${url}/runware/v1`, { method: 'POST', headers, body });
  const { output, data } = JSON.parse(await told.text());
  const made = await fetch(isReplicate ? [output].flat()[0] : data[0].imageURL);
  return new Uint8Array(await made.arrayBuffer());
}
