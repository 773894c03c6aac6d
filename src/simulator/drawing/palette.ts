import { type Color, darker, lighter, mix } from './color.ts';
import type { Dice } from './dice.ts';

/** The colours of one picture, from its sky down to its ground. */
export interface Palette {
  readonly sky: readonly [top: Color, middle: Color, horizon: Color];
  /** Sun or moon. */
  readonly light: Color;
  readonly far: Color;
  readonly near: Color;
  /** What the eye should find first. */
  readonly accent: Color;
  readonly night: boolean;
}

/** The palette that the words of a prompt ask for; where they ask for none, the dice choose a friendly one. */
export function paletteOf(words: ReadonlySet<string>, dice: Dice): Palette {
  const asked = PALETTES.find(({ answersTo }) => answersTo.some((word) => words.has(word)))?.palette;
  const chosen = asked ?? dice.pick([DUSK, DAWN, DAY, SPRING, SEA]);
  const tint = Object.entries(TINTS).find(([word]) => words.has(word))?.[1];
  return tint ? tinted(chosen, tint) : chosen;
}

/** A near relative of a palette, so that the pictures of one request differ in light and not only in shape. */
export function shifted(palette: Palette, dice: Dice): Palette {
  const toward = dice.pick([DUSK, DAWN, SPRING, AUTUMN, SEA, palette]);
  const share = dice.between(0.05, 0.3);
  return blended(palette, toward, share);
}

function blended(palette: Palette, other: Palette, share: number): Palette {
  return {
    ...palette,
    sky: [
      mix(palette.sky[0], other.sky[0], share),
      mix(palette.sky[1], other.sky[1], share),
      mix(palette.sky[2], other.sky[2], share),
    ],
    far: mix(palette.far, other.far, share),
    near: mix(palette.near, other.near, share),
  };
}

function tinted(palette: Palette, tint: Color): Palette {
  return {
    ...palette,
    sky: [
      mix(palette.sky[0], darker(tint, 0.35), 0.55),
      mix(palette.sky[1], tint, 0.5),
      mix(palette.sky[2], lighter(tint, 0.6), 0.5),
    ],
    far: mix(palette.far, tint, 0.45),
    near: mix(palette.near, darker(tint, 0.6), 0.5),
    accent: tint,
  };
}

const palette = (
  sky: Palette['sky'],
  [light, far, near, accent]: readonly [Color, Color, Color, Color],
  night = false,
): Palette => ({ sky, light, far, near, accent, night });

const DUSK = palette(['#2b2a63', '#b0507e', '#ffb36b'], ['#ffe3a8', '#a9557f', '#2a1f47', '#ff7a59']);
const DAWN = palette(['#6a8fc7', '#f3b7b0', '#ffe9c9'], ['#fff6dc', '#b59bb8', '#3f4a6b', '#f2785c']);
const DAY = palette(['#2f7fd0', '#86c5ec', '#eaf6f6'], ['#fff7d6', '#8fb7c4', '#2f6b57', '#ee5d43']);
const NIGHT = palette(['#070b22', '#16224f', '#34508a'], ['#f6f1d5', '#2c3f70', '#0a1026', '#ffcf5c'], true);
const SEA = palette(['#1d6fa5', '#79c3d4', '#f4efdc'], ['#fff4cf', '#4fa3b8', '#0d3f5c', '#f0703f']);
const FOREST = palette(['#5b8f86', '#b4d1b0', '#f1efcf'], ['#fff5c9', '#7fa88a', '#12372e', '#e2703a']);
const DESERT = palette(['#3f7fa8', '#f0c78f', '#ffe6bd'], ['#fff3d2', '#dc9a62', '#8a3f2c', '#2f9c95']);
const WINTER = palette(['#6f93b8', '#c3d7e6', '#fbfcff'], ['#ffffff', '#b4c8da', '#55718f', '#d8433b']);
const AUTUMN = palette(['#6a7fa0', '#edbf87', '#ffecc4'], ['#fff0c4', '#d98b46', '#5e2a1d', '#c8352b']);
const SPRING = palette(['#6db7e0', '#bfe3dc', '#fff4e0'], ['#fff8dd', '#9bcf9b', '#2f7a55', '#f06a9b']);
const NEON = palette(['#0b0620', '#3a1060', '#e0408f'], ['#8ff0ff', '#4a2380', '#0a0718', '#2ff3e0'], true);

const PALETTES: readonly { readonly palette: Palette; readonly answersTo: readonly string[] }[] = [
  { palette: NEON, answersTo: ['neon', 'cyberpunk', 'synthwave'] },
  { palette: NIGHT, answersTo: ['night', 'midnight', 'moon', 'stars', 'space', 'galaxy', 'planet', 'rocket', 'dark'] },
  { palette: DUSK, answersTo: ['dusk', 'sunset', 'evening', 'twilight', 'warm', 'warmer'] },
  { palette: DAWN, answersTo: ['dawn', 'sunrise', 'morning', 'pastel'] },
  { palette: WINTER, answersTo: ['winter', 'snow', 'snowy', 'ice', 'frost', 'christmas', 'cold', 'cooler'] },
  { palette: AUTUMN, answersTo: ['autumn', 'fall', 'pumpkin', 'harvest', 'fox'] },
  { palette: DESERT, answersTo: ['desert', 'sand', 'dunes', 'canyon', 'cactus'] },
  { palette: FOREST, answersTo: ['forest', 'woods', 'jungle', 'tree', 'trees', 'mushroom', 'moss'] },
  {
    palette: SEA,
    answersTo: ['sea', 'ocean', 'beach', 'lighthouse', 'boat', 'ship', 'island', 'fish', 'lake', 'wave'],
  },
  { palette: SPRING, answersTo: ['spring', 'meadow', 'garden', 'flower', 'flowers', 'bloom'] },
  { palette: DAY, answersTo: ['day', 'noon', 'sunny', 'sky', 'summer'] },
];

const TINTS: Readonly<Record<string, Color>> = {
  red: '#d8382f',
  orange: '#f08a24',
  yellow: '#f2c230',
  gold: '#d9a520',
  green: '#3aa35a',
  turquoise: '#1fb5a8',
  teal: '#12807f',
  blue: '#2f6fd6',
  purple: '#7b45c4',
  violet: '#8a4fd0',
  pink: '#ef6fa6',
  brown: '#8a5a33',
  white: '#f2f2ee',
  black: '#23232b',
  grey: '#8b9099',
  gray: '#8b9099',
};
