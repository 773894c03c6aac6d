import { cutOut } from '../drawing/cut-out.ts';
import { draw } from '../drawing/draw.ts';
import { enlarged } from '../drawing/enlarge.ts';
import { encoded } from '../drawing/raster.ts';
import { sourceFacts, sourceRaster } from '../drawing/sources.ts';
import type { Order } from './order.ts';

/** Makes one picture of an order; `index` counts from 0. The same seed gives the same pixels. */
export async function makePicture(order: Order, index: number, salt: string, signal: AbortSignal): Promise<Buffer> {
  const { task, pictures, mask } = order;
  const [source] = pictures;
  if (task.taskType === 'imageInference') {
    const wish = {
      prompt: order.prompt,
      index,
      count: order.count,
      salt: task.seed === undefined ? salt : `seed ${task.seed}`,
      size: { width: task.width, height: task.height },
      model: order.model.id,
      detail: 0.5,
      transparent: false,
      highFidelity: false,
      references: pictures,
      mask,
    };
    return encoded(await draw(wish, signal), order.format, task.outputQuality);
  }
  if (!source) throw new Error('There is no picture to work on.');
  const png = task.taskType === 'upscale' ? await enlarged(source, task.upscaleFactor) : await cutOut(source);
  return order.format === 'png' ? png : recoded(png, order);
}

async function recoded(png: Buffer, { format, task }: Order): Promise<Buffer> {
  return encoded(await sourceRaster(png, await sourceFacts(png)), format, task.outputQuality);
}
