import type { ModelEntry } from './model.ts';
import type { Size } from './picture.ts';
import type { CreditPolicy } from './policy.ts';
import type { Usage } from './usage.ts';

export interface Price {
  /** Whole credits for one picture; pictures are settled one by one. */
  readonly each: number;
  readonly total: number;
  /** Millionths of a US dollar for all of them, where the vendor's formula is known. Prompt and references are not in it. */
  readonly estimateUsdMicros?: number;
}

/** The price of a request: base cost x the model's weight x the quality's weight, at least 1 a picture, times the number of pictures. */
export function priceOf(
  model: ModelEntry,
  {
    references,
    quality,
    size,
    count,
  }: { references: number; quality?: string | undefined; size: Size | 'auto'; count: number },
  policy: CreditPolicy,
): Price {
  const base = references > 0 ? policy.costs.imageToImage : policy.costs.textToImage;
  const weight = policy.weights[model.id] ?? model.pricing.weight;
  const byQuality = quality === undefined ? 1 : (model.quality?.weights[quality] ?? 1);
  const each = base === 0 ? 0 : Math.max(1, roundUp(base * weight * byQuality));
  const estimate = estimateUsdMicros(model, size, quality);
  return { each, total: each * count, ...(estimate !== undefined && { estimateUsdMicros: estimate * count }) };
}

/** The price of two things that are bought together; `each` is that of the second. */
export function sumOf(first: Price, second: Price): Price {
  const [one, other] = [first.estimateUsdMicros, second.estimateUsdMicros];
  return {
    each: second.each,
    total: first.total + second.total,
    ...(one !== undefined && other !== undefined && { estimateUsdMicros: one + other }),
  };
}

/**
 * OpenAI's price calculator for one picture: tokens = ceil(base * u * (2e6 + w*h) / 4e6), u = base / ratio rounded half to even.
 * Source: OpenAI's pricing calculator; the base of the 2.6 family is assumed to be that of 2.5.
 */
export function outputTokens(base: number, { width, height }: Size): number {
  const short = roundHalfEven(base / (Math.max(width, height) / Math.min(width, height)));
  return Math.ceil((base * short * (2e6 + width * height)) / 4e6);
}

/** What the call really cost, by the tokens the provider counted. */
export function costUsdMicros({ pricing }: ModelEntry, usage: Usage): number | undefined {
  const rate = pricing.usdPerMillionTokens;
  if (!rate) return undefined;
  return Math.round(
    usage.inputTextTokens * rate.textIn + usage.inputImageTokens * rate.imageIn + usage.outputTokens * rate.imageOut,
  );
}

function estimateUsdMicros(
  { pricing }: ModelEntry,
  size: Size | 'auto',
  quality: string | undefined,
): number | undefined {
  const { usdPerPicture } = pricing;
  if (usdPerPicture) return Math.round((usdPerPicture.byQuality?.[quality ?? ''] ?? usdPerPicture.usual) * 1e6);
  const base = quality === undefined ? undefined : pricing.outputTokenBase?.[quality];
  if (size === 'auto') return undefined;
  if (base === undefined || !pricing.usdPerMillionTokens) return undefined;
  return Math.round(outputTokens(base, size) * pricing.usdPerMillionTokens.imageOut);
}

/** To the next whole number; what floating point adds to an exact product (0.1 * 3 * 10) does not cost a credit. */
const roundUp = (value: number): number => Math.ceil(Number(value.toFixed(6)));

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
