import type { SizeShape } from './model.ts';
import type { Size } from './picture.ts';

/** The pixels a picture has where nobody says otherwise; a shape asked for is filled to about this. */
const USUAL_PIXELS = 1024 * 1024;

/** `1536x1024` -> its size; anything else is `undefined`. */
export function parseSize(words: string): Size | undefined {
  const [, width, height] = /^(\d{1,5})\s*[x×]\s*(\d{1,5})$/i.exec(words.trim()) ?? [];
  return pair(width, height);
}

/** `16:9` -> 16 by 9; anything else is `undefined`. */
export function parseAspect(words: string): Size | undefined {
  const [, width, height] = /^(\d{1,3})\s*[:/]\s*(\d{1,3})$/.exec(words.trim()) ?? [];
  return pair(width, height);
}

export const formatSize = ({ width, height }: Size): string => `${width}x${height}`;

/** The legal size nearest to the one asked for: its ratio first, then its number of pixels. */
export function nearestSize(shape: SizeShape, wanted: Size): Size {
  return shape.free ? fitFree(shape.free, wanted) : nearestPreset(shape, ratio(wanted), wanted);
}

/** The legal size of about the usual number of pixels whose ratio is nearest to the one asked for. */
export function sizeOfAspect(shape: SizeShape, aspect: Size): Size {
  const wanted = ratio(aspect);
  const exact = presets(shape).filter((preset) => Math.abs(ratio(preset) / wanted - 1) < 0.001);
  const usual = exact.sort((a, b) => distance(a, USUAL_PIXELS) - distance(b, USUAL_PIXELS))[0];
  if (usual) return usual;
  return shape.free
    ? bestOnGrid(shape.free, clamp(wanted, 1 / shape.free.maxRatio, shape.free.maxRatio))
    : nearestPreset(shape, wanted);
}

/** The ratio of a list that is nearest to a picture's; both are `WIDTH:HEIGHT`. */
export function nearestRatio(ratios: readonly string[], wanted: Size): string {
  const away = (words: string) =>
    Math.abs(Math.log(ratio(parseAspect(words) ?? { width: 1, height: 1 }) / ratio(wanted)));
  const [nearest] = [...ratios].sort((a, b) => away(a) - away(b));
  if (nearest === undefined) throw new Error('A shape has no ratios.');
  return nearest;
}

/** About what a picture of a ratio measures at a number of pixels. Vendors round to a grid of their own; this one is of 16. */
export function sizeOfRatio(words: string, pixels: number): Size {
  const wanted = ratio(parseAspect(words) ?? { width: 1, height: 1 });
  const edge = (length: number) => Math.max(16, Math.round(length / 16) * 16);
  return { width: edge(Math.sqrt(pixels * wanted)), height: edge(Math.sqrt(pixels / wanted)) };
}

/** `1536x1024` -> `3:2`; sizes without a simple ratio are named by their pixels. */
export function aspectOf(size: Size): string {
  const divisor = gcd(size.width, size.height);
  const [width, height] = [size.width / divisor, size.height / divisor];
  return width <= 32 && height <= 32 ? `${width}:${height}` : formatSize(size);
}

export const ratio = ({ width, height }: Size): number => width / height;

type Free = NonNullable<SizeShape['free']>;

/** Whether a free shape has this very size. */
export function isLegal(free: Free, { width, height }: Size): boolean {
  const heights = legalHeights(free, width);
  return width % free.multiple === 0 && height % free.multiple === 0 && heights.low <= height && height <= heights.high;
}

function fitFree(free: Free, wanted: Size): Size {
  const legalRatio = clamp(ratio(wanted), 1 / free.maxRatio, free.maxRatio);
  // Where the longer edge is at its end, the shorter one gives way too, or the ratio would be lost.
  const roomPixels = free.maxEdge ** 2 / Math.max(legalRatio, 1 / legalRatio);
  const pixels = clamp(wanted.width * wanted.height, free.minPixels, Math.min(free.maxPixels, roomPixels));
  const rounded = {
    width: snap(free, Math.sqrt(pixels * legalRatio)),
    height: snap(free, Math.sqrt(pixels / legalRatio)),
  };
  return isLegal(free, rounded) ? rounded : bestOnGrid(free, legalRatio, pixels);
}

/** Looks through every width for the ratio nearest to the wanted one, staying within 12 % of the wanted pixels where it can. */
function bestOnGrid(free: Free, wantedRatio: number, pixels = USUAL_PIXELS): Size {
  const legal: Size[] = [];
  for (let width = free.multiple; width <= free.maxEdge; width += free.multiple) {
    const { low, high } = legalHeights(free, width);
    if (low <= high) legal.push({ width, height: clamp(snap(free, width / wantedRatio), low, high) });
  }
  const near = legal.filter((size) => distance(size, pixels) < 0.12);
  const score = (size: Size) => Math.abs(ratio(size) / wantedRatio - 1) * 10 + distance(size, pixels);
  const [best] = (near.length ? near : legal).sort((a, b) => score(a) - score(b));
  if (!best) throw new Error('A free shape has no legal size at all.');
  return best;
}

/** The lowest and the highest height on the grid that a width may have; none where the lowest is above the highest. */
function legalHeights({ multiple, maxEdge, maxRatio, minPixels, maxPixels }: Free, width: number) {
  const low = Math.max(multiple, minPixels / width, width / maxRatio);
  const high = width > maxEdge ? 0 : Math.min(maxEdge, maxPixels / width, width * maxRatio);
  return { low: Math.ceil(low / multiple) * multiple, high: Math.floor(high / multiple) * multiple };
}

const snap = ({ multiple, maxEdge }: Free, edge: number): number =>
  clamp(Math.round(edge / multiple) * multiple, multiple, maxEdge - (maxEdge % multiple));

function nearestPreset(shape: SizeShape, wantedRatio: number, wanted?: Size): Size {
  const pixels = wanted ? wanted.width * wanted.height : USUAL_PIXELS;
  const score = (size: Size) => Math.abs(Math.log(ratio(size) / wantedRatio)) * 10 + distance(size, pixels);
  const [best] = [...presets(shape)].sort((a, b) => score(a) - score(b));
  if (!best) throw new Error('A shape has no presets.');
  return best;
}

const presets = (shape: SizeShape): Size[] => shape.presets.flatMap((preset) => parseSize(preset) ?? []);

const distance = ({ width, height }: Size, pixels: number): number => Math.abs(Math.log((width * height) / pixels));

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

function pair(width: string | undefined, height: string | undefined): Size | undefined {
  const size = { width: Number(width), height: Number(height) };
  return size.width > 0 && size.height > 0 ? size : undefined;
}
