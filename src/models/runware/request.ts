import type { FittedOptions } from '#src/domain/fit.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Picture } from '#src/domain/picture.ts';
import type { FittedRequest } from '#src/ports/image-model.ts';

/** One task as Runware takes it. Field names: @runware/sdk 1.6.8 `task-map.ts`, written from the vendor's schemas. */
export type RunwareTask = Readonly<Record<string, unknown>> & { readonly taskType: string; readonly taskUUID: string };

/** The task of one request. Its id is ours, so that it is known before anything is sent. */
export function taskOf(entry: ModelEntry, request: FittedRequest, taskUUID: string): RunwareTask {
  return { ...partsOf(entry, request), taskUUID, model: entry.vendorId, ...delivery(request.options) };
}

/** Asks after a task. */
export const questionAfter = (taskUUID: string): RunwareTask => ({ taskType: 'getResponse', taskUUID });

function partsOf(entry: ModelEntry, request: FittedRequest): { readonly taskType: string } {
  const { operations, shape } = entry;
  const { scale } = request.options;
  if (operations.upscale) return { taskType: 'upscale', ...oneInput(request), ...(scale && { upscaleFactor: scale }) };
  if (operations.removeBackground) return { taskType: 'removeBackground', ...oneInput(request) };
  if (shape.kind !== 'size') throw new Error(`${entry.id} must have sizes in pixels.`);
  return { taskType: 'imageInference', ...inference(entry, request) };
}

function inference(entry: ModelEntry, { prompt, options, references, mask }: FittedRequest) {
  const { size, count, seed, negative } = options;
  if (size === 'auto') throw new Error(`${entry.id} has no automatic size.`);
  return {
    positivePrompt: prompt,
    ...(negative && { negativePrompt: negative }),
    width: size.width,
    height: size.height,
    numberResults: count,
    ...(seed !== undefined && { seed }),
    ...inputs(entry, references, mask),
    // Its verdict comes back with each picture.
    safety: { checkContent: true },
  };
}

/** Models that edit by instruction take references; the others start from a seed picture, and repaint where a mask is white. */
function inputs({ dialect }: ModelEntry, references: readonly Picture[], mask: Picture | undefined) {
  const [source, ...others] = references;
  if (!source) return {};
  const byInstruction = dialect === 'references' && !mask;
  const listed = byInstruction ? references : others;
  return {
    inputs: {
      ...(!byInstruction && { seedImage: dataUri(source) }),
      ...(mask && { maskImage: dataUri(mask) }),
      ...(listed.length > 0 && { referenceImages: listed.map(dataUri) }),
    },
  };
}

function oneInput({ references: [source] }: FittedRequest) {
  if (!source) throw new Error('There is no picture to work on.');
  return { inputs: { image: dataUri(source) } };
}

const FORMATS = { png: 'PNG', jpeg: 'JPG', webp: 'WEBP' } as const;
/** What the vendor takes for `outputQuality`. */
const [WORST, BEST] = [20, 99];

/**
 * Asynchronous, because the vendor documents asking after a task only for that; addresses, because every question is answered
 * with all that is finished so far, and pictures of some megabytes would come again and again.
 */
const delivery = ({ format, compression }: FittedOptions) => ({
  deliveryMethod: 'async',
  outputType: 'URL',
  outputFormat: FORMATS[format],
  ...(compression !== undefined && { outputQuality: Math.min(BEST, Math.max(WORST, compression)) }),
  includeCost: true,
});

const dataUri = ({ bytes, type }: Picture): string => `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
