import { type Canvas, gradient, px } from './canvas.ts';
import { lighter } from './color.ts';

/** The upper part of every landscape: gradient, stars, sun or moon with its glow, clouds. */
export function drawSky(canvas: Canvas): string {
  const { width, height, palette } = canvas;
  return [
    `<defs>${gradient('sky', palette.sky)}</defs>`,
    `<rect width="${width}" height="${height}" fill="url(#sky)"/>`,
    palette.night ? stars(canvas) : '',
    light(canvas),
    clouds(canvas),
  ].join('');
}

function stars({ width, height, dice, unit, detail }: Canvas): string {
  return Array.from({ length: 50 + Math.round(110 * detail) }, () => {
    const [x, y] = [dice.between(0, width), dice.between(0, height * 0.65)];
    return `<circle cx="${px(x)}" cy="${px(y)}" r="${px(unit * dice.between(0.7, 2.4))}" fill="#fff" opacity="${px(dice.between(0.3, 0.95))}"/>`;
  }).join('');
}

function light({ width, height, dice, unit, palette }: Canvas): string {
  const [x, y] = [width * dice.between(0.2, 0.8), height * dice.between(0.16, 0.46)];
  const radius = unit * dice.between(55, 115);
  const halos = [3.4, 2.4, 1.6].map(
    (times) =>
      `<circle cx="${px(x)}" cy="${px(y)}" r="${px(radius * times)}" fill="${palette.light}" opacity="${palette.night ? 0.07 : 0.14}"/>`,
  );
  return `${halos.join('')}<circle cx="${px(x)}" cy="${px(y)}" r="${px(radius)}" fill="${palette.light}" opacity="0.96"/>`;
}

function clouds({ width, height, dice, unit, palette }: Canvas): string {
  const color = lighter(palette.sky[2], 0.35);
  return Array.from({ length: dice.whole(2, 5) }, () => {
    const [x, y] = [dice.between(0, width), height * dice.between(0.07, 0.4)];
    return Array.from({ length: dice.whole(2, 4) }, (_, row) => {
      const [length, thickness] = [unit * dice.between(90, 260), unit * dice.between(14, 26)];
      const left = x - length / 2 + unit * dice.between(-60, 60);
      return `<rect x="${px(left)}" y="${px(y + row * thickness * 0.8)}" width="${px(length)}" height="${px(thickness)}" rx="${px(thickness / 2)}" fill="${color}" opacity="${palette.night ? 0.12 : 0.38}"/>`;
    }).join('');
  }).join('');
}
