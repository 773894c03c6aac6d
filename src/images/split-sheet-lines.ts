import type { Size } from '#src/domain/picture.ts';

/** Decoded pixels without alpha, three bytes each, row by row. */
export interface Sheet extends Size {
  readonly pixels: Uint8Array;
  /** Awaited between lines, so that the event loop is never held for long. */
  breath(): Promise<void> | undefined;
}

/** `x`: lines are columns, counted from the left. `y`: lines are rows, counted from the top. */
export type Axis = 'x' | 'y';

/** Pixels `from` up to, not including, `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Something of each axis. */
export interface Both<T> {
  readonly x: T;
  readonly y: T;
}

export type Colour = readonly [red: number, green: number, blue: number];

/** Samples of one line, three bytes each, evenly spread over a span. */
export type Line = Uint8Array;

/** More samples find nothing that these do not. */
const MAX_SAMPLES = 384;

export const edgeOf = ({ width, height }: Size, axis: Axis): number => (axis === 'x' ? width : height);

export const across = (axis: Axis): Axis => (axis === 'x' ? 'y' : 'x');

/** `share` of a span to either side of its middle. */
export function middleOf({ from, to }: Span, share: number): Span {
  const [middle, reach] = [(from + to) / 2, (to - from) * share];
  return { from: Math.floor(middle - reach), to: Math.ceil(middle + reach) };
}

/** Reads one column or row of a sheet, within a span of the other axis. */
export function lineAt({ pixels, width }: Sheet, axis: Axis, at: number, { from, to }: Span): Line {
  const samples = Math.max(0, Math.min(MAX_SAMPLES, to - from));
  const line = new Uint8Array(samples * 3);
  for (let sample = 0; sample < samples; sample++) {
    const along = from + Math.floor(((sample + 0.5) * (to - from)) / samples);
    const pixel = (axis === 'x' ? along * width + at : at * width + along) * 3;
    line[sample * 3] = pixels[pixel] ?? 0;
    line[sample * 3 + 1] = pixels[pixel + 1] ?? 0;
    line[sample * 3 + 2] = pixels[pixel + 2] ?? 0;
  }
  return line;
}

/** The middle value of each channel: what most of a plain line shows, whatever the rest does. */
export function colourOf(line: Line): Colour {
  return [middle(line, 0), middle(line, 1), middle(line, 2)];
}

function middle(line: Line, channel: number): number {
  const counts = new Uint16Array(256);
  for (let at = channel; at < line.length; at += 3) counts[line[at] ?? 0] = (counts[line[at] ?? 0] ?? 0) + 1;
  let left = line.length / 6;
  for (let value = 0; value < 256; value++) {
    left -= counts[value] ?? 0;
    if (left <= 0) return value;
  }
  return 255;
}

/** How far apart two colours are: the largest difference of a channel, 0 to 255. */
export const colourDistance = (one: Colour, other: Colour): number =>
  Math.max(Math.abs(one[0] - other[0]), Math.abs(one[1] - other[1]), Math.abs(one[2] - other[2]));

/** How far a sample of a line is from a colour, as `colourDistance` measures. */
export const distanceAt = (line: Line, sample: number, [red, green, blue]: Colour): number =>
  Math.max(
    Math.abs((line[sample * 3] ?? 0) - red),
    Math.abs((line[sample * 3 + 1] ?? 0) - green),
    Math.abs((line[sample * 3 + 2] ?? 0) - blue),
  );

/** Middle distance of a line's samples from a colour, 0 to 255. */
export function meanDistance(line: Line, colour: Colour): number {
  const samples = line.length / 3;
  let sum = 0;
  for (let sample = 0; sample < samples; sample++) sum += distanceAt(line, sample, colour);
  return samples === 0 ? 0 : sum / samples;
}

/** The share, 0 to 1, of a line's samples that are further than `tolerance` from a colour; of its worse half where `halves`. */
export function strayShare(line: Line, colour: Colour, tolerance: number): number {
  const samples = line.length / 3;
  const half = Math.floor(samples / 2);
  const strays = [0, 0];
  for (let sample = 0; sample < samples; sample++) {
    const side = sample < half ? 0 : 1;
    if (distanceAt(line, sample, colour) > tolerance) strays[side] = (strays[side] ?? 0) + 1;
  }
  return half === 0 ? 0 : Math.max((strays[0] ?? 0) / half, (strays[1] ?? 0) / (samples - half));
}
