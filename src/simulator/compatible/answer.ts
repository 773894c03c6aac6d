import { draw } from '../drawing/draw.ts';
import { encoded } from '../drawing/raster.ts';
import type { Fault } from '../faults.ts';
import { paced } from '../paced.ts';
import { spoiled } from '../spoiled.ts';
import type { Turns } from '../turns.ts';
import type { CompatibleOrder } from './order.ts';

export interface AnswerTerms {
  readonly turns: Turns;
  readonly fault: Fault | undefined;
  readonly signal: AbortSignal;
  /** Mixed in where no seed is told. */
  readonly salt: string;
  readonly paceMs: number;
  /** Epoch seconds. */
  readonly created: number;
  /** Keeps a picture for fetching and tells its address. */
  readonly shelve: (bytes: Buffer, type: string) => string;
}

/** Draws one picture after the other and answers in the server's own shape. */
export async function answer(order: CompatibleOrder, terms: AnswerTerms): Promise<object> {
  const { fault, turns, paceMs, signal, shelve, created } = terms;
  const data: object[] = [];
  const count = fault?.kind === 'fewer' ? Math.max(0, order.count - (fault.by ?? 1)) : order.count;
  for (let index = 0; index < count; index++) {
    const bytes = await paced(
      turns.run(() => picture(order, index, terms), signal),
      paceMs,
      signal,
    );
    const sent = spoiled(bytes, fault);
    data.push(order.asUrl ? { url: shelve(sent, `image/${order.format}`) } : { b64_json: sent.toString('base64') });
  }
  return { created, data, ...EXTRAS[order.kind](order) };
}

/** Who counts no tokens still says so. */
const NO_USAGE = {
  input_tokens: 0,
  input_tokens_details: { image_tokens: 0, text_tokens: 0 },
  output_tokens: 0,
  total_tokens: 0,
};

const EXTRAS: Readonly<Record<CompatibleOrder['kind'], (order: CompatibleOrder) => object>> = {
  'sd-cpp': ({ format }) => ({ output_format: format }),
  localai: () => ({ id: 'b2b1e3c0-5c7e-4f55-9f3c-6d8f2f6f0a11', usage: NO_USAGE }),
  airefinery: () => ({ usage: null }),
  sketch: () => ({ usage: NO_USAGE }),
};

async function picture(order: CompatibleOrder, index: number, { salt, signal }: AnswerTerms): Promise<Buffer> {
  const { prompt, negative, seed, count, size, model, references, mask, format, compression } = order;
  const wish = {
    prompt: without(prompt, negative),
    index,
    count,
    salt: seed === undefined ? salt : `seed ${seed}`,
    size,
    model,
    detail: 0.4,
    transparent: false,
    highFidelity: false,
    references,
    mask,
  };
  return encoded(await draw(wish, signal), format, compression);
}

/** What must not be in the picture is not drawn. */
function without(prompt: string, negative: string): string {
  const unwanted = new Set(negative.toLowerCase().match(/\p{L}+/gu) ?? []);
  return prompt.replace(/\p{L}+/gu, (word) => (unwanted.has(word.toLowerCase()) ? '' : word));
}
