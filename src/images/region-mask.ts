import type { Size } from '#src/domain/picture.ts';
import type { Region } from '#src/domain/region.ts';
import type { RegionPart, Span } from '#src/domain/region-part.ts';
import { createBreath } from './breathe.ts';
import { enlargeMask } from './enlarge-mask.ts';
import type { Mask } from './mask.ts';
import { sharp } from './sharp.ts';

/**
 * Draws a region as a mask for a picture of this size, in pixels. Named parts get a soft edge of a few percent of the shorter
 * edge, inside of it; regions with cells or boxes a hard one; either way what the person asked for instead.
 */
export async function regionMask(region: Region, size: Size): Promise<Mask> {
  if (!isSoft(region)) return drawn(region, size);
  const scale = Math.min(1, SOFT_EDGE / Math.max(size.width, size.height));
  const small = { width: scaled(size.width, scale), height: scaled(size.height, scale) };
  const sigma = softness(region, small);
  const hard = await drawn(region, small);
  if (sigma < MIN_SIGMA) return scale === 1 ? hard : drawn(region, size);
  const soft = await softened(hard, small, sigma);
  if (scale === 1) return within(soft, hard);
  return within(await enlargeMask(soft, small, size), await drawn(region, size));
}

/** What was not named stays out, to the pixel: the soft edge lies inside. */
function within(soft: Uint8Array, hard: Mask): Mask {
  for (let at = 0; at < soft.length; at++) if (hard[at] === 0) soft[at] = 0;
  return soft;
}

async function softened(hard: Mask, size: Size, sigma: number): Promise<Mask> {
  const blurred = sharp(hard, { raw: { ...size, channels: 1 } }).blur(sigma);
  const soft = await blurred.toColourspace('b-w').raw().toBuffer();
  // A blurred edge is half gone at its middle: that becomes nothing, so that the edge fades from there inwards. libvips blurs in
  // whole numbers and plain white comes out as 253, which is pulled back to where it was.
  for (let at = 0; at < soft.length; at++) {
    soft[at] = Math.min(Math.max((((soft[at] ?? 0) - HALF) * 255) / (255 - LOST - HALF), 0), 255);
  }
  return soft;
}

/** Levels of 0 to 255. */
const LOST = 4;
const HALF = 127;

/** A soft edge needs no more pixels than this on the longer edge; it is enlarged afterwards. */
const SOFT_EDGE = 640;
/** Of the shorter edge; what is seen of a Gaussian edge is about four times as wide. */
const SIGMA_SHARE = 0.012;
/** Of the narrowest part, so that its middle still changes fully. */
const NARROW_SHARE = 0.15;
/** libvips blurs with no less. */
const MIN_SIGMA = 0.3;

const scaled = (edge: number, scale: number): number => Math.max(1, Math.round(edge * scale));

const partsOf = ({ include, exclude }: Region): readonly RegionPart[] => [...include, ...exclude];

const isSoft = (region: Region): boolean =>
  region.edge ? region.edge === 'soft' : partsOf(region).every(({ kind }) => kind === 'named' || kind === 'everything');

function softness(region: Region, { width, height }: Size): number {
  const spans = partsOf(region).flatMap((part) => part.spans);
  const narrowest = Math.min(
    ...spans.map((span) => Math.min((span.right - span.left) * width, (span.bottom - span.top) * height)),
  );
  return Math.min(SIGMA_SHARE * Math.min(width, height), NARROW_SHARE * narrowest);
}

/** Rows between two edges of parts are all alike: one of them is drawn and copied. */
async function drawn({ include, exclude }: Region, size: Size): Promise<Mask> {
  const wanted = include.flatMap(({ spans }) => spans.map((span) => pixels(span, size)));
  const kept = exclude.flatMap(({ spans }) => spans.map((span) => pixels(span, size)));
  const mask = Buffer.alloc(size.width * size.height);
  const edges = [...new Set([0, size.height, ...[...wanted, ...kept].flatMap(({ top, bottom }) => [top, bottom])])];
  const breathe = createBreath();
  edges.sort((a, b) => a - b);
  for (const [index, top] of edges.entries()) {
    const bottom = edges[index + 1] ?? top;
    const row = Buffer.alloc(size.width);
    for (const span of wanted.filter(isAcross(top))) row.fill(255, span.left, span.right);
    for (const span of kept.filter(isAcross(top))) row.fill(0, span.left, span.right);
    mask.fill(row, top * size.width, bottom * size.width);
    await breathe();
  }
  return mask;
}

const isAcross =
  (row: number) =>
  ({ top, bottom }: Span): boolean =>
    top <= row && row < bottom;

/** To whole pixels, at least one of them. Neighbours that share an edge share it here too. */
function pixels({ left, top, right, bottom }: Span, { width, height }: Size): Span {
  const [x, y] = [Math.min(Math.round(left * width), width - 1), Math.min(Math.round(top * height), height - 1)];
  return {
    left: x,
    top: y,
    right: Math.max(x + 1, Math.round(right * width)),
    bottom: Math.max(y + 1, Math.round(bottom * height)),
  };
}
