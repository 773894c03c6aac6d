import { EaselError } from './errors.ts';
import type { Fit } from './fitting.ts';
import type { AspectShape, ModelEntry, SizeShape, SourceShape } from './model.ts';
import { MAX_OUTPUT_PIXELS, type Size } from './picture.ts';
import { isWord, type PictureRequest } from './request.ts';
import {
  aspectOf,
  formatSize,
  nearestRatio,
  nearestSize,
  parseAspect,
  parseSize,
  ratio,
  sizeOfAspect,
  sizeOfRatio,
} from './shape.ts';
import { type Text, text } from './text.ts';

/** What the picture will measure, and what the model is told to get there. */
export interface FittedShape {
  /** In pixels; where the model only knows ratios, about what it makes of one. */
  readonly size: Size | 'auto';
  /** The model's own word for the ratio, where it only knows ratios. */
  readonly aspect?: string;
  /** How many times as large as the source, where the model enlarges. */
  readonly scale?: number;
}

/** An edit that names no size keeps the source's, up to this many pixels (1536 x 1024). */
const EDIT_PIXELS = 1_572_864;

/**
 * The shape a model gives the picture.
 * @param quality the fitted one: some vendors sell sizes as qualities.
 * @throws {EaselError} `option-invalid` where the words for it make no sense.
 */
export function fitShape(request: PictureRequest, model: ModelEntry, quality: string | undefined): Fit<FittedShape> {
  const { shape } = model;
  if (shape.kind === 'source') return fitScale(request, shape, model.id);
  if (shape.kind === 'aspect') return fitRatio(request, shape, model.id, quality);
  const { value, warning } = fitSize(request, shape, model.id);
  return { value: { size: value }, ...(warning && { warning }) };
}

function fitSize({ options, references }: PictureRequest, shape: SizeShape, id: string): Fit<Size | 'auto'> {
  if (options.size !== undefined && !isWord(options.size, 'auto'))
    return fitNamedSize(options.size, options.aspect, shape, id);
  if (options.aspect !== undefined) return fitAspect(options.aspect, shape, id);
  if (options.size !== undefined && shape.auto) return { value: 'auto' };
  const [source] = references;
  return { value: source ? nearestSize(shape, shrinkTo(source, EDIT_PIXELS)) : (parseSize(shape.default) ?? 'auto') };
}

function fitNamedSize(words: string, aspect: string | undefined, shape: SizeShape, id: string): Fit<Size> {
  const wanted = parseSize(words);
  if (!wanted) throw notASize(words, shape);
  const value = nearestSize(shape, wanted);
  if (formatSize(value) !== formatSize(wanted))
    return { value, warning: text(`${formatSize(wanted)} is not possible on ${id}, used ${formatSize(value)}.`) };
  return aspect === undefined
    ? { value }
    : { value, warning: text(`Size and aspect were both given; the size ${formatSize(value)} was used.`) };
}

function fitAspect(words: string, shape: SizeShape, id: string): Fit<Size> {
  const value = sizeOfAspect(shape, aspectIn(words));
  return { value, ...unlessNear(words, value, aspectOf(value), id) };
}

/** The ratio nearest to what was asked for, or to the source's where nothing was. */
function fitRatio(
  { options, references }: PictureRequest,
  shape: AspectShape,
  id: string,
  quality: string | undefined,
): Fit<FittedShape> {
  const named = options.size === undefined || isWord(options.size, 'auto') ? undefined : parseSize(options.size);
  if (options.size !== undefined && !isWord(options.size, 'auto') && !named) throw notASize(options.size, shape);
  const asked = options.aspect === undefined ? undefined : aspectIn(options.aspect);
  const wanted = named ?? asked ?? references[0];
  const aspect = wanted ? nearestRatio(shape.ratios, wanted) : shape.default;
  const size = sizeOfRatio(aspect, shape.pixelsByQuality?.[quality ?? ''] ?? shape.pixels);
  const value = { size, aspect };
  if (named && !isAbout(named, size))
    return {
      value,
      warning: text(`${formatSize(named)} is not possible on ${id}, used ${aspect} at about ${formatSize(size)}.`),
    };
  return { value, ...(options.aspect !== undefined && !named && unlessNear(options.aspect, size, aspect, id)) };
}

function fitScale({ options, references }: PictureRequest, shape: SourceShape, id: string): Fit<FittedShape> {
  const asked = options.scale ?? shape.default;
  if (!Number.isFinite(asked) || asked < 1 || asked > 16)
    throw new EaselError('option-invalid', {
      option: 'scale',
      value: String(asked),
      allowed: shape.factors.join(', '),
    });
  const [source] = references;
  const wanted = nearestFactor(shape.factors, asked);
  const scale = source ? nearestFactor(possibleFactors(shape, source), asked) : wanted;
  const size = source ? { width: source.width * scale, height: source.height * scale } : 'auto';
  const warnings = [
    ...(wanted === asked ? [] : [`${id} enlarges ${shape.factors.join(' or ')} times, used ${wanted}.`]),
    ...(scale === wanted
      ? []
      : [`${wanted} times as large it would have more than ${MOST}, so it is made ${scale} times as large.`]),
    ...(options.size === undefined && options.aspect === undefined
      ? []
      : [`${id} keeps the picture's shape, so size and aspect were left out.`]),
  ];
  const warning: Text | undefined = warnings.length > 0 ? text(warnings.join(' ')) : undefined;
  return { value: { size, ...(shape.factors.some((factor) => factor > 1) && { scale }) }, ...(warning && { warning }) };
}

/** What every picture has at most once it is made; checked before anybody pays for it. */
const MOST = `${MAX_OUTPUT_PIXELS / 1e6} megapixels`;

/** @throws {EaselError} `image-too-many-pixels` where even the smallest factor makes it larger than a picture may be. */
function possibleFactors({ factors }: SourceShape, { width, height }: Size): readonly number[] {
  const possible = factors.filter((factor) => factor === 1 || factor ** 2 * width * height <= MAX_OUTPUT_PIXELS);
  if (possible.length > 0) return possible;
  const limitPixels = MAX_OUTPUT_PIXELS / Math.min(...factors) ** 2;
  throw new EaselError('image-too-many-pixels', { name: 'to enlarge', width, height, limitPixels });
}

function nearestFactor(factors: readonly number[], asked: number): number {
  const [nearest] = [...factors].sort((a, b) => Math.abs(a - asked) - Math.abs(b - asked));
  if (nearest === undefined) throw new Error('A model that keeps a shape has no factors.');
  return nearest;
}

const unlessNear = (words: string, value: Size, used: string, id: string): { readonly warning?: Text } => {
  const wanted = aspectIn(words);
  if (Math.abs(ratio(value) / ratio(wanted) - 1) < 0.02) return {};
  return { warning: text(`${words.trim()} is not possible on ${id}, used ${used}.`) };
};

function aspectIn(words: string): Size {
  const wanted = parseAspect(words);
  if (wanted) return wanted;
  throw new EaselError('option-invalid', {
    option: 'aspect',
    value: words,
    allowed: 'a ratio such as 1:1, 3:2 or 16:9',
  });
}

function notASize(words: string, shape: SizeShape | AspectShape): EaselError {
  const allowed =
    shape.kind === 'aspect'
      ? 'WIDTHxHEIGHT in pixels, such as 1536x1024'
      : `${shape.auto ? 'auto, ' : ''}${shape.presets.join(', ')}${shape.free ? ', or any WIDTHxHEIGHT' : ''}`;
  return new EaselError('option-invalid', { option: 'size', value: words, allowed });
}

/** Vendors that sell ratios round the edges, each in its own way. */
const isAbout = (wanted: Size, size: Size): boolean =>
  Math.abs(wanted.width / size.width - 1) < 0.06 && Math.abs(wanted.height / size.height - 1) < 0.06;

const shrinkTo = ({ width, height }: Size, pixels: number): Size => {
  const scale = Math.min(1, Math.sqrt(pixels / (width * height)));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
};
