import type { Size } from '#src/domain/picture.ts';
import { outputTokens } from '#src/domain/price.ts';
import type { SimulatedModel } from './models.ts';
import type { Order } from './order.ts';

/** OpenAI's `usage` object. */
export interface WireUsage {
  readonly input_tokens: number;
  readonly input_tokens_details: { readonly image_tokens: number; readonly text_tokens: number };
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly image_tokens: number; readonly text_tokens: number };
  readonly total_tokens: number;
}

/**
 * What so many pictures of an order cost. Partial pictures are not counted: what they really cost is not documented.
 *
 * @param withInput whether prompt and references are in it. A stream counts them in its first picture only, so that the
 *   sum over its completed events is what the request cost.
 * @returns `undefined` for models that tell no usage.
 */
export function usageOf(order: Order, pictures: number, withInput: boolean): WireUsage | undefined {
  const each = pictureTokens(order.model, order.quality, order.size);
  if (each === undefined) return undefined;
  const { references, mask } = order.uploads;
  const sent = mask ? [...references, mask] : references;
  const text = withInput ? Math.ceil(order.prompt.length / 4) : 0;
  const image = withInput ? sent.reduce((sum, size) => sum + referenceTokens(size, order.highFidelity), 0) : 0;
  const output = each * pictures;
  return {
    input_tokens: text + image,
    input_tokens_details: { image_tokens: image, text_tokens: text },
    output_tokens: output,
    output_tokens_details: { image_tokens: output, text_tokens: 0 },
    total_tokens: text + image + output,
  };
}

function pictureTokens({ tokens }: SimulatedModel, quality: string, size: Size): number | undefined {
  if (tokens.kind === 'formula') return outputTokens(tokens.base[quality] ?? 0, size);
  if (tokens.kind === 'fixed') return (size.width === size.height ? tokens.square : tokens.oblong)[quality] ?? 0;
  return undefined;
}

/** OpenAI's count for gpt-image-1: 65 and 129 for each 512 px tile once the shorter edge is 512; high fidelity adds a fixed part. */
function referenceTokens({ width, height }: Size, highFidelity: boolean): number {
  const scale = Math.min(1, 512 / Math.min(width, height));
  const tiles = Math.ceil((width * scale) / 512) * Math.ceil((height * scale) / 512);
  return 65 + 129 * tiles + (highFidelity ? (width === height ? 4160 : 6240) : 0);
}
