import { setTimeout as pause } from 'node:timers/promises';
import type { DialectParts } from '../dialect.ts';
import type { Fault } from '../faults.ts';
import { spoiled } from '../spoiled.ts';
import { callBack } from './call-back.ts';
import { makePicture } from './make-picture.ts';
import { type Began, type Prediction, told } from './prediction.ts';

/** What all predictions are made with. */
export interface Studio {
  readonly parts: DialectParts;
  readonly newId: () => string;
}

/** Lines of progress a model writes. */
const STEPS = 4;

/** Works on a prediction until it is over. */
export async function runPrediction(prediction: Prediction, { fault, blocked }: Began, studio: Studio): Promise<void> {
  const { order, stop } = prediction;
  const paceMs = fault?.kind === 'slow' ? fault.ms : studio.parts.paceMs;
  await pause(paceMs / 10, undefined, { signal: stop.signal }).catch(() => undefined);
  if (fault?.kind === 'task_ends' && fault.as === 'aborted') return endPrediction(prediction, studio, 'aborted');
  if (stop.signal.aborted) return;
  prediction.status = 'processing';
  prediction.startedAt = studio.parts.now();
  if (order.model.logs && order.seed !== undefined) prediction.logs = `Using seed: ${order.seed}\n`;
  tell(prediction, studio, 'start');
  if (fault?.kind === 'task_ends' && fault.as === 'never') return;
  const making = blocked === undefined && fault?.kind !== 'task_ends' ? made(prediction, studio, fault) : undefined;
  making?.catch(() => undefined);
  await steps(prediction, studio, (paceMs * 9) / 10);
  if (stop.signal.aborted) return;
  if (fault?.kind === 'task_ends' && fault.as === 'canceled') return endPrediction(prediction, studio, 'canceled');
  if (!making) return endPrediction(prediction, studio, 'failed', { error: blocked ?? failureOf(fault) });
  const pictures = await making;
  endPrediction(prediction, studio, 'succeeded', {
    output: order.model.output === 'list' ? pictures : (pictures[0] ?? null),
  });
}

/** The time it takes, with a line of progress for each step where the model writes any. */
async function steps(prediction: Prediction, studio: Studio, ms: number): Promise<void> {
  for (let step = 1; step <= STEPS; step++) {
    await pause(ms / STEPS, undefined, { signal: prediction.stop.signal }).catch(() => undefined);
    if (prediction.stop.signal.aborted) return;
    if (!prediction.order.model.logs) continue;
    const percent = Math.round((step * 100) / STEPS);
    const bar = '█'.repeat(step * 3).padEnd(STEPS * 3);
    prediction.logs += `${String(percent).padStart(3)}%|${bar}| ${step}/${STEPS} [00:00<00:00, 4.00it/s]\n`;
    if (step < STEPS) tell(prediction, studio, 'logs');
  }
}

/** The addresses of the finished pictures. */
async function made(
  { order, origin, stop }: Prediction,
  studio: Studio,
  fault: Fault | undefined,
): Promise<readonly string[]> {
  const salt = studio.parts.newSalt();
  const fewer = fault?.kind === 'fewer' ? (fault.by ?? 1) : 0;
  const addresses: string[] = [];
  for (let index = 0; index < order.count - fewer; index++) {
    const bytes = await studio.parts.turns.run(() => makePicture(order, index, salt, stop.signal), stop.signal);
    const type = `image/${order.model.does === 'draw' ? order.format : 'png'}`;
    const name =
      fault?.kind === 'bad_output' ? `bad/${fault.how}` : studio.parts.shelf.put(spoiled(bytes, fault), type);
    addresses.push(`${origin}/replicate/v1/results/${name}`);
  }
  return addresses;
}

/** Ends a prediction, once. */
export function endPrediction(
  prediction: Prediction,
  studio: Studio,
  status: Prediction['status'],
  what: Partial<Pick<Prediction, 'output' | 'error'>> = {},
): void {
  if (prediction.completedAt !== undefined) return;
  Object.assign(prediction, what, { status, completedAt: studio.parts.now() });
  prediction.stop.abort();
  prediction.over.resolve();
  tell(prediction, studio, 'completed');
}

function tell(prediction: Prediction, { parts, newId }: Studio, event: string): void {
  const { webhook } = prediction;
  if (!webhook?.events.includes(event)) return;
  const body = JSON.stringify(told(prediction));
  void callBack({ address: webhook.address, id: `msg_${newId()}`, body, now: parts.now() });
}

const failureOf = (fault: Fault | undefined): string =>
  (fault?.kind === 'task_ends' ? fault.error : undefined) ?? 'The model failed.';
