import { parseProgressFromLogs } from 'replicate';
import { text } from '#src/domain/text.ts';
import { quietly } from '#src/net/quietly.ts';
import type { Run } from '#src/ports/image-model.ts';
import type { Prediction } from './prediction.ts';

/** What a prediction's state and logs tell of its progress. */
export function tellProgress({ onProgress }: Run, provider: string, { state, beganAfterMs, logs }: Prediction): void {
  if (state !== 'running') return;
  const share = parseProgressFromLogs(logs)?.percentage;
  const isCold = beganAfterMs === undefined;
  quietly(onProgress)({
    share: share === undefined ? null : Math.min(1, Math.max(0, share)),
    ...(isCold && { note: text(`${provider} is starting the model`) }),
  });
}

/** Waits until the name of the task is kept. Where that fails the picture is made all the same; only a restart would lose it. */
export async function tellTask({ onTask }: Run, taskId: string): Promise<void> {
  try {
    await onTask(taskId);
  } catch {
    // The prediction exists and is paid for.
  }
}
