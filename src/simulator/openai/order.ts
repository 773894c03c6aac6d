import type { PictureFormat, Size } from '#src/domain/picture.ts';
import { formatSize, parseSize } from '#src/domain/shape.ts';
import { autoSize } from './auto-size.ts';
import { DEFAULT_MODEL, findModel, type SimulatedModel } from './models.ts';
import { badValue, type Parameters, readParameters, tooLong } from './parameters.ts';
import type { Sent } from './read-sent.ts';
import { invalid, isRefusal, type Refusal, unknownModel, unusable } from './refusal.ts';
import { readUploads, type Uploads } from './uploads.ts';

/** A request for pictures that was found right, with everything decided. */
export interface Order {
  readonly route: 'generations' | 'edits';
  readonly model: SimulatedModel;
  readonly prompt: string;
  readonly count: number;
  readonly size: Size;
  readonly quality: string;
  readonly transparent: boolean;
  readonly highFidelity: boolean;
  readonly format: PictureFormat;
  readonly compression: number;
  readonly stream: boolean;
  readonly partials: number;
  /** Only the oldest models answer with addresses. */
  readonly asUrl: boolean;
  readonly uploads: Uploads;
}

/** Judges a whole request as OpenAI does: each parameter, what goes together, what the model can, the pictures themselves. */
export async function readOrder(route: Order['route'], sent: Sent): Promise<Order | Refusal> {
  const asked = readParameters(route, sent.fields);
  if (isRefusal(asked)) return asked;
  const model = findModel(asked.model ?? DEFAULT_MODEL);
  if (!model) return unknownModel(asked.model ?? '');
  const refusal = modelRefusal(model, asked) ?? outputRefusal(asked) ?? sizeRefusal(model, asked.size);
  if (refusal) return refusal;
  const uploads = await readUploads(route, model, sent.files);
  if (isRefusal(uploads)) return uploads;
  return decided(route, model, asked, uploads);
}

function decided(route: Order['route'], model: SimulatedModel, asked: Parameters, uploads: Uploads): Order {
  const size = asked.size === undefined ? undefined : parseSize(asked.size);
  const quality = asked.quality === undefined || asked.quality === 'auto' ? model.usualQuality : asked.quality;
  return {
    route,
    model,
    prompt: asked.prompt,
    count: asked.n ?? 1,
    size: size ?? autoSize(model, uploads.source),
    quality,
    transparent: asked.background === 'transparent',
    highFidelity: asked.input_fidelity === 'high',
    format: asked.output_format ?? 'png',
    compression: asked.output_compression ?? 100,
    stream: asked.stream ?? false,
    partials: asked.partial_images ?? 0,
    asUrl: model.responseFormats.length > 0 && asked.response_format !== 'b64_json',
    uploads,
  };
}

function modelRefusal(model: SimulatedModel, asked: Parameters): Refusal | undefined {
  const { quality, n, response_format: response, input_fidelity: fidelity, prompt } = asked;
  if (prompt.trim() === '') return unusable('The prompt is empty.', 'prompt', 'empty_prompt');
  if (prompt.length > model.maxPromptLength) return tooLong('prompt', model.maxPromptLength, prompt.length);
  if (quality !== undefined && quality !== 'auto' && !model.qualities.includes(quality))
    return badValue('quality', quality, [...model.qualities, 'auto']);
  if (n !== undefined && n > model.maxCount) return badValue('n', String(n), ['1']);
  if (asked.complexity !== undefined && !model.complexity) return unsupported(model, 'complexity');
  if (asked.style !== undefined && model.id !== 'dall-e-3') return unsupported(model, 'style');
  if (asked.stream && model.responseFormats.length > 0) return unsupported(model, 'stream');
  if (response !== undefined && model.responseFormats.length === 0)
    return invalid("Unknown parameter: 'response_format'.", 'response_format', 'unknown_parameter');
  if (response !== undefined && !model.responseFormats.includes(response))
    return badValue('response_format', response, model.responseFormats);
  if (fidelity !== undefined && !model.fidelity.includes(fidelity)) return unsupported(model, 'input_fidelity');
  return undefined;
}

const unsupported = (model: SimulatedModel, param: string): Refusal =>
  invalid(`The model '${model.id}' does not support the '${param}' parameter.`, param, `invalid_${param}_model`);

function outputRefusal({
  background,
  output_format: format,
  output_compression: compression,
}: Parameters): Refusal | undefined {
  if (background === 'transparent' && format === 'jpeg')
    return unusable(
      "Transparent background is not supported for the output format 'jpeg'.",
      'background',
      'invalid_background',
    );
  if (compression !== undefined && compression < 100 && (format ?? 'png') === 'png')
    return unusable(
      'Compression less than 100 is not supported for PNG output format',
      'output_compression',
      'invalid_png_output_compression',
    );
  return undefined;
}

function sizeRefusal({ shape }: SimulatedModel, asked: string | undefined): Refusal | undefined {
  if (asked === undefined || asked === 'auto' || shape.presets.includes(asked)) return undefined;
  const size = parseSize(asked);
  if (!size || formatSize(size) !== asked || !shape.free) return badValue('size', asked, [...shape.presets, 'auto']);
  const { width, height } = size;
  const { multiple, maxEdge, maxRatio, minPixels, maxPixels } = shape.free;
  const wrong = (why: string) => invalid(`Invalid size '${asked}'. ${why}`, 'size', 'invalid_value');
  if (width % multiple !== 0 || height % multiple !== 0)
    return wrong(`Width and height must both be divisible by ${multiple}.`);
  if (Math.max(width, height) > maxEdge) return wrong(`The longest edge must be at most ${maxEdge} pixels.`);
  if (Math.max(width / height, height / width) > maxRatio)
    return wrong(`The aspect ratio must be between 1:${maxRatio} and ${maxRatio}:1.`);
  if (width * height < minPixels) return wrong(`The number of pixels must be at least ${minPixels}.`);
  if (width * height > maxPixels) return wrong(`The number of pixels must be at most ${maxPixels}.`);
  return undefined;
}
