import { setImmediate } from 'node:timers/promises';
import type { Size } from '#src/domain/picture.ts';
import type { Label } from './caption.ts';
import { drawCollage } from './collage.ts';
import { type Raster, rasterOf } from './raster.ts';
import { canvasFor, drawScene, drawSticker, type SceneWish } from './scene.ts';
import { maskRaster, sourceRaster } from './sources.ts';

export interface InpaintWish extends SceneWish {
  readonly source: Uint8Array;
  readonly mask: Uint8Array;
  /** Further references: they appear in what is painted. */
  readonly others: readonly Uint8Array[];
  readonly transparent: boolean;
  readonly label: Label;
}

/**
 * Paints a small whole picture where the mask allows it. A pixel whose mask alpha is 255 keeps the source's bytes exactly;
 * between 0 and 255 both are blended.
 */
export async function inpainted(wish: InpaintWish, signal: AbortSignal): Promise<Raster> {
  const [source, keep] = await Promise.all([sourceRaster(wish.source, wish.size), maskRaster(wish.mask, wish.size)]);
  signal.throwIfAborted();
  const area = await openArea(keep, wish.size, signal);
  if (!area) return source;
  await blend(source, await paint(wish, area, signal), keep, area, signal);
  return source;
}

interface Area extends Size {
  readonly left: number;
  readonly top: number;
}

async function paint(wish: InpaintWish, area: Area, signal: AbortSignal): Promise<Raster> {
  const size = { width: area.width, height: area.height };
  const canvas = canvasFor({ ...wish, size });
  const { label, others, transparent } = wish;
  if (others.length > 0)
    return rasterOf(await drawCollage(canvas, label, { references: others, transparent }, 'middle'), size, signal);
  return rasterOf(transparent ? drawSticker(canvas, label) : drawScene(canvas, label, 'middle'), size, signal);
}

/** The smallest rectangle around everything that may change; `undefined` where nothing may. */
async function openArea(keep: Buffer, { width, height }: Size, signal: AbortSignal): Promise<Area | undefined> {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    await breathe(y, signal);
    for (let x = 0; x < width; x++) {
      if (keep[y * width + x] === 255) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

async function blend(onto: Raster, painted: Raster, keep: Buffer, area: Area, signal: AbortSignal): Promise<void> {
  for (let y = 0; y < area.height; y++) {
    await breathe(y, signal);
    for (let x = 0; x < area.width; x++) {
      const at = (area.top + y) * onto.width + area.left + x;
      const stays = (keep[at] ?? 255) / 255;
      if (stays === 1) continue;
      for (let channel = 0; channel < 4; channel++) {
        const fresh = painted.pixels[(y * area.width + x) * 4 + channel] ?? 0;
        const old = onto.pixels[at * 4 + channel] ?? 0;
        onto.pixels[at * 4 + channel] = Math.round(old * stays + fresh * (1 - stays));
      }
    }
  }
}

/** Lets other work run every 128 rows, and stops where nobody waits any more. */
async function breathe(row: number, signal: AbortSignal): Promise<void> {
  if (row % 128 !== 0) return;
  await setImmediate();
  signal.throwIfAborted();
}
