import { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { askWhileBusy } from '#src/net/ask-while-busy.ts';
import type { CallContext } from '#src/net/call-context.ts';
import { quietly } from '#src/net/quietly.ts';
import { watched } from '#src/net/watch.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Generated, ImageModel, Run } from '#src/ports/image-model.ts';
import { createCalls } from './calls.ts';
import { endedWith } from './errors.ts';
import { type OpenItemsOptions, openItems } from './pictures.ts';
import { type RunwareTask, taskOf } from './request.ts';
import type { RunwareAnswer } from './response.ts';
import type { RunwareClient } from './runware-client.ts';
import { watchTask } from './watch-task.ts';

export interface RunwareModelOptions {
  readonly entry: ModelEntry;
  readonly client: RunwareClient;
  readonly clock: Clock;
  /** What people read, for example `Runware`. */
  readonly providerName: string;
  /** Where results may be fetched from. */
  readonly allowed: OpenItemsOptions['allowed'];
  /** Makes a UUID of version 4. */
  readonly newTaskId: () => string;
}

/** One model at Runware. Its task's id is ours and told before anything is sent, so a task is found again after any accident. */
export function createRunwareModel(options: RunwareModelOptions): ImageModel {
  const { entry, client, clock, providerName: provider, allowed, newTaskId } = options;
  const context: CallContext = { provider, modelId: entry.id, secrets: [client.apiKey], now: () => clock.now() };
  const calls = createCalls(client, clock, context);
  return {
    id: entry.id,
    generate: (request, run) =>
      underWatch(run, request.options.timeoutMs, async (watching) => {
        const taskUUID = newTaskId();
        await run.onTask(taskUUID);
        const taken = await start(taskOf(entry, request, taskUUID), request.options.timeoutMs, watching);
        return finish({ taskUUID, first: taken, count: request.options.count }, watching);
      }),
    resume: (taskUUID, run) => underWatch(run, entry.delivery.timeoutMs, (watching) => finish({ taskUUID }, watching)),
  };

  function underWatch(run: Run, timeoutMs: number, work: (run: Run) => Promise<Generated>): Promise<Generated> {
    const { idleTimeoutMs } = entry.delivery;
    return watched({ signal: run.signal, clock, provider, timeoutMs, idleTimeoutMs }, ({ signal }) =>
      work({ ...run, signal, onProgress: quietly(run.onProgress) }),
    );
  }

  function start(task: RunwareTask, timeoutMs: number, { signal, onProgress }: Run): Promise<RunwareAnswer | 'unsure'> {
    signal.throwIfAborted();
    const { typicalMs } = entry.delivery;
    return askWhileBusy(() => calls.start(task, signal), { provider, clock, signal, timeoutMs, typicalMs, onProgress });
  }

  async function finish(
    { taskUUID, first, count }: { taskUUID: string; first?: RunwareAnswer | 'unsure'; count?: number },
    { signal, onProgress }: Run,
  ): Promise<Generated> {
    const look = () => calls.look(taskUUID, signal);
    const ceilingMs = entry.delivery.pollCeilingMs;
    const { done, failed } = await watchTask(first, { look, count, clock, signal, ceilingMs, onProgress });
    const [complaint] = failed;
    if (done.length > 0)
      return { ...(await openItems(done, { provider, allowed, clock, signal })), providerRequestId: taskUUID };
    if (complaint) throw endedWith(complaint, context);
    throw new EaselError('outcome-unknown', { provider, ...(first === undefined && { restarted: true }) });
  }
}
