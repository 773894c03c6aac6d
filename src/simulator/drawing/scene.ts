import type { Size } from '#src/domain/picture.ts';
import { drawCity, drawPattern, drawSpace } from './built.ts';
import { type Canvas, px } from './canvas.ts';
import { drawCaption, type Label } from './caption.ts';
import { darker, lighter } from './color.ts';
import { createDice } from './dice.ts';
import { drawHills, drawSea, type Ground } from './landscape.ts';
import { type Motif, type MotifColors, motifsFor } from './motifs.ts';
import { paletteOf, shifted } from './palette.ts';
import { wordsOf } from './words.ts';

/** What decides a drawing. The same values give the same picture. */
export interface SceneWish {
  readonly prompt: string;
  /** Which picture of the request it is, from 0. */
  readonly index: number;
  /** Makes the same prompt come out differently; the empty word for always the same. */
  readonly salt: string;
  readonly size: Size;
  /** 0 plain to 1 rich. */
  readonly detail: number;
}

/** The canvas of a wish: kind of place and colours follow the prompt, their arrangement also the number of the picture. */
export function canvasFor({ prompt, index, salt, size, detail }: SceneWish): Canvas {
  const words = wordsOf(prompt);
  const palette = paletteOf(words, createDice(`palette ${salt} ${prompt}`));
  const dice = createDice(`picture ${salt} ${index} ${prompt}`);
  return {
    ...size,
    unit: Math.min(size.width, size.height) / 1000,
    dice,
    words,
    detail,
    palette: index === 0 ? palette : shifted(palette, dice),
  };
}

/** A whole picture: place, subjects, caption. */
export const drawScene = (canvas: Canvas, label: Label, caption: 'bottom' | 'middle' = 'bottom'): string =>
  drawPlace(canvas) + drawCaption(canvas, label, caption);

/** A place with the subjects that the prompt names. */
export function drawPlace(canvas: Canvas): string {
  const ground = groundOf(canvas);
  const motifs = motifsFor(canvas.words);
  return ground.svg + motifs.map((motif, order) => placed(canvas, ground, motif, order, motifs.length)).join('');
}

/** The subject cut out as a sticker: the first figure the prompt names, else a badge with the place in it. */
export function drawSticker(canvas: Canvas, label: Label): string {
  const { width, height, unit } = canvas;
  const [motif] = motifsFor(canvas.words);
  const caption = drawCaption(canvas, label, 'bottom');
  if (!motif) return badge(canvas) + caption;
  const edge = unit * 720;
  const figure = motif.draw(colorsOf(canvas));
  const at = `translate(${px((width - edge) / 2)} ${px((height - edge) / 2 - unit * 60)}) scale(${px(edge / 100)})`;
  return `<g transform="${at}"><g stroke="#ffffff" stroke-width="7" stroke-linejoin="round">${figure}</g>${figure}</g>${caption}`;
}

function badge(canvas: Canvas): string {
  const { width, height, unit } = canvas;
  const round = `cx="${px(width / 2)}" cy="${px(height / 2 - unit * 50)}" r="${px(unit * 380)}"`;
  return `<defs><clipPath id="badge"><circle ${round}/></clipPath></defs><g clip-path="url(#badge)">${drawPlace(canvas)}</g><circle ${round} fill="none" stroke="#ffffff" stroke-width="${px(unit * 26)}"/>`;
}

const KINDS: readonly { readonly draw: (canvas: Canvas) => Ground; readonly answersTo: readonly string[] }[] = [
  { draw: drawSpace, answersTo: ['space', 'planet', 'galaxy', 'rocket', 'spaceship', 'universe', 'cosmos'] },
  { draw: drawCity, answersTo: ['city', 'street', 'town', 'skyline', 'tower', 'neon', 'cyberpunk', 'robot', 'car'] },
  { draw: drawPattern, answersTo: ['abstract', 'pattern', 'geometric', 'quilt', 'bauhaus', 'poster', 'wallpaper'] },
  {
    draw: drawSea,
    answersTo: [
      'sea',
      'ocean',
      'beach',
      'lighthouse',
      'boat',
      'ship',
      'sail',
      'island',
      'fish',
      'whale',
      'wave',
      'lake',
    ],
  },
  { draw: drawHills, answersTo: ['hill', 'mountain', 'forest', 'tree', 'fox', 'house', 'cabin', 'meadow', 'balloon'] },
];

function groundOf(canvas: Canvas): Ground {
  const asked = KINDS.find(({ answersTo }) => answersTo.some((word) => canvas.words.has(word)));
  return (asked?.draw ?? canvas.dice.pick([drawHills, drawSea, drawHills]))(canvas);
}

function placed(canvas: Canvas, ground: Ground, motif: Motif, order: number, of: number): string {
  const { width, height, unit, dice } = canvas;
  const edge = unit * dice.between(300, 400) * (of > 1 ? 0.8 : 1);
  const x = width * (of === 1 ? dice.between(0.28, 0.72) : (order + 0.5 + dice.between(-0.12, 0.12)) / of);
  const feet = {
    // The caption covers the bottom; feet stay above it.
    ground: Math.min(ground.standsAt(x) + unit * 14, height - unit * 145),
    water: height * dice.between(0.68, 0.78),
    air: height * dice.between(0.36, 0.5),
  }[motif.place];
  const turn = motif.place === 'air' ? ` rotate(${px(dice.between(-8, 8))} 50 50)` : '';
  const at = `translate(${px(x - edge / 2)} ${px(feet - edge)}) scale(${px(edge / 100)})${turn}`;
  return `<g transform="${at}">${motif.draw(colorsOf(canvas))}</g>`;
}

/** The colours a figure takes from the picture it stands in. */
export const colorsOf = ({ palette }: Canvas): MotifColors => ({
  accent: palette.accent,
  dark: darker(palette.near, 0.45),
  pale: lighter(palette.sky[2], 0.55),
});
