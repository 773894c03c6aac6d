import { createBreath } from './breathe.ts';
import type { Look } from './read-mask-look.ts';
import type { Planes } from './scribble-difference.ts';

/**
 * Takes a copy and its source apart into lightness and colour, both without alpha: a drawing program puts a see-through source on
 * a ground of its own, and the copy tells which.
 */
export async function planesOf(copy: Look, source: Look): Promise<readonly [copy: Planes, source: Planes]> {
  const breathe = createBreath();
  const ground = groundOf(copy, source);
  await breathe();
  const seen = apart(copy, ground);
  await breathe();
  return [seen, apart(source, ground)];
}

type Color = readonly [red: number, green: number, blue: number];

/** The most usual colour of the copy where the source shows none. */
function groundOf(copy: Look, source: Look): Color {
  const clear: number[] = [];
  for (let at = 0; at < source.pixels.length; at += 4) {
    if (source.pixels[at + 3] === 0 && copy.pixels[at + 3] === 255) clear.push(at);
  }
  const usual = (channel: number): number =>
    Uint8Array.from(clear, (at) => copy.pixels[at + channel] ?? 0).sort()[clear.length >> 1] ?? 255;
  return [usual(0), usual(1), usual(2)];
}

function apart({ width, height, pixels }: Look, [onRed, onGreen, onBlue]: Color): Planes {
  const count = width * height;
  const [light, blueness, redness] = [new Float32Array(count), new Float32Array(count), new Float32Array(count)];
  for (let at = 0, from = 0; at < count; at++, from += 4) {
    const alpha = (pixels[from + 3] ?? 255) / 255;
    const red = (pixels[from] ?? 0) * alpha + onRed * (1 - alpha);
    const green = (pixels[from + 1] ?? 0) * alpha + onGreen * (1 - alpha);
    const blue = (pixels[from + 2] ?? 0) * alpha + onBlue * (1 - alpha);
    const value = 0.299 * red + 0.587 * green + 0.114 * blue; // as JPEG (JFIF) does
    light[at] = value;
    blueness[at] = 0.564 * (blue - value);
    redness[at] = 0.713 * (red - value);
  }
  return { width, height, planes: [light, blueness, redness] };
}
