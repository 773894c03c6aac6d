import { EaselError } from '#src/domain/errors.ts';
import { type Watch, watched } from '#src/net/watch.ts';
import type { FittedRequest, Generated, ImageModel, Run } from '#src/ports/image-model.ts';
import { finishPrediction } from './finish-prediction.ts';
import type { ReplicateModelParts } from './model-parts.ts';
import { attach, startPrediction } from './start-prediction.ts';
import { tellTask } from './tell.ts';

/** One model on Replicate, or on a server that speaks as it does. The prediction's id is the task's. */
export function createReplicateModel(parts: ReplicateModelParts): ImageModel {
  const { entry, clock, connection } = parts;
  const provider = connection.label;

  return {
    id: entry.id,
    generate: (request, run) => underWatch(run, request.options.timeoutMs, (watch) => make(request, run, watch)),
    resume: (taskId, run) => underWatch(run, entry.delivery.timeoutMs, (watch) => goOn(taskId, run, watch)),
  };

  function underWatch(run: Run, timeoutMs: number, work: (watch: Watch) => Promise<Generated>): Promise<Generated> {
    return watched({ signal: run.signal, clock, provider, timeoutMs, idleTimeoutMs: timeoutMs }, work);
  }

  async function make(request: FittedRequest, run: Run, watch: Watch): Promise<Generated> {
    const attachment = await attach(parts, request, run, watch);
    try {
      const { prediction, isCalled } = await startPrediction(parts, request, attachment, run, watch);
      await tellTask(run, prediction.id);
      const { seed } = request.options;
      const generated = await finishPrediction(parts, { id: prediction.id, known: prediction, isCalled, run, watch });
      return seed === undefined ? generated : { ...generated, seed };
    } finally {
      attachment.remove();
    }
  }

  async function goOn(taskId: string, run: Run, watch: Watch): Promise<Generated> {
    if (!/^[\w-]{1,100}$/.test(taskId)) throw new EaselError('outcome-unknown', { provider, restarted: true });
    return finishPrediction(parts, { id: taskId, isCalled: false, run, watch });
  }
}
