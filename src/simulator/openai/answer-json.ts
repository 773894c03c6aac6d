import { formatSize } from '#src/domain/shape.ts';
import { paced } from '../paced.ts';
import { drawPicture, finished, type Studio } from './make-picture.ts';
import type { Order } from './order.ts';
import type { WireUsage } from './usage.ts';
import { usageOf } from './usage.ts';

/** OpenAI's `ImagesResponse`. */
export interface ImagesResponse {
  readonly created: number;
  readonly data: readonly { readonly b64_json?: string; readonly url?: string; readonly revised_prompt?: string }[];
  readonly background: 'transparent' | 'opaque';
  readonly output_format: string;
  readonly quality: string;
  readonly size: string;
  readonly usage?: WireUsage;
}

export interface JsonTerms extends Studio {
  readonly paceMs: number;
  /** Epoch seconds. */
  readonly created: number;
  /** Keeps a picture for fetching and tells its address. */
  shelve(bytes: Buffer, type: string): string;
}

/** Draws one picture after the other and answers with all of them. */
export async function answerJson(order: Order, terms: JsonTerms): Promise<ImagesResponse> {
  const data: { b64_json?: string; url?: string; revised_prompt?: string }[] = [];
  for (let index = 0; index < deliveredCount(order, terms); index++) {
    const raster = await paced(drawPicture(order, index, terms), terms.paceMs, terms.signal);
    const bytes = await finished(order, raster, terms);
    const where = order.asUrl
      ? { url: terms.shelve(bytes, `image/${order.format}`) }
      : { b64_json: bytes.toString('base64') };
    data.push({ ...where, ...(order.model.id === 'dall-e-3' && { revised_prompt: order.prompt }) });
  }
  const usage = usageOf(order, data.length, true);
  return {
    created: terms.created,
    data,
    background: order.transparent ? 'transparent' : 'opaque',
    output_format: order.format,
    quality: order.quality,
    size: formatSize(order.size),
    ...(usage && { usage }),
  };
}

/** How many pictures are really made. */
export const deliveredCount = ({ count }: Order, { fault }: Studio): number =>
  fault?.kind === 'fewer' ? Math.max(0, count - (fault.by ?? 1)) : count;
