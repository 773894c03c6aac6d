import type { PictureFormat, Size } from '#src/domain/picture.ts';
import { type DrawingWish, draw } from '../drawing/draw.ts';
import { coarse, encoded, type Raster, sharpOf } from '../drawing/raster.ts';
import type { Fault } from '../faults.ts';
import { spoiled } from '../spoiled.ts';
import type { Turns } from '../turns.ts';
import type { Order } from './order.ts';

export interface Studio {
  readonly turns: Turns;
  readonly salt: string;
  readonly fault: Fault | undefined;
  readonly signal: AbortSignal;
}

export interface Drawn {
  readonly bytes: Buffer;
  readonly mimeType: string;
  /** A small early stage of it. */
  readonly draft: Buffer;
}

/** Drawn no larger than this and then enlarged: a picture of 4K would take many seconds. */
const MAX_DRAWN_PIXELS = 4_300_000;

/** Draws the one picture of an order, and encodes it as the simulator likes. */
export async function makePicture(order: Order, { turns, salt, fault, signal }: Studio): Promise<Drawn> {
  return turns.run(async () => {
    const raster = await draw(wishOf(order, salt), signal);
    const full = await enlarged(raster, order.size);
    signal.throwIfAborted();
    const format = formatOf(order);
    const bytes = await encoded(full, format, 90);
    return {
      bytes: spoiled(bytes, fault),
      mimeType: `image/${format}`,
      draft: await draftOf(raster),
    };
  }, signal);
}

/** A seed makes the same picture every time, whatever else is mixed in. */
const wishOf = ({ prompt, model, references, seed, size }: Order, salt: string): DrawingWish => ({
  prompt,
  index: 0,
  count: 1,
  salt: seed === undefined ? salt : `seed ${seed}`,
  size: drawnSize(size),
  model: model.id,
  detail: 0.5,
  transparent: false,
  highFidelity: false,
  references,
});

function drawnSize({ width, height }: Size): Size {
  const scale = Math.min(1, Math.sqrt(MAX_DRAWN_PIXELS / (width * height)));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

async function enlarged(raster: Raster, { width, height }: Size): Promise<Raster> {
  if (raster.width === width && raster.height === height) return raster;
  const pixels = await sharpOf(raster).resize(width, height, { fit: 'fill' }).raw().toBuffer();
  return { width, height, pixels };
}

/** Nobody can choose: large ones and every other prompt come as JPEG, as the vendor's mostly do. */
const formatOf = ({ prompt, size }: Order): PictureFormat =>
  size.width * size.height > MAX_DRAWN_PIXELS || prompt.length % 2 === 0 ? 'jpeg' : 'png';

async function draftOf(raster: Raster): Promise<Buffer> {
  const small = sharpOf(raster).resize(256, 256, { fit: 'inside' });
  const { data: pixels, info } = await small.raw().toBuffer({ resolveWithObject: true });
  return encoded(await coarse({ width: info.width, height: info.height, pixels }, 0.4), 'jpeg', 60);
}
