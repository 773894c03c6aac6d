import { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { text } from '#src/domain/text.ts';
import { retryWhileUntaken } from '#src/net/retry.ts';
import { startWatch } from '#src/net/watch.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Generated, ImageModel, Run } from '#src/ports/image-model.ts';
import { createCalls } from './calls.ts';
import { type CallContext, endedWith } from './errors.ts';
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

/** How often a task that nobody took is sent, the first time included. */
const ATTEMPTS = 4;

/** One model at Runware. Its task's id is ours and told before anything is sent, so a task is found again after any accident. */
export function createRunwareModel(options: RunwareModelOptions): ImageModel {
  const { entry, client, clock, providerName: provider, allowed, newTaskId } = options;
  const context: CallContext = { provider, modelId: entry.id, secrets: [client.apiKey], now: () => clock.now() };
  const calls = createCalls(client, clock, context);
  return {
    id: entry.id,
    generate: (request, run) =>
      watched(run, request.options.timeoutMs, async (watching) => {
        const taskUUID = newTaskId();
        await run.onTask(taskUUID);
        const taken = await start(taskOf(entry, request, taskUUID), request.options.timeoutMs, watching);
        return finish({ taskUUID, first: taken, count: request.options.count }, watching);
      }),
    resume: (taskUUID, run) => watched(run, entry.delivery.timeoutMs, (watching) => finish({ taskUUID }, watching)),
  };

  async function watched(run: Run, timeoutMs: number, work: (run: Run) => Promise<Generated>): Promise<Generated> {
    const { idleTimeoutMs } = entry.delivery;
    const watch = startWatch({ signal: run.signal, clock, provider, timeoutMs, idleTimeoutMs });
    try {
      watch.signal.throwIfAborted();
      return await work({ ...run, signal: watch.signal, onProgress: quietly(run.onProgress) });
    } catch (thrown) {
      // Whatever broke because the watch ended the call is told as what ended it.
      throw watch.signal.aborted ? watch.signal.reason : thrown;
    } finally {
      watch.stop();
    }
  }

  function start(task: RunwareTask, timeoutMs: number, { signal, onProgress }: Run): Promise<RunwareAnswer | 'unsure'> {
    signal.throwIfAborted();
    return retryWhileUntaken(() => calls.start(task, signal), {
      attempts: ATTEMPTS,
      // A repeat that would be cut before its picture is done would be paid for nothing.
      deadlineMs: timeoutMs - Math.min(entry.delivery.typicalMs, timeoutMs / 2),
      signal,
      clock,
      onWait: (ms) => onProgress({ share: null, note: text(`${provider} is busy, asking again in ${secondsOf(ms)}`) }),
    });
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

const secondsOf = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000);
  return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
};

/** A listener that fails must not cost a picture that is paid for. */
const quietly =
  (listener: Run['onProgress']): Run['onProgress'] =>
  (progress) => {
    try {
      listener(progress);
    } catch {
      // Showing progress is a courtesy.
    }
  };
