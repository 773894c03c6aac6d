import { type Canvas, gradient, px } from './canvas.ts';
import { type Color, darker, lighter, mix } from './color.ts';
import type { Ground } from './landscape.ts';
import { drawSky } from './sky.ts';

/** Three rows of houses before the sky, windows lit where it is dark. */
export function drawCity(canvas: Canvas): Ground {
  const { width, height, palette } = canvas;
  const street = height * 0.83;
  const rows = [0.25, 0.6, 1].map((share) => skyline(canvas, street, share, mix(palette.far, palette.near, share)));
  const pavement = `<rect y="${px(street)}" width="${width}" height="${px(height - street)}" fill="${darker(palette.near, 0.4)}"/>`;
  return { svg: drawSky(canvas) + rows.join('') + pavement, standsAt: () => height * 0.88 };
}

/** Stars and planets. Subjects float in the middle. */
export function drawSpace(canvas: Canvas): Ground {
  const { width, height, dice, unit, palette, detail } = canvas;
  const stars = Array.from({ length: 120 + Math.round(160 * detail) }, () => {
    const [x, y] = [dice.between(0, width), dice.between(0, height)];
    return `<circle cx="${px(x)}" cy="${px(y)}" r="${px(unit * dice.between(0.6, 2.6))}" fill="#fff" opacity="${px(dice.between(0.25, 1))}"/>`;
  });
  const planets = Array.from({ length: dice.whole(2, 3) }, (_, order) =>
    planet(canvas, `planet${order}`, unit * dice.between(60, 230) * (order === 0 ? 1.3 : 0.7)),
  );
  const deep = [palette.sky[0], darker(palette.sky[1], 0.2), darker(palette.sky[2], 0.45)];
  const back = `<defs>${gradient('space', deep)}</defs><rect width="${width}" height="${height}" fill="url(#space)"/>`;
  return { svg: back + stars.join('') + planets.join(''), standsAt: () => height * 0.72 };
}

/** A quilt of arcs, discs and bars, for what cannot be a place. */
export function drawPattern(canvas: Canvas): Ground {
  const { width, height, dice, palette } = canvas;
  const across = dice.whole(4, 6);
  const edge = width / across;
  const colors = [palette.sky[0], palette.sky[1], palette.sky[2], palette.far, palette.near, palette.accent] as const;
  const tiles = Array.from({ length: across * Math.ceil(height / edge) }, (_, order) => {
    const [x, y] = [(order % across) * edge, Math.floor(order / across) * edge];
    return tile(x, y, edge, dice.pick(colors), dice.pick(colors), dice.whole(0, 6));
  });
  return { svg: tiles.join(''), standsAt: () => height * 0.78 };
}

function skyline({ width, dice, unit, palette, detail }: Canvas, street: number, share: number, color: Color): string {
  const houses: string[] = [];
  for (let x = -unit * dice.between(0, 60); x < width; ) {
    const [wide, tall] = [unit * dice.between(60, 130), unit * dice.between(140, 560) * (1.15 - share * 0.6)];
    houses.push(
      `<rect x="${px(x)}" y="${px(street - tall)}" width="${px(wide)}" height="${px(tall + unit)}" fill="${color}"/>`,
    );
    if (share > 0.3) houses.push(windows(x, street - tall, wide, tall));
    x += wide + unit * dice.between(-6, 22);
  }
  return houses.join('');

  function windows(left: number, top: number, wide: number, tall: number): string {
    const pitch = unit * 24;
    const lit = palette.night ? palette.accent : lighter(palette.light, 0.2);
    const columns = Math.max(1, Math.floor(wide / pitch) - 1);
    return Array.from({ length: columns * Math.floor(tall / pitch) }, (_, order) => {
      if (!dice.chance(0.15 + 0.3 * detail)) return '';
      const [x, y] = [left + pitch * (0.7 + (order % columns)), top + pitch * (0.6 + Math.floor(order / columns))];
      return `<rect x="${px(x)}" y="${px(y)}" width="${px(unit * 9)}" height="${px(unit * 13)}" fill="${lit}" opacity="0.8"/>`;
    }).join('');
  }
}

function planet({ width, height, dice, palette }: Canvas, id: string, radius: number): string {
  const [x, y] = [width * dice.between(0.1, 0.9), height * dice.between(0.1, 0.8)];
  const color = dice.pick([palette.accent, palette.far, palette.light, palette.sky[2]]);
  const [tilt, ringed] = [dice.between(-30, 30), dice.chance(0.5)];
  const ring = ringed
    ? `<ellipse cx="${px(x)}" cy="${px(y)}" rx="${px(radius * 1.7)}" ry="${px(radius * 0.4)}" fill="none" stroke="${palette.light}" stroke-width="${px(radius * 0.09)}" opacity="0.8" transform="rotate(${px(tilt)} ${px(x)} ${px(y)})"/>`
    : '';
  return `<defs>${gradient(id, [lighter(color, 0.35), color, darker(color, 0.65)])}</defs><circle cx="${px(x)}" cy="${px(y)}" r="${px(radius)}" fill="url(#${id})"/>${ring}`;
}

function tile(x: number, y: number, edge: number, back: Color, front: Color, shape: number): string {
  const [left, top, right, bottom] = [px(x), px(y), px(x + edge), px(y + edge)];
  const base = `<rect x="${left}" y="${top}" width="${px(edge + 1)}" height="${px(edge + 1)}" fill="${back}"/>`;
  const arc = (path: string) => `<path d="${path}" fill="${front}"/>`;
  const radius = px(edge);
  if (shape === 0) return base + arc(`M${left} ${top}L${right} ${top}A${radius} ${radius} 0 0 1 ${left} ${bottom}Z`);
  if (shape === 1)
    return base + arc(`M${right} ${bottom}L${left} ${bottom}A${radius} ${radius} 0 0 1 ${right} ${top}Z`);
  if (shape === 2) return base + arc(`M${left} ${top}L${right} ${top}L${left} ${bottom}Z`);
  if (shape === 3)
    return `${base}<circle cx="${px(x + edge / 2)}" cy="${px(y + edge / 2)}" r="${px(edge * 0.32)}" fill="${front}"/>`;
  if (shape === 4)
    return (
      base + arc(`M${left} ${px(y + edge / 2)}L${right} ${px(y + edge / 2)}L${right} ${bottom}L${left} ${bottom}Z`)
    );
  if (shape === 5)
    return base + arc(`M${left} ${bottom}L${right} ${bottom}A${px(edge / 2)} ${px(edge / 2)} 0 0 0 ${left} ${bottom}Z`);
  return base;
}
