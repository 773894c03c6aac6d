import type { PictureFormat, Size } from '#src/domain/picture.ts';
import { FORBIDDEN } from '../dialect.ts';
import { fromGreyMask, pictureFacts } from '../pictures-sent.ts';
import { findModel, type SimulatedModel } from './models.ts';
import {
  type Complaint,
  invalid,
  isComplaint,
  missing,
  promptBlocked,
  unknownModel,
  unknownParameter,
} from './refusal.ts';
import { type PictureTask, readTask } from './task-forms.ts';

/** A task that was found right, with everything decided and every picture opened. */
export interface Order {
  readonly task: PictureTask;
  readonly model: SimulatedModel;
  readonly count: number;
  readonly prompt: string;
  readonly format: PictureFormat;
  /** Encoded: the seed picture, the references, or the one picture to work on. */
  readonly pictures: readonly Uint8Array[];
  /** In the form the drawing knows, alpha 0 = change. */
  readonly mask?: Uint8Array;
}

const FORMATS = { JPG: 'jpeg', PNG: 'png', WEBP: 'webp' } as const;

/** Judges a whole task as Runware does: each field, the model, what goes together, the pictures themselves. */
export async function readOrder(sent: unknown): Promise<Order | Complaint> {
  const task = readTask(sent);
  if (isComplaint(task)) return task;
  const model = findModel(task.model, task.taskType);
  if (!model) return unknownModel(task.model);
  const refusal = inputRefusal(task, model);
  if (refusal) return refusal;
  const prompt = task.taskType === 'imageInference' ? task.positivePrompt : '';
  if (FORBIDDEN.test(prompt)) return promptBlocked(['violence']);
  const opened = await openInputs(task);
  if (isComplaint(opened)) return opened;
  const count = task.taskType === 'imageInference' ? task.numberResults : 1;
  return { task, model, count, prompt, format: FORMATS[task.outputFormat], ...opened };
}

/** What goes together: a strength or a mask needs a seed picture, and the model must know what is given. */
function inputRefusal(task: PictureTask, model: SimulatedModel): Complaint | undefined {
  const given = Object.entries(task.inputs).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const stranger = given.find((name) => !model.inputs.some((known) => known === name));
  if (stranger) return unknownParameter(`inputs.${stranger}`);
  if (task.taskType !== 'imageInference' || task.inputs.seedImage !== undefined) return undefined;
  return task.strength !== undefined || task.inputs.maskImage !== undefined ? missing('inputs.seedImage') : undefined;
}

interface Opened {
  readonly pictures: readonly Uint8Array[];
  readonly mask?: Uint8Array;
}

async function openInputs(task: PictureTask): Promise<Opened | Complaint> {
  const pictures: Uint8Array[] = [];
  let first: Size | undefined;
  for (const [name, words] of picturesOf(task)) {
    const picture = await open(name, words);
    if (isComplaint(picture)) return picture;
    first ??= picture;
    pictures.push(picture.bytes);
  }
  if (task.taskType !== 'imageInference' || task.inputs.maskImage === undefined) return { pictures };
  const mask = await open('inputs.maskImage', task.inputs.maskImage);
  if (isComplaint(mask)) return mask;
  if (mask.width !== first?.width || mask.height !== first.height)
    return invalid('inputs.maskImage', 'It must have the size of the seed image.');
  return { pictures, mask: await fromGreyMask(mask.bytes) };
}

function picturesOf(task: PictureTask): readonly (readonly [name: string, words: string])[] {
  if (task.taskType !== 'imageInference') return [['inputs.image', task.inputs.image]];
  const { seedImage, referenceImages = [] } = task.inputs;
  const seed = seedImage === undefined ? [] : [['inputs.seedImage', seedImage] as const];
  return [...seed, ...referenceImages.map((words) => ['inputs.referenceImages', words] as const)];
}

/** Data URIs and base64; addresses and ids of uploads would need the real service. */
async function open(name: string, words: string): Promise<(Size & { readonly bytes: Uint8Array }) | Complaint> {
  const bytes = Buffer.from(words.replace(/^data:[^,]{0,100};base64,/, ''), 'base64');
  const facts = await pictureFacts(bytes);
  return facts ? { ...facts, bytes } : invalid(name, 'It must be a PNG, JPEG or WebP as data URI or base64.');
}
