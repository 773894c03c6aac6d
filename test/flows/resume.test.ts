import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Parts } from '#src/app/parts.ts';
import type { Job } from '#src/domain/job.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { expectFailed, expectMade, type FaultFlowOptions, newPerson, openFaultFlow } from './fault-kit.ts';
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

interface Left {
  readonly first: Flow;
  readonly user: string;
  readonly messageId: string;
  readonly job: Job;
}

/** A job that a process left in the middle, at the moment that is told. */
async function left(
  asked: Readonly<Record<string, string | number>>,
  wrap: (parts: Parts) => Parts,
  isThere: (job: Job, flow: Flow) => boolean = ({ taskIds }) => Boolean(taskIds?.['0']),
  fault?: Parameters<Flow['simulator']['fail']>[0],
): Promise<Left> {
  const first = await openFaultFlow({ wrap });
  if (fault) first.simulator.fail(fault);
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
  return { first, user, messageId, job };
}

/** The next process over the same data. */
async function next({ first }: Left, options: FaultFlowOptions = {}): Promise<Flow> {
  const { dataDir, talk, simulator } = first;
  const second = await openFaultFlow({ dataDir, talk, simulator, ...options });
  onTestFinished(() => second.close());
  return second;
}

/** How often a picture was asked for, of whichever provider. */
const orders = ({ simulator }: Flow): number =>
  simulator.requests.filter(({ path, body }) => /predictions$|^\/$/.test(path) && !isQuestion(body)).length;

const isQuestion = (body: unknown): boolean => JSON.stringify(body ?? null).includes('getResponse');

describe('a job whose process stopped in the middle', () => {
  it("ends with the very prediction's picture, billed and charged once", async () => {
    const before = await left({ model: REPLICATE }, frozenOnceNamed);
    const second = await next(before);
    const shown = await second.ended(before.messageId);
    await expectMade(second, shown, before.user, { pictures: 1, cost: 6 });
    expect(await openedOf(shown)).toEqual(await outputOf(second, before.job.taskIds?.['0'] ?? ''));
    const ended = await second.easel.jobs.get(before.job.id);
    expect(ended?.result?.providerRequestId).toBe(before.job.taskIds?.['0']);
    expect(shown.ends).toBe(1);
    expect([second.simulator.taken, orders(second)]).toEqual([1, 1]);
  });

  it.each([
    ['Replicate', REPLICATE],
    ['Runware', RUNWARE],
  ])('ends as unknown and uncharged where %s has forgotten its task meanwhile', async (provider, model) => {
    const before = await left({ model }, frozenOnceNamed);
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

  it('that had not sent its task yet never sends it either, for nobody can tell', async () => {
    const before = await left({ model: RUNWARE }, frozenOnceNamed);
    const second = await next(before);
    const shown = await second.ended(before.messageId);
    const failed = { code: 'outcome-unknown', blame: 'provider', state: 'outcome-unknown' } as const;
    await expectFailed(second, shown, before.user, failed);
    expect([second.simulator.taken, orders(second)]).toEqual([0, 0]);
  });

  it.each([
    ['fails', { kind: 'task_ends', as: 'failed' }, 'provider-failed'],
    ['is blocked', { kind: 'moderation_blocked', stage: 'output' }, 'content-blocked'],
  ] as const)('is told what its prediction came to where that %s', async (_what, fault, code) => {
    const before = await left({ model: REPLICATE }, frozenOnceNamed, undefined, fault);
    const second = await next(before);
    const shown = await second.ended(before.messageId);
    const blame = code === 'content-blocked' ? 'prompt' : 'provider';
    await expectFailed(second, shown, before.user, { code, blame });
    expect([second.simulator.taken, orders(second)]).toEqual([1, 1]);
  });
});

describe('three calls of one job whose process stopped in the middle', () => {
  it('one answered, one with a task and one never sent end as three pictures, each billed once', async () => {
    let asked = 0;
    const wrap = (parts: Parts): Parts => {
      const frozen = frozenOnceNamed(parts, (call) => call > 0);
      // The third never gets as far as being marked as sent.
      return { ...frozen, modelOf: (modelId) => (++asked > 2 ? NEVER : frozen.modelOf(modelId)) };
    };
    const before = await left({ model: REPLICATE, n: 3 }, wrap, ({ taskIds }, { log }) => {
      const isAnswered = log.lines.some(({ message }) => message === 'Pictures stored');
      return isAnswered && Boolean(taskIds?.['0'] && taskIds['1']);
    });
    expect(Object.keys(before.job.taskIds ?? {})).toEqual(['0', '1']);
    const second = await next(before);
    const shown = await second.ended(before.messageId);
    await expectMade(second, shown, before.user, { pictures: 3, cost: 18 });
    expect([second.simulator.taken, orders(second)]).toEqual([3, 3]);
    for (const [at, taskId] of Object.entries(before.job.taskIds ?? {}))
      expect(await openedOf(shown, Number(at))).toEqual(await outputOf(second, taskId));
  });

  it('one that was sent and has no name is left out, and only the others are charged', async () => {
    const named = ({ taskIds = {} }: Job) => Object.values(taskIds).filter((taskId) => taskId !== '').length;
    const isThere = (job: Job, flow: Flow) => named(job) === 2 && orders(flow) === 3;
    const before = await left({ model: REPLICATE, n: 3 }, frozenOnceNamed, isThere, { kind: 'hang_before_headers' });
    const second = await next(before);
    const shown = await second.ended(before.messageId);
    const warns = '2 of 3 pictures arrived whole; you pay only for those. Easel was restarted while';
    await expectMade(second, shown, before.user, { pictures: 2, cost: 12, warns });
    expect([second.simulator.taken, orders(second)]).toEqual([3, 3]);
  });
});

/** What a prediction made, asked for as anybody could. */
async function outputOf({ simulator }: Flow, taskId: string): Promise<Buffer> {
  const headers = { authorization: 'Bearer anybody' };
  const told = await fetch(`${simulator.url}/replicate/v1/predictions/${taskId}`, { headers });
  const { output } = JSON.parse(await told.text());
  const made = await fetch(String([output].flat()[0]));
  return Buffer.from(await made.arrayBuffer());
}
