import type { OverlayOptions } from 'sharp';
import { type Canvas, gradient, px } from './canvas.ts';
import { drawCaption, type Label } from './caption.ts';
import { motifsFor } from './motifs.ts';
import { type Raster, rasterOf, sharpOf } from './raster.ts';
import { colorsOf } from './scene.ts';
import { sourceRaster } from './sources.ts';

/** The source itself, in the light and with the figures that the prompt asks for. High fidelity tints less. */
export async function restyled(
  canvas: Canvas,
  label: Label,
  wish: { readonly source: Uint8Array; readonly transparent: boolean; readonly highFidelity: boolean },
  signal: AbortSignal,
): Promise<Raster> {
  const base = await sourceRaster(wish.source, canvas);
  signal.throwIfAborted();
  const layer = async (drawing: string, blend: NonNullable<OverlayOptions['blend']>) =>
    over(await rasterOf(drawing, canvas, signal), blend);
  const light = over(await tint(canvas, wish.highFidelity ? 0.35 : 0.9, signal), 'soft-light');
  const [added, caption] = [ornaments(canvas, wish.highFidelity), drawCaption(canvas, label, 'bottom')];
  const drawn = wish.transparent
    ? [await layer(added, 'over'), await layer(cutOut(canvas), 'dest-in'), await layer(caption, 'over')]
    : [await layer(added + caption, 'over')];
  const layers = [light, ...drawn];
  // Without a wish for transparency the source's own holes are filled, as an opaque answer promises.
  const ground = wish.transparent ? sharpOf(base) : sharpOf(base).flatten({ background: canvas.palette.sky[2] });
  const pixels = await ground.composite(layers).ensureAlpha().raw().toBuffer();
  return { width: base.width, height: base.height, pixels };
}

const TINT_EDGE = 64;

const over = ({ pixels, width, height }: Raster, blend: NonNullable<OverlayOptions['blend']>): OverlayOptions => ({
  input: pixels,
  raw: { width, height, channels: 4 },
  blend,
});

/** Drawn small and enlarged: it has no edges, and takes a third of the time of a restyled picture at full size. */
async function tint(canvas: Canvas, strength: number, signal: AbortSignal): Promise<Raster> {
  const { width, height, palette, dice } = canvas;
  const tones = dice.chance(0.5) ? palette.sky : [palette.accent, palette.sky[1], palette.sky[0]];
  const drawing = `<defs>${gradient('tint', tones)}</defs><rect width="${TINT_EDGE}" height="${TINT_EDGE}" fill="url(#tint)" opacity="${strength}"/>`;
  const small = await rasterOf(drawing, { width: TINT_EDGE, height: TINT_EDGE }, signal);
  const pixels = await sharpOf(small).resize(width, height, { fit: 'fill', kernel: 'linear' }).raw().toBuffer();
  return { width, height, pixels };
}

function ornaments(canvas: Canvas, highFidelity: boolean): string {
  const { width, height, unit, palette, dice } = canvas;
  const wash = `<rect width="${width}" height="${height}" fill="${palette.accent}" opacity="${highFidelity ? 0.04 : 0.16}"/>`;
  const edge = unit * 14;
  const frame = `<rect x="${px(edge)}" y="${px(edge)}" width="${px(width - 2 * edge)}" height="${px(height - 2 * edge)}" rx="${px(unit * 18)}" fill="none" stroke="${palette.light}" stroke-width="${px(unit * 5)}" opacity="0.85"/>`;
  const [colors, side] = [colorsOf(canvas), dice.chance(0.5)];
  const figures = motifsFor(canvas.words).map((motif, order) => figure(canvas, motif.draw(colors), order, side));
  return wash + figures.join('') + frame;
}

function figure({ width, height, unit }: Canvas, drawing: string, order: number, fromRight: boolean): string {
  const edge = unit * 260;
  const across = unit * 50 + order * edge * 1.05;
  const x = fromRight ? width - across - edge : across;
  return `<g transform="translate(${px(x)} ${px(height - edge - unit * 150)}) scale(${px(edge / 100)})">${drawing}</g>`;
}

function cutOut({ width, height, unit }: Canvas): string {
  const inset = unit * 45;
  return `<rect x="${px(inset)}" y="${px(inset)}" width="${px(width - 2 * inset)}" height="${px(height - 2 * inset)}" rx="${px(unit * 200)}" fill="#ffffff"/>`;
}
