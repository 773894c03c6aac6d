import type { Mode } from '#src/domain/mode.ts';
import { chooseMode } from '#src/domain/mode.ts';
import type { Label } from './caption.ts';
import { drawCollage } from './collage.ts';
import { inpainted } from './inpaint.ts';
import { type Raster, rasterOf } from './raster.ts';
import { restyled } from './restyle.ts';
import { canvasFor, drawScene, drawSticker, type SceneWish } from './scene.ts';
import { asksForSheet, drawnSheet } from './sheet.ts';

/** One picture to draw. What is there decides how: a mask repaints, references are shown, neither is a new picture. */
export interface DrawingWish extends SceneWish {
  readonly model: string;
  /** How many pictures the request asked for. */
  readonly count: number;
  readonly transparent: boolean;
  readonly highFidelity: boolean;
  /** Encoded, in the order sent; the first is the source. */
  readonly references: readonly Uint8Array[];
  /** Encoded, with alpha: 0 = change. Belongs to the first reference. */
  readonly mask?: Uint8Array | undefined;
}

/**
 * Draws one picture. The same wish gives the same pixels on every machine.
 *
 * @throws the signal's reason when it aborts, between two steps of the work.
 */
export async function draw(wish: DrawingWish, signal: AbortSignal): Promise<Raster> {
  if (asksForSheet(wish)) return drawnSheet(wish, (tile) => drawOne({ ...tile, count: 4 * wish.count }, signal));
  return drawOne(wish, signal);
}

async function drawOne(wish: DrawingWish, signal: AbortSignal): Promise<Raster> {
  const canvas = canvasFor(wish);
  const label = labelOf(wish);
  const [source, ...others] = wish.references;
  if (!source) {
    const svg = wish.transparent ? drawSticker(canvas, label) : drawScene(canvas, label);
    return rasterOf(svg, wish.size, signal);
  }
  if (wish.mask) return inpainted({ ...wish, mask: wish.mask, source, others, label }, signal);
  if (others.length > 0) return rasterOf(await drawCollage(canvas, label, wish), wish.size, signal);
  return restyled(canvas, label, { ...wish, source }, signal);
}

function labelOf({ prompt, model, index, count, ...wish }: DrawingWish): Label {
  const facts = ['simulator', modeOf(wish), model, ...(count > 1 ? [`${index + 1} of ${count}`] : [])];
  return { prompt, facts: facts.join(' · ') };
}

const modeOf = ({
  references,
  mask,
  transparent,
  highFidelity,
}: Pick<DrawingWish, 'references' | 'mask' | 'transparent' | 'highFidelity'>): Mode =>
  chooseMode({
    references: references.length,
    masked: mask !== undefined,
    background: transparent ? 'transparent' : undefined,
    fidelity: highFidelity ? 'high' : undefined,
  }).mode;
