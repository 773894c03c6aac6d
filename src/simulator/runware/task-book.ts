import { setTimeout as pause } from 'node:timers/promises';
import type { DialectParts } from '../dialect.ts';
import type { Fault } from '../faults.ts';
import { paced } from '../paced.ts';
import { spoiled } from '../spoiled.ts';
import { errorOf } from './call.ts';
import { makePicture } from './make-picture.ts';
import type { Order } from './order.ts';
import { type Complaint, serverFailed, taskFailed } from './refusal.ts';

/** Runware's answer about a task: what is finished or in the making, and what went wrong. */
export interface TaskReport {
  readonly data: readonly object[];
  readonly errors?: readonly object[];
}

export interface TaskBook {
  /** Begins a task. @returns what resolves once it has ended, however. */
  begin(order: Order, fault: Fault | undefined, origin: string): Promise<void>;
  report(taskUUID: string): TaskReport | undefined;
}

interface Entry {
  readonly order: Order;
  readonly done: object[];
  readonly failed: Complaint[];
  ended: boolean;
}

const NEVER = new AbortController().signal;

/** Holds the newest 200 tasks; older ones are forgotten. */
export function createTaskBook(parts: DialectParts): TaskBook {
  const entries = new Map<string, Entry>();
  return {
    async begin(order, fault, origin) {
      const entry: Entry = { order, done: [], failed: [], ended: false };
      entries.set(order.task.taskUUID, entry);
      const [oldest] = entries.keys();
      if (entries.size > 200 && oldest !== undefined) entries.delete(oldest);
      if (fault?.kind === 'task_ends' && fault.as === 'never') return;
      try {
        await work(entry, fault, origin);
      } catch {
        entry.failed.push(serverFailed());
      }
      entry.ended = true;
    },
    report: (taskUUID) => {
      const entry = entries.get(taskUUID);
      return entry && reportOf(entry);
    },
  };

  async function work(entry: Entry, fault: Fault | undefined, origin: string): Promise<void> {
    const paceMs = fault?.kind === 'slow' ? fault.ms : parts.paceMs;
    if (fault?.kind === 'task_ends') {
      await pause(paceMs);
      entry.failed.push(taskFailed(fault.error));
      return;
    }
    const salt = parts.newSalt();
    const lost = fault?.kind === 'fewer' ? (fault.by ?? 1) : 0;
    for (let index = 0; index < entry.order.count - lost; index++) {
      const making = parts.turns.run(() => makePicture(entry.order, index, salt, NEVER), NEVER);
      const bytes = spoiled(await paced(making, paceMs, NEVER), fault);
      const address = (type: string): string =>
        `${origin}/runware/v1/files/${fault?.kind === 'bad_output' ? `bad/${fault.how}` : parts.shelf.put(bytes, type)}`;
      const unsafe = checked(entry.order, fault?.kind === 'moderation_blocked');
      entry.done.push({ ...resultOf(entry.order, index, bytes, address), ...unsafe });
    }
    for (let index = 0; index < lost; index++) entry.failed.push(taskFailed());
  }
}

/** A finished picture as the task asked for it: an address below the origin, a data URI or base64. */
function resultOf({ task, model, format }: Order, index: number, bytes: Buffer, addressOf: (type: string) => string) {
  const type = `image/${format}`;
  return {
    taskType: task.taskType,
    taskUUID: task.taskUUID,
    status: 'success',
    imageUUID: crypto.randomUUID(),
    ...(task.outputType === 'URL' && { imageURL: addressOf(type) }),
    ...(task.outputType === 'base64Data' && { imageBase64Data: bytes.toString('base64') }),
    ...(task.outputType === 'dataURI' && { imageDataURI: `data:${type};base64,${bytes.toString('base64')}` }),
    ...(task.taskType === 'imageInference' && { seed: (task.seed ?? 20_261_121) + index }),
    ...(task.includeCost && { cost: model.cost }),
  };
}

/** The verdict of the content check, where it was asked for. */
const checked = ({ task }: Order, isUnsafe: boolean) =>
  task.taskType === 'imageInference' && task.safety?.checkContent ? { NSFWContent: isUnsafe } : {};

function reportOf({ order, done, failed, ended }: Entry): TaskReport {
  const { taskType, taskUUID } = order.task;
  const waiting = ended ? 0 : order.count - done.length - failed.length;
  const pending = Array.from({ length: waiting }, () => ({ taskType, taskUUID, status: 'processing' }));
  const errors = failed.map((complaint) => ({ ...errorOf(complaint, { taskType, taskUUID }), status: 'error' }));
  return { data: [...pending, ...done], ...(errors.length > 0 && { errors }) };
}
