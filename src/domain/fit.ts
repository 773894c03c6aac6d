import { EaselError } from './errors.ts';
import type { ModelEntry } from './model.ts';
import type { PictureFormat, Size } from './picture.ts';
import { BACKGROUNDS, FIDELITIES, FORMATS, isWord, MAX_COUNT, MODERATIONS, type PictureRequest } from './request.ts';
import { aspectOf, formatSize, nearestSize, parseAspect, parseSize, ratio, sizeOfAspect } from './shape.ts';
import { type Text, text } from './text.ts';

/** A request's options as the model can take them. */
export interface FittedOptions {
  readonly size: Size | 'auto';
  readonly quality?: string;
  readonly style?: string;
  readonly background: (typeof BACKGROUNDS)[number];
  readonly format: PictureFormat;
  /** 0 to 100. */
  readonly compression?: number;
  readonly moderation?: (typeof MODERATIONS)[number];
  readonly count: number;
  readonly seed?: number;
  readonly fidelity?: (typeof FIDELITIES)[number];
  readonly partials: number;
  readonly timeoutMs: number;
}

/** A fitted value and what has to be said about it. */
interface Fit<T> {
  readonly value: T;
  readonly warning?: Text;
}

const MAX_TIMEOUT_MS = 600_000;
/** An edit that names no size keeps the source's, up to this many pixels (1536 x 1024). */
const EDIT_PIXELS = 1_572_864;

/**
 * Corrects each option to the nearest thing the model can do, with a warning for the person.
 *
 * @throws {EaselError} where a word makes no sense, or two wishes exclude each other.
 */
export function fitOptions(
  request: PictureRequest,
  { model }: { model: ModelEntry },
): { options: FittedOptions; warnings: readonly Text[] } {
  const warnings: Text[] = [];
  const take = <T>({ value, warning }: Fit<T>): T => {
    if (warning) warnings.push(warning);
    return value;
  };
  const { options } = request;
  const background = oneOf('background', options.background, BACKGROUNDS) ?? 'auto';
  const format = take(fitFormat(model, oneOf('format', options.format, FORMATS), background));
  const fitted = {
    size: take(fitSize(request, model)),
    background,
    format,
    count: take(fitCount(model, options.n)),
    partials: take(fitPartials(model, options.partials)),
    timeoutMs: fitTimeout(model, options.timeoutSeconds),
    ...defined('quality', take(fitQuality(model, options.quality))),
    ...defined('style', take(fitStyle(model, options.style))),
    ...defined('compression', take(fitCompression(model, options.compression, format))),
    ...defined('moderation', take(fitModeration(model, oneOf('moderation', options.moderation, MODERATIONS)))),
    ...defined('seed', take(fitSeed(model, options.seed))),
    ...defined(
      'fidelity',
      take(fitFidelity(model, oneOf('fidelity', options.fidelity, FIDELITIES), request.references.length)),
    ),
  };
  return { options: fitted, warnings };
}

function fitSize({ options, references }: PictureRequest, model: ModelEntry): Fit<Size | 'auto'> {
  const { shape } = model;
  if (options.size !== undefined && options.size.trim().toLowerCase() !== 'auto')
    return fitNamedSize(options.size, options.aspect, model);
  if (options.aspect !== undefined) return fitAspect(options.aspect, model);
  if (options.size !== undefined && shape.auto) return { value: 'auto' };
  const [source] = references;
  return { value: source ? nearestSize(shape, shrinkTo(source, EDIT_PIXELS)) : (parseSize(shape.default) ?? 'auto') };
}

function fitNamedSize(words: string, aspect: string | undefined, { shape, id }: ModelEntry): Fit<Size> {
  const wanted = parseSize(words);
  if (!wanted)
    throw new EaselError('option-invalid', {
      option: 'size',
      value: words,
      allowed: `${shape.auto ? 'auto, ' : ''}${shape.presets.join(', ')}${shape.free ? ', or any WIDTHxHEIGHT' : ''}`,
    });
  const value = nearestSize(shape, wanted);
  if (formatSize(value) !== formatSize(wanted))
    return { value, warning: text(`${formatSize(wanted)} is not possible on ${id}, used ${formatSize(value)}.`) };
  return aspect === undefined
    ? { value }
    : { value, warning: text(`Size and aspect were both given; the size ${formatSize(value)} was used.`) };
}

function fitAspect(words: string, { shape, id }: ModelEntry): Fit<Size> {
  const wanted = parseAspect(words);
  if (!wanted)
    throw new EaselError('option-invalid', {
      option: 'aspect',
      value: words,
      allowed: 'a ratio such as 1:1, 3:2 or 16:9',
    });
  const value = sizeOfAspect(shape, wanted);
  if (Math.abs(ratio(value) / ratio(wanted) - 1) < 0.02) return { value };
  return { value, warning: text(`${words.trim()} is not possible on ${id}, used ${aspectOf(value)}.`) };
}

const shrinkTo = ({ width, height }: Size, pixels: number): Size => {
  const scale = Math.min(1, Math.sqrt(pixels / (width * height)));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
};

function fitFormat(
  { output, id }: ModelEntry,
  wanted: PictureFormat | undefined,
  background: string,
): Fit<PictureFormat> {
  if (background === 'transparent' && wanted === 'jpeg')
    throw new EaselError('transparent-needs-alpha', { format: 'jpeg' });
  const suitable = output.formats.filter((format) => background !== 'transparent' || format !== 'jpeg');
  const [first] = suitable;
  if (!first) throw new Error(`${id} has no output format.`);
  if (wanted === undefined || suitable.includes(wanted)) return { value: wanted ?? first };
  return { value: first, warning: text(`${wanted} is not possible on ${id}, used ${first}.`) };
}

function fitCount({ output, id }: ModelEntry, asked = 1): Fit<number> {
  if (!Number.isInteger(asked) || asked < 1 || asked > MAX_COUNT)
    throw new EaselError('count-out-of-range', { count: asked, max: MAX_COUNT });
  if (asked <= output.maxCount) return { value: asked };
  return {
    value: output.maxCount,
    warning: text(
      `${id} makes at most ${output.maxCount} at once, so ${output.maxCount} of ${asked} ${output.maxCount === 1 ? 'is' : 'are'} made.`,
    ),
  };
}

function fitPartials({ delivery, id }: ModelEntry, asked: number | undefined): Fit<number> {
  if (asked === undefined) return { value: delivery.partials };
  if (!Number.isInteger(asked) || asked < 0 || asked > 3)
    throw new EaselError('option-invalid', { option: 'partials', value: String(asked), allowed: '0, 1, 2, 3' });
  if (asked <= delivery.partials) return { value: asked };
  return {
    value: delivery.partials,
    warning: text(`${id} shows ${delivery.partials === 0 ? 'no' : `at most ${delivery.partials}`} previews.`),
  };
}

function fitTimeout({ delivery }: ModelEntry, seconds: number | undefined): number {
  if (seconds === undefined) return delivery.timeoutMs;
  if (!(seconds > 0) || seconds * 1000 > MAX_TIMEOUT_MS)
    throw new EaselError('option-invalid', {
      option: 'timeout',
      value: String(seconds),
      allowed: `1 to ${MAX_TIMEOUT_MS / 1000} seconds`,
    });
  return seconds * 1000;
}

/** Every quality name any model knows, from plain to best; `standard` and `hd` are the older names of two of them. */
const QUALITY_RANKS: Readonly<Record<string, number>> = {
  low: 0,
  standard: 1,
  medium: 1,
  hd: 2,
  high: 2,
  xhigh: 3,
  max: 4,
};

function fitQuality({ quality, id }: ModelEntry, words: string | undefined): Fit<string | undefined> {
  const asked = words?.trim().toLowerCase();
  const known = (name: string) => quality?.values.includes(name) || Object.hasOwn(QUALITY_RANKS, name);
  if (asked !== undefined && asked !== 'auto' && !known(asked)) {
    throw new EaselError('option-invalid', {
      option: 'quality',
      value: words ?? '',
      allowed: (quality?.values ?? ['auto']).join(', '),
    });
  }
  if (!quality)
    return asked === undefined || asked === 'auto'
      ? { value: undefined }
      : { value: undefined, warning: text(`${id} has no quality setting, so it was left out.`) };
  if (asked === undefined || asked === 'auto') return { value: quality.default };
  if (quality.values.includes(asked)) return { value: asked };
  const rank = (name: string) => QUALITY_RANKS[name] ?? 1;
  const [value = quality.default] = [...quality.values].sort(
    (a, b) => Math.abs(rank(a) - rank(asked)) - Math.abs(rank(b) - rank(asked)),
  );
  return { value, warning: text(`Quality ${asked} is not possible on ${id}, used ${value}.`) };
}

function fitStyle({ styles, id }: ModelEntry, words: string | undefined): Fit<string | undefined> {
  if (words === undefined) return { value: undefined };
  if (styles.length === 0)
    return {
      value: undefined,
      warning: text(`${id} has no style setting, so it was left out; say the style in the prompt.`),
    };
  return { value: oneOf('style', words, styles) };
}

function fitCompression(
  { output, id }: ModelEntry,
  asked: number | undefined,
  format: PictureFormat,
): Fit<number | undefined> {
  if (asked === undefined) return { value: undefined };
  if (!Number.isInteger(asked) || asked < 0 || asked > 100)
    throw new EaselError('option-invalid', { option: 'compression', value: String(asked), allowed: '0 to 100' });
  if (format === 'png')
    return {
      value: undefined,
      warning: text('png is not compressed by quality, so the compression was left out; jpeg and webp are.'),
    };
  return output.compression
    ? { value: asked }
    : { value: undefined, warning: text(`${id} has no compression setting, so it was left out.`) };
}

function fitModeration(
  { moderation, id }: ModelEntry,
  asked: FittedOptions['moderation'] | undefined,
): Fit<FittedOptions['moderation'] | undefined> {
  if (asked === undefined || moderation) return { value: asked };
  return { value: undefined, warning: text(`The content filter of ${id} cannot be set, so moderation was left out.`) };
}

function fitSeed({ seed, id }: ModelEntry, asked: number | undefined): Fit<number | undefined> {
  if (asked === undefined) return { value: undefined };
  if (!Number.isSafeInteger(asked) || asked < 0)
    throw new EaselError('option-invalid', { option: 'seed', value: String(asked), allowed: 'a whole number from 0' });
  if (seed === 'none')
    return {
      value: undefined,
      warning: text(`${id} has no seed, so the same request makes another picture each time.`),
    };
  return seed === 'exact' ? { value: asked } : { value: asked, warning: text(`${id} follows a seed only roughly.`) };
}

function fitFidelity(
  { operations, id }: ModelEntry,
  asked: FittedOptions['fidelity'] | undefined,
  references: number,
): Fit<FittedOptions['fidelity'] | undefined> {
  if (asked === undefined) return { value: undefined };
  if (references === 0)
    return {
      value: undefined,
      warning: text('Fidelity keeps the detail of a picture, and none was given, so it was left out.'),
    };
  if (operations.fidelity === 'option') return { value: asked };
  if (operations.fidelity === 'always')
    return asked === 'high'
      ? { value: undefined }
      : { value: undefined, warning: text(`${id} always keeps fine detail, so low fidelity was left out.`) };
  return { value: undefined, warning: text(`${id} cannot promise to keep faces, logos and fine detail.`) };
}

/** Matches a word without regard to case. */
function oneOf<T extends string>(option: string, asked: string | undefined, allowed: readonly T[]): T | undefined {
  if (asked === undefined) return undefined;
  const found = allowed.find((value) => isWord(asked, value.toLowerCase()));
  if (found === undefined)
    throw new EaselError('option-invalid', { option, value: asked, allowed: allowed.join(', ') });
  return found;
}

const defined = <K extends string, V>(key: K, value: V | undefined) =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
