import { formatSize } from '#src/domain/shape.ts';
import { paced } from '../paced.ts';
import { deliveredCount } from './answer-json.ts';
import { drawPicture, finished, type Studio, unfinished } from './make-picture.ts';
import type { Order } from './order.ts';
import { usageOf } from './usage.ts';

/** One event of a stream; `type` is also the name of the event on the wire. */
export interface StreamEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface StreamTerms extends Studio {
  readonly paceMs: number;
  /** Epoch seconds. */
  readonly created: () => number;
}

/** The events of an order: for each picture its partial stages, evenly over its time, then the completed one. */
export async function* streamEvents(order: Order, terms: StreamTerms): AsyncGenerator<StreamEvent> {
  const name = order.route === 'generations' ? 'image_generation' : 'image_edit';
  const stepMs = terms.paceMs / (order.partials + 1);
  for (let index = 0; index < deliveredCount(order, terms); index++) {
    const drawing = drawPicture(order, index, terms);
    for (let stage = 0; stage < order.partials; stage++) {
      const raster = await paced(drawing, stepMs, terms.signal);
      const bytes = await unfinished(order, raster, (stage + 1) / (order.partials + 1), terms);
      yield { type: `${name}.partial_image`, partial_image_index: stage, ...facts(order, bytes, terms) };
    }
    const bytes = await finished(order, await paced(drawing, stepMs, terms.signal), terms);
    yield { type: `${name}.completed`, ...facts(order, bytes, terms), usage: usageOf(order, 1, index === 0) };
  }
}

const facts = (order: Order, bytes: Buffer, { created }: StreamTerms) => ({
  b64_json: bytes.toString('base64'),
  created_at: created(),
  size: formatSize(order.size),
  quality: order.quality,
  background: order.transparent ? 'transparent' : 'opaque',
  output_format: order.format,
});
