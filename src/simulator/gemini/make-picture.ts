import sharp from 'sharp';
import type { PictureFormat, Size } from '#src/domain/picture.ts';
import { type DrawingWish, draw } from '../drawing/draw.ts';
import { coarse, encoded, type Raster, sharpOf } from '../drawing/raster.ts';
import type { Fault } from '../faults.ts';
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
/** Words that ask for four pictures on one sheet. */
const SHEET = /\b2\s?[x×]\s?2\b|\btwo by two\b|\btwo rows of two\b/i;
/** Between the pictures of a sheet, and around them: a hundredth of the width. */
const GUTTER = 0.01;

/** Draws the one picture of an order, and encodes it as the simulator likes. */
export async function makePicture(order: Order, { turns, salt, fault, signal }: Studio): Promise<Drawn> {
  return turns.run(async () => {
    const raster = SHEET.test(order.prompt)
      ? await drawSheet(order, salt, signal)
      : await draw(wishOf(order, drawnSize(order.size), 0, salt), signal);
    const full = await enlarged(raster, order.size);
    signal.throwIfAborted();
    const format = formatOf(order);
    const bytes = await encoded(full, format, 90);
    return {
      bytes: fault?.kind === 'corrupt' ? spoiled(bytes, fault.how ?? 'truncated') : bytes,
      mimeType: `image/${format}`,
      draft: await draftOf(raster),
    };
  }, signal);
}

/** A seed makes the same picture every time, whatever else is mixed in. */
const wishOf = ({ prompt, model, references, seed }: Order, size: Size, index: number, salt: string): DrawingWish => ({
  prompt,
  index,
  count: 1,
  salt: seed === undefined ? salt : `seed ${seed}`,
  size,
  model: model.id,
  detail: 0.5,
  transparent: false,
  highFidelity: false,
  references,
});

async function drawSheet(order: Order, salt: string, signal: AbortSignal): Promise<Raster> {
  const { width, height } = drawnSize(order.size);
  const gap = Math.max(2, Math.round(width * GUTTER));
  const cell = { width: Math.floor((width - 3 * gap) / 2), height: Math.floor((height - 3 * gap) / 2) };
  const tiles = [];
  for (const index of [0, 1, 2, 3]) {
    const { pixels } = await draw(wishOf(order, cell, index, salt), signal);
    const [left, top] = [gap + (index % 2) * (cell.width + gap), gap + Math.floor(index / 2) * (cell.height + gap)];
    tiles.push({ input: pixels, raw: { ...cell, channels: 4 as const }, left, top });
  }
  const ground = sharp({ create: { width, height, channels: 4, background: '#ffffff' } });
  return { width, height, pixels: await ground.composite(tiles).raw().toBuffer() };
}

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

const spoiled = (bytes: Buffer, how: 'truncated' | 'garbage'): Buffer =>
  how === 'truncated'
    ? bytes.subarray(0, Math.floor(bytes.length / 2))
    : Buffer.from(Array.from({ length: 2000 }, (_, at) => (at * 73 + 41) % 256));
