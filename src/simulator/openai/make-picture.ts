import { type DrawingWish, draw } from '../drawing/draw.ts';
import { coarse, encoded, type Raster } from '../drawing/raster.ts';
import type { Fault } from '../faults.ts';
import { spoiled } from '../spoiled.ts';
import type { Turns } from '../turns.ts';
import type { Order } from './order.ts';

/** What all pictures of one order share. */
export interface Studio {
  readonly turns: Turns;
  readonly salt: string;
  readonly fault: Fault | undefined;
  readonly signal: AbortSignal;
}

/** How much is drawn, by quality. */
const DETAIL: Readonly<Record<string, number>> = {
  low: 0.15,
  medium: 0.5,
  standard: 0.5,
  high: 0.75,
  hd: 0.75,
  xhigh: 0.9,
  max: 1,
};

/** Draws one picture of an order; `index` counts from 0. */
export function drawPicture(order: Order, index: number, { turns, salt, signal }: Studio): Promise<Raster> {
  const { references, mask } = order.uploads;
  const wish: DrawingWish = {
    prompt: order.prompt,
    index,
    count: order.count,
    salt,
    size: order.size,
    model: order.model.id,
    detail: DETAIL[order.quality] ?? 0.5,
    transparent: order.transparent,
    highFidelity: order.highFidelity,
    references: references.map(({ bytes }) => bytes),
    mask: mask?.bytes,
  };
  return turns.run(() => draw(wish, signal), signal);
}

/** The finished picture's bytes, unless a fault spoils them. */
export async function finished(order: Order, raster: Raster, { turns, fault, signal }: Studio): Promise<Buffer> {
  const bytes = await turns.run(() => encoded(raster, order.format, order.compression), signal);
  return spoiled(bytes, fault);
}

/** An unfinished stage of the same picture; `share` 0 to 1 says how far it is. */
export function unfinished(order: Order, raster: Raster, share: number, { turns, signal }: Studio): Promise<Buffer> {
  return turns.run(async () => encoded(await coarse(raster, share), order.format, order.compression), signal);
}
