import fc from 'fast-check';
import sharp from 'sharp';
import type { Size } from '#src/domain/picture.ts';

/** A picture somebody might send: a gradient, some shapes and grain, none of them in the clear colours of pens. */
export interface Scene extends Size {
  readonly shapes: readonly { readonly x: number; readonly y: number; readonly r: number; readonly color: string }[];
  readonly ends: readonly [string, string];
  /** Levels of 0 to 255, up or down. */
  readonly grain: number;
}

/** What a person drew. All lengths are shares of the longer edge, places of their own edge. */
export interface Scribble {
  readonly kind: 'loop' | 'area' | 'stroke';
  readonly pen: string;
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly line: number;
  readonly turns: readonly number[];
}

/** What became of the copy on its way back. */
export interface Travel {
  readonly quality: number;
  readonly scale: number;
  readonly gain: number;
  readonly shift: number;
}

const dull = fc
  .record({ hue: fc.integer({ min: 0, max: 359 }), light: fc.integer({ min: 30, max: 65 }) })
  .map(({ hue, light }) => `hsl(${hue}, 35%, ${light}%)`);
const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });

export const anyScene: fc.Arbitrary<Scene> = fc.record({
  width: fc.integer({ min: 320, max: 560 }),
  height: fc.integer({ min: 320, max: 560 }),
  ends: fc.tuple(dull, dull),
  grain: fc.constantFrom(0, 6, 15, 30),
  shapes: fc.array(fc.record({ x: share(0, 1), y: share(0, 1), r: share(0.02, 0.2), color: dull }), { maxLength: 9 }),
});

export const anyScribble: fc.Arbitrary<Scribble> = fc.record({
  kind: fc.constantFrom('loop', 'area', 'stroke'),
  pen: fc.constantFrom('#ff0000', '#00ff00', '#0000ff', '#ffff00', '#ff00ff', '#00ffff', '#000000', '#ffffff'),
  x: share(0.3, 0.7),
  y: share(0.3, 0.7),
  r: share(0.06, 0.2),
  line: share(0.012, 0.04),
  turns: fc.array(share(-0.5, 0.5), { minLength: 3, maxLength: 3 }),
});

export const anyTravel: fc.Arbitrary<Travel> = fc.record({
  quality: fc.integer({ min: 60, max: 95 }),
  scale: fc.constantFrom(1, 0.5, 0.9, 1.1),
  gain: fc.constantFrom(1, 0.95, 1.05),
  shift: fc.constantFrom(0, -8, 8),
});

/** The scene without loss, as it is kept. */
export async function drawScene({ width, height, shapes, ends, grain }: Scene): Promise<Uint8Array> {
  const discs = shapes.map(
    ({ x, y, r, color }) => `<circle cx="${x * width}" cy="${y * height}" r="${r * width}" fill="${color}"/>`,
  );
  const ground = `<defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="${ends[0]}"/><stop offset="1" stop-color="${ends[1]}"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/>`;
  const pixels = await sharp(svg({ width, height }, ground + discs.join('')))
    .removeAlpha()
    .raw()
    .toBuffer();
  let seed = 7;
  for (let at = 0; at < pixels.length; at++) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    pixels[at] = Math.min(Math.max((pixels[at] ?? 0) + (seed / 1_073_741_824 - 1) * grain, 0), 255);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** A copy with the scribble on it, or none, after its travels. */
export async function copyOf(scene: Uint8Array, size: Size, travel: Travel, scribble?: Scribble): Promise<Uint8Array> {
  const drawing = scribble ? [{ input: svg(size, shapeOf(scribble, size, scribble.pen)) }] : [];
  const drawn = await sharp(scene).composite(drawing).removeAlpha().png({ compressionLevel: 1 }).toBuffer();
  const scaled = sharp(drawn).resize(Math.round(size.width * travel.scale), Math.round(size.height * travel.scale), {
    fit: 'fill',
  });
  return scaled.linear(travel.gain, travel.shift).jpeg({ quality: travel.quality }).toBuffer();
}

/** What the scribble means, 255 a pixel, grown by a share of the longer edge: a loop means its inside too. */
export async function meantBy(scribble: Scribble, size: Size, growth = 0): Promise<Uint8Array> {
  const grown = { ...scribble, line: scribble.line + 2 * growth };
  const outline =
    growth > 0 || scribble.kind !== 'area'
      ? shapeOf({ ...grown, kind: scribble.kind === 'area' ? 'loop' : scribble.kind }, size, '#fff')
      : '';
  const inside = scribble.kind === 'stroke' ? '' : shapeOf({ ...scribble, kind: 'area' }, size, '#fff');
  const drawn = svg(size, `<rect width="100%" height="100%"/>${inside}${outline}`);
  return sharp(drawn).extractChannel(0).raw().toBuffer();
}

const svg = ({ width, height }: Size, drawing: string): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${drawing}</svg>`);

function shapeOf({ kind, x, y, r, line, turns }: Scribble, { width, height }: Size, color: string): string {
  const edge = Math.max(width, height);
  const [left, top, radius] = [x * width, y * height, r * edge];
  const oval = `<ellipse cx="${left}" cy="${top}" rx="${radius}" ry="${radius * 0.7}"`;
  if (kind === 'area') return `${oval} fill="${color}"/>`;
  const stroke = `fill="none" stroke="${color}" stroke-width="${line * edge}" stroke-linecap="round" stroke-linejoin="round"`;
  if (kind === 'loop') return `${oval} ${stroke}/>`;
  const points = turns.map((turn, index) => `${left + (index - 1) * radius},${top + turn * radius}`);
  return `<polyline points="${points.join(' ')}" ${stroke}/>`;
}
