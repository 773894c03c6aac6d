import { EaselError } from './errors.ts';
import { fitQuality } from './fit-quality.ts';
import { type FittedShape, fitShape } from './fit-shape.ts';
import type { Fit } from './fitting.ts';
import type { ModelEntry } from './model.ts';
import type { PictureFormat } from './picture.ts';
import { BACKGROUNDS, FIDELITIES, FORMATS, isWord, MAX_COUNT, MODERATIONS, type PictureRequest } from './request.ts';
import { type Text, text } from './text.ts';

/** A request's options as the model can take them. */
export interface FittedOptions extends FittedShape {
  readonly quality?: string;
  readonly style?: string;
  readonly background: (typeof BACKGROUNDS)[number];
  /** What the model is asked for. */
  readonly format: PictureFormat;
  /** What Easel makes of it, where the model cannot make it itself; untouched without. */
  readonly deliverAs?: PictureFormat;
  /** 0 to 100. */
  readonly compression?: number;
  readonly moderation?: (typeof MODERATIONS)[number];
  /** Of each prompt, in as many calls as that takes. */
  readonly count: number;
  readonly seed?: number;
  /** What must not be in the picture. */
  readonly negative?: string;
  readonly fidelity?: (typeof FIDELITIES)[number];
  readonly partials: number;
  readonly timeoutMs: number;
}

const MAX_TIMEOUT_MS = 600_000;

/**
 * Corrects each option to the nearest thing the model can do, with a warning for the person.
 *
 * @param maxCount how many pictures may be asked for.
 * @throws {EaselError} where a word makes no sense, or two wishes exclude each other.
 */
export function fitOptions(
  request: PictureRequest,
  { model }: { model: ModelEntry },
  maxCount = MAX_COUNT,
): { options: FittedOptions; warnings: readonly Text[] } {
  const warnings: Text[] = [];
  const take = <T>({ value, warning }: Fit<T>): T => {
    if (warning) warnings.push(warning);
    return value;
  };
  const { options } = request;
  const background = oneOf('background', options.background, BACKGROUNDS) ?? 'auto';
  const { format, deliverAs } = fitFormat(model, oneOf('format', options.format, FORMATS), background);
  const quality = take(fitQuality(model, options.quality, options.size));
  const fitted = {
    ...take(fitShape(request, model, quality)),
    background,
    format,
    count: countIn(options.n, maxCount),
    partials: take(fitPartials(model, options.partials)),
    timeoutMs: fitTimeout(model, options.timeoutSeconds),
    ...defined('deliverAs', deliverAs),
    ...defined('quality', quality),
    ...defined('style', take(fitStyle(model, options.style))),
    ...defined(
      'compression',
      take(fitCompression(model, options.compression, deliverAs ?? format, deliverAs !== undefined)),
    ),
    ...defined('moderation', take(fitModeration(model, oneOf('moderation', options.moderation, MODERATIONS)))),
    ...defined('seed', take(fitSeed(model, options.seed))),
    ...defined('negative', take(fitNegative(model, options.negative))),
    ...defined(
      'fidelity',
      take(fitFidelity(model, oneOf('fidelity', options.fidelity, FIDELITIES), request.references.length)),
    ),
  };
  return { options: fitted, warnings };
}

/**
 * A format the model cannot make is made by Easel of one it can. Where the provider decides, a wish is kept for afterwards and
 * nobody's bytes are touched without one.
 */
function fitFormat(
  { output, id }: ModelEntry,
  wanted: PictureFormat | undefined,
  background: string,
): { readonly format: PictureFormat; readonly deliverAs: PictureFormat | undefined } {
  if (background === 'transparent' && wanted === 'jpeg')
    throw new EaselError('transparent-needs-alpha', { format: 'jpeg' });
  const suitable = output.formats.filter((format) => background !== 'transparent' || format !== 'jpeg');
  const [first] = suitable;
  if (!first) throw new Error(`${id} has no output format.`);
  if (wanted !== undefined && suitable.includes(wanted))
    return { format: wanted, deliverAs: output.chosenBy === 'provider' ? wanted : undefined };
  return { format: first, deliverAs: wanted };
}

/** @throws {EaselError} `count-out-of-range`. */
function countIn(asked: number | undefined, max: number): number {
  const count = asked ?? 1;
  if (Number.isInteger(count) && count >= 1 && count <= max) return count;
  throw new EaselError('count-out-of-range', { count, max });
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
  isOurs: boolean,
): Fit<number | undefined> {
  if (asked === undefined) return { value: undefined };
  if (!Number.isInteger(asked) || asked < 0 || asked > 100)
    throw new EaselError('option-invalid', { option: 'compression', value: String(asked), allowed: '0 to 100' });
  if (format === 'png')
    return {
      value: undefined,
      warning: text('png is not compressed by quality, so the compression was left out; jpeg and webp are.'),
    };
  return output.compression || isOurs
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

function fitNegative({ negativePrompt, id }: ModelEntry, words: string | undefined): Fit<string | undefined> {
  const asked = words?.trim();
  if (!asked || negativePrompt) return { value: asked || undefined };
  return {
    value: undefined,
    warning: text(`${id} takes no negative prompt, so it was left out; say in the prompt what you do want.`),
  };
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
