import { cutOut } from '../drawing/cut-out.ts';
import { draw } from '../drawing/draw.ts';
import { enlarged } from '../drawing/enlarge.ts';
import { encoded } from '../drawing/raster.ts';
import type { Order } from './order.ts';

/** Makes one picture of an order; `index` counts from 0. Upscalers really enlarge, and background removers make real alpha. */
export async function makePicture(order: Order, index: number, salt: string, signal: AbortSignal): Promise<Buffer> {
  const { model, pictures, seed, isExact } = order;
  const [source] = pictures;
  if (model.does !== 'draw') {
    if (!source) throw new Error('There is no picture to work on.');
    return model.does === 'enlarge' ? enlarged(source, order.scale) : cutOut(source);
  }
  const wish = {
    prompt: order.prompt,
    index,
    count: order.count,
    salt: seed === undefined ? salt : `seed ${seed}${isExact ? '' : salt}`,
    size: order.size,
    model: model.name,
    detail: 0.5,
    transparent: false,
    highFidelity: false,
    references: pictures,
    mask: order.mask,
  };
  return encoded(await draw(wish, signal), order.format, order.compression);
}
