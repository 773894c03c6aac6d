import type { Motif } from './motifs.ts';

const shape = (color: string, path: string): string => `<path fill="${color}" d="${path}"/>`;
const disc = (color: string, x: number, y: number, radius: number): string =>
  `<circle fill="${color}" cx="${x}" cy="${y}" r="${radius}"/>`;
const bar = (color: string, x: number, y: number, width: number, height: number, round = 0): string =>
  `<rect fill="${color}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}"/>`;

/** Figures for common words. Each is a few flat shapes: enough to be recognised, cheap to draw. */
export const MOTIFS: readonly Motif[] = [
  {
    answersTo: ['lighthouse'],
    place: 'ground',
    draw: ({ accent, dark, pale }) =>
      shape(pale, 'M41 100L45 30H55L59 100Z') +
      shape(accent, 'M43.4 58L44.3 44H55.7L56.6 58Z M41.8 86L42.6 72H57.4L58.2 86Z') +
      bar(dark, 42, 26, 16, 4) +
      bar('#ffe9a0', 45, 15, 10, 11) +
      shape(dark, 'M43 16Q50 2 57 16Z') +
      `<path fill="#ffe9a0" opacity="0.45" d="M45 18L-45 2V34L45 24Z"/>`,
  },
  {
    answersTo: ['fox'],
    place: 'ground',
    draw: ({ dark, pale }) =>
      shape('#d9682c', 'M66 98C92 98 100 72 88 56C90 74 78 82 64 82Z') +
      shape(pale, 'M88 56C96 64 97 74 93 82C92 72 90 64 88 56Z') +
      shape('#e2763a', 'M30 100C26 76 34 56 50 56C66 56 76 76 72 100Z') +
      shape(pale, 'M42 100C38 84 42 68 50 66C58 68 62 84 58 100Z') +
      shape('#e2763a', 'M24 16L36 30H64L76 16L78 42Q66 62 50 64Q34 62 22 42Z') +
      shape(pale, 'M22 42Q34 62 50 64Q66 62 78 42Q62 44 50 58Q38 44 22 42Z') +
      shape(dark, 'M28 22L35 31L28 35Z M72 22L65 31L72 35Z') +
      disc(dark, 38, 43, 2.8) +
      disc(dark, 62, 43, 2.8) +
      disc(dark, 50, 60, 3.6),
  },
  {
    answersTo: ['cat', 'kitten'],
    place: 'ground',
    draw: ({ accent, dark, pale }) =>
      shape(dark, 'M70 98C96 98 92 66 84 62C88 78 80 86 68 84Z M28 100C24 72 34 54 50 54C66 54 76 72 72 100Z') +
      shape(dark, 'M26 18L38 28Q50 24 62 28L74 18L74 42Q70 60 50 60Q30 60 26 42Z') +
      shape(accent, 'M44 62H56L54 68H46Z') +
      disc(pale, 40, 42, 4) +
      disc(pale, 60, 42, 4) +
      disc('#111111', 40, 42, 1.8) +
      disc('#111111', 60, 42, 1.8),
  },
  {
    answersTo: ['robot'],
    place: 'ground',
    draw: ({ accent, dark, pale }) =>
      bar(dark, 48, 4, 4, 14) +
      disc(accent, 50, 6, 5) +
      bar('#a9b6c4', 28, 16, 44, 32, 8) +
      bar('#8d9bab', 32, 52, 36, 32, 5) +
      bar(dark, 36, 84, 9, 16) +
      bar(dark, 55, 84, 9, 16) +
      bar('#a9b6c4', 20, 54, 9, 26, 4) +
      bar('#a9b6c4', 71, 54, 9, 26, 4) +
      disc(pale, 41, 31, 6) +
      disc(pale, 59, 31, 6) +
      disc(dark, 41, 31, 2.6) +
      disc(dark, 59, 31, 2.6) +
      bar(accent, 42, 62, 16, 10, 2),
  },
  {
    answersTo: ['house', 'cabin', 'cottage', 'hut'],
    place: 'ground',
    draw: ({ accent, dark, pale }) =>
      bar(dark, 66, 24, 9, 24) +
      bar(pale, 20, 50, 60, 50) +
      shape(accent, 'M10 54L50 18L90 54Z') +
      bar(dark, 44, 70, 14, 30) +
      bar('#ffe9a0', 26, 62, 12, 14) +
      bar('#ffe9a0', 63, 62, 12, 14),
  },
  {
    answersTo: ['boat', 'ship', 'sail', 'sailboat', 'yacht'],
    place: 'water',
    draw: ({ accent, dark, pale }) =>
      bar(dark, 49, 8, 3, 72) +
      shape(pale, 'M53 12Q86 44 84 72H53Z') +
      shape(accent, 'M47 20Q22 48 20 72H47Z') +
      shape(dark, 'M8 78H92Q86 100 70 100H28Q14 100 8 78Z'),
  },
  {
    answersTo: ['fish', 'whale', 'dolphin'],
    place: 'water',
    draw: ({ accent, dark, pale }) =>
      shape(accent, 'M8 62Q34 30 68 54L94 36Q88 62 94 88L68 70Q34 94 8 62Z') +
      shape(pale, 'M14 68Q36 88 64 71Q36 78 14 68Z') +
      disc(dark, 28, 57, 3.4),
  },
  {
    answersTo: ['balloon'],
    place: 'air',
    draw: ({ accent, dark, pale }) =>
      shape(accent, 'M50 2C78 2 90 24 84 42C78 58 62 68 57 76H43C38 68 22 58 16 42C10 24 22 2 50 2Z') +
      shape(pale, 'M50 2C62 14 64 54 54 76H46C36 54 38 14 50 2Z') +
      shape(dark, 'M43 84H57L55 98H45Z M44 76H45.5L46 84H44.8Z M54.5 76H56L55.2 84H54Z'),
  },
  {
    answersTo: ['bird', 'seagull', 'gull', 'owl', 'eagle', 'parrot'],
    place: 'air',
    draw: ({ accent, dark, pale }) =>
      shape(pale, 'M22 60C22 36 62 30 72 50L96 58L72 64C66 84 30 86 4 92C16 82 22 74 22 60Z') +
      shape(accent, 'M30 62C44 40 60 52 58 64C48 76 36 76 30 62Z') +
      shape('#f2a33a', 'M72 50L88 55L72 58Z') +
      disc(dark, 64, 50, 2.8),
  },
  {
    answersTo: ['rocket', 'spaceship'],
    place: 'air',
    draw: ({ accent, dark, pale }) =>
      shape('#ffb347', 'M42 82L50 100L58 82Z') +
      shape(accent, 'M36 56L20 84L38 78Z M64 56L80 84L62 78Z') +
      shape(pale, 'M50 2C68 20 68 58 60 84H40C32 58 32 20 50 2Z') +
      shape(accent, 'M50 2C57 9 61 18 63 28H37C39 18 43 9 50 2Z') +
      disc(dark, 50, 44, 8) +
      disc('#9fd8f2', 50, 44, 5),
  },
  {
    answersTo: ['tree', 'oak', 'pine'],
    place: 'ground',
    draw: ({ dark }) =>
      shape(dark, 'M46 100L48 60H54L57 100Z') +
      disc('#3f8a5c', 50, 36, 26) +
      disc('#4c9c69', 34, 50, 18) +
      disc('#347a50', 66, 50, 18) +
      disc('#5cb27c', 44, 28, 12),
  },
  {
    answersTo: ['mushroom', 'toadstool'],
    place: 'ground',
    draw: ({ accent, pale }) =>
      shape(pale, 'M40 50H60Q58 80 64 100H36Q42 80 40 50Z') +
      shape(accent, 'M8 54C8 22 30 10 50 10C70 10 92 22 92 54Q50 66 8 54Z') +
      disc(pale, 34, 32, 6) +
      disc(pale, 56, 24, 7) +
      disc(pale, 72, 42, 5),
  },
  {
    answersTo: ['flower', 'rose', 'tulip', 'daisy', 'bouquet'],
    place: 'ground',
    draw: ({ accent }) =>
      bar('#3f8a5c', 48.5, 44, 3.5, 56) +
      shape('#4c9c69', 'M50 80Q26 78 22 60Q46 60 50 80Z M51 88Q74 86 80 68Q54 68 51 88Z') +
      [0, 60, 120, 180, 240, 300]
        .map((turn) => `<ellipse fill="${accent}" cx="50" cy="16" rx="10" ry="15" transform="rotate(${turn} 50 32)"/>`)
        .join('') +
      disc('#ffd75e', 50, 32, 9),
  },
  {
    answersTo: ['cup', 'mug', 'coffee', 'tea'],
    place: 'ground',
    draw: ({ accent, pale }) =>
      shape(accent, 'M70 52H82Q94 52 94 66Q94 82 78 82H68V74H78Q86 74 86 66Q86 60 80 60H70Z') +
      shape(accent, 'M18 44H74V80Q74 98 56 98H36Q18 98 18 80Z') +
      `<ellipse fill="${pale}" cx="46" cy="44" rx="28" ry="6"/><ellipse fill="#6b4226" cx="46" cy="44.6" rx="23" ry="4.2"/>` +
      `<path fill="${pale}" opacity="0.7" d="M34 34Q28 24 36 16Q32 26 40 34Z M52 34Q46 22 54 12Q50 24 58 34Z"/>`,
  },
  {
    answersTo: ['basket', 'gift', 'present', 'box'],
    place: 'ground',
    draw: ({ accent, pale }) =>
      bar('#b98046', 18, 52, 64, 48, 4) +
      bar('#cf955a', 13, 40, 74, 16, 3) +
      bar(accent, 44, 40, 12, 60) +
      shape(accent, 'M50 40Q22 36 28 22Q40 16 50 40Q60 16 72 22Q78 36 50 40Z') +
      disc(pale, 50, 38, 4),
  },
  {
    answersTo: ['car', 'truck', 'van'],
    place: 'ground',
    draw: ({ accent, dark, pale }) =>
      shape(accent, 'M4 86V70Q6 62 20 60L32 42H66L82 60Q96 62 97 74V86Z') +
      shape(pale, 'M36 47H49V60H28Z M53 47H64L74 60H53Z') +
      disc(dark, 26, 88, 12) +
      disc(dark, 75, 88, 12) +
      disc(pale, 26, 88, 5) +
      disc(pale, 75, 88, 5),
  },
  {
    answersTo: ['heart', 'love', 'valentine'],
    place: 'air',
    draw: ({ accent, pale }) =>
      shape(accent, 'M50 94C10 64 4 40 12 24C22 6 44 10 50 28C56 10 78 6 88 24C96 40 90 64 50 94Z') +
      `<path fill="${pale}" opacity="0.55" d="M20 34Q22 20 34 20Q24 24 22 40Z"/>`,
  },
  {
    answersTo: ['star'],
    place: 'air',
    draw: ({ accent }) => shape(accent, 'M50 4L62 38L98 38L69 59L80 94L50 73L20 94L31 59L2 38L38 38Z'),
  },
];
