import { type Canvas, gradient, px } from './canvas.ts';
import { type Color, darker, lighter, mix } from './color.ts';
import { filled, type Ridge, ridge } from './ridges.ts';
import { drawSky } from './sky.ts';

/** A picture without its subject, and where a subject may stand. */
export interface Ground {
  readonly svg: string;
  /** Pixels from the top to what a subject stands on, at a place across. */
  standsAt(x: number): number;
}

/** Hills one behind the other, with trees where the words ask for them. */
export function drawHills(canvas: Canvas): Ground {
  const { height, dice, palette, words, detail } = canvas;
  const count = 3 + Math.round(3 * detail);
  const top = height * dice.between(0.46, 0.58);
  const rough = dice.between(0.35, 0.95);
  const wooded = ['forest', 'wood', 'woods', 'tree', 'jungle', 'winter'].some((word) => words.has(word));
  const layers = Array.from({ length: count }, (_, order) => {
    const share = order / (count - 1);
    const color = mix(palette.far, palette.near, share);
    const line = ridge(canvas, top + (height * 0.92 - top) * share ** 1.25, height * (0.075 - 0.04 * share), rough);
    const trees =
      share > 0.3 && (wooded || dice.chance(0.35)) ? conifers(canvas, line, share, darker(color, 0.25)) : '';
    return { line, svg: trees + layer(line, `ridge${order}`, color, palette.sky[2]) };
  });
  const stage = layers.at(-2) ?? layers[0];
  return {
    svg: drawSky(canvas) + layers.map(({ svg }) => svg).join(''),
    standsAt: (x) => stage?.line.at(x) ?? height * 0.8,
  };
}

/** Water under the sky, the light's reflection on it and a headland. */
export function drawSea(canvas: Canvas): Ground {
  const { width, height, dice, palette, detail } = canvas;
  const horizon = height * dice.between(0.5, 0.6);
  const water = [mix(palette.far, palette.sky[2], 0.35), palette.far, palette.near] as const;
  const count = 4 + Math.round(4 * detail);
  const swells = Array.from({ length: count }, (_, order) => {
    const share = (order + 1) / (count + 1);
    const line = ridge(canvas, horizon + (height - horizon) * share ** 1.3, height * 0.009 * (1 + share), 0.9);
    return `<path d="${line.path}" fill="${mix(palette.far, palette.near, share)}" opacity="0.42"/>`;
  });
  const shore = ridge(canvas, height * 0.86, height * 0.02, 0.6);
  return {
    svg: [
      drawSky(canvas),
      headland(canvas, horizon),
      `<defs>${gradient('water', water)}</defs>`,
      `<rect y="${px(horizon)}" width="${width}" height="${px(height - horizon)}" fill="url(#water)"/>`,
      glitter(canvas, horizon),
      ...swells,
      filled(shore, darker(palette.near, 0.35)),
    ].join(''),
    standsAt: (x) => shore.at(x),
  };
}

function layer(line: Ridge, id: string, color: Color, mist: Color): string {
  const definition = `<defs>${gradient(id, [color, mix(color, mist, 0.22)])}</defs>`;
  return definition + filled(line, `url(#${id})`);
}

function conifers({ width, dice, unit, detail }: Canvas, line: Ridge, share: number, color: Color): string {
  return Array.from({ length: Math.round((14 + 40 * detail) * (1.2 - share * 0.5)) }, () => {
    const x = dice.between(0, width);
    const [tall, y] = [unit * dice.between(35, 75) * (0.4 + share), line.at(x) + unit * 8];
    const wide = tall * 0.24;
    const tier = (from: number, to: number, spread: number) =>
      `M${px(x - wide * spread)} ${px(y - tall * from)}L${px(x)} ${px(y - tall * to)}L${px(x + wide * spread)} ${px(y - tall * from)}Z`;
    return `<path d="${tier(0, 0.65, 1)}${tier(0.32, 0.85, 0.8)}${tier(0.6, 1, 0.55)}" fill="${color}"/>`;
  }).join('');
}

function headland(canvas: Canvas, horizon: number): string {
  const { width, dice, unit, palette } = canvas;
  const left = dice.chance(0.5);
  const [reach, tall] = [width * dice.between(0.3, 0.6), unit * dice.between(60, 130)];
  const [from, to] = left ? [0, reach] : [width, width - reach];
  const bend = (from + to) / 2;
  return `<path d="M${px(from)} ${px(horizon + 1)}L${px(from)} ${px(horizon - tall)}Q${px(bend)} ${px(horizon - tall * 1.1)} ${px(to)} ${px(horizon + 1)}Z" fill="${mix(palette.far, palette.near, 0.35)}"/>`;
}

function glitter({ width, height, dice, unit, palette }: Canvas, horizon: number): string {
  const center = width * dice.between(0.3, 0.7);
  return Array.from({ length: 16 }, (_, row) => {
    const share = row / 16;
    const length = unit * dice.between(30, 90 + 160 * share);
    const y = horizon + (height - horizon) * 0.85 * share;
    return `<rect x="${px(center - length / 2 + unit * dice.between(-30, 30))}" y="${px(y)}" width="${px(length)}" height="${px(unit * (4 + 5 * share))}" rx="${px(unit * 4)}" fill="${lighter(palette.light, 0.2)}" opacity="${px(0.75 - 0.5 * share)}"/>`;
  }).join('');
}
