import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Outline, openShaper, type ShapeWords } from './shaped-text.ts';

const { resolve } = createRequire(import.meta.url);

interface Letters {
  /** As the font file calls itself. */
  readonly family: string;
  readonly file: () => string;
  /** The characters it is for: a regular expression of one, or of a run of them. */
  readonly of: RegExp;
  /** Whether its signs join and change places. */
  readonly joins?: true;
}

/** The font of everything that no other one is for: Latin, Cyrillic, Greek, Arabic, Hebrew and more. */
const USUAL: Letters = {
  family: 'DejaVu Sans',
  file: () => resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  of: /^$/v,
};

/** Those packages name no file of theirs to the outside but the one beside which the fonts lie. */
const beside = (name: string, file: string): string => join(dirname(resolve(name)), '..', 'fonts', file);

const OTHERS: readonly Letters[] = [
  {
    family: 'Noto Sans Devanagari',
    file: () => resolve('@expo-google-fonts/noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf'),
    joins: true,
    of: /\p{Script=Devanagari}[\p{Script=Devanagari}\p{Script=Inherited}]*/v,
  },
  {
    family: 'Noto Sans Thai',
    file: () => resolve('@expo-google-fonts/noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf'),
    joins: true,
    of: /\p{Script=Thai}+/v,
  },
  {
    family: 'Noto Sans KR',
    file: () => beside('@embedpdf/fonts-kr', 'NotoSansKR-Regular.otf'),
    of: /\p{Script=Hangul}+/v,
  },
  {
    family: 'Noto Sans Hans',
    file: () => beside('@embedpdf/fonts-sc', 'NotoSansHans-Regular.otf'),
    of: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\u30fc\uff00-\uff60]+/v,
  },
  {
    family: 'Noto Emoji',
    file: () => resolve('@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf'),
    of: /(?:\p{RGI_Emoji}|\p{Extended_Pictographic}\ufe0f?)+/v,
  },
];

const ANY = new RegExp(OTHERS.map(({ of }) => `(${of.source})`).join('|'), 'gv');

/** The family in which text is drawn unless its characters ask for another. */
export const USUAL_FAMILY = USUAL.family;

/** Their signs join and change places; the renderer gives such a group the width of its widest sign, so that they overlap. */
const SHAPED = OTHERS.filter(({ joins }) => joins);

const TEXT = /<text\b([^>]*)>([^<]*)<\/text>/g;

/**
 * Names the font of every run of characters that the usual one lacks: left to itself the renderer draws a whole text in whichever
 * font has its first strange character. What it would set wrong becomes outlines.
 *
 * @param svg a document of our own making, in which `<text>` holds nothing but words.
 * @returns the document, and the files of the fonts it needs, and no others: some are large.
 */
export async function withLetters(
  svg: string,
): Promise<{ readonly svg: string; readonly fontFiles: readonly string[] }> {
  const needed = new Set([USUAL]);
  const shapers = new Map<Letters, ShapeWords>();
  for (const letters of SHAPED) if (letters.of.test(svg)) shapers.set(letters, await openShaper(letters.file()));
  const lettered = svg.replace(TEXT, (_, attributes: string, words: string) => {
    const outline = outlineOf(plain(words), shapers);
    if (outline) return outlined(attributes, outline);
    // A plain space between two runs would be dropped.
    const kept = words.replaceAll(' ', '\u00a0');
    return `<text${attributes}>${kept.replace(ANY, (run, ...groups) => wrapped(run, groups, needed))}</text>`;
  });
  return { svg: lettered, fontFiles: [...needed].map(({ file }) => file()) };
}

function outlineOf(words: string, shapers: ReadonlyMap<Letters, ShapeWords>): Outline | undefined {
  const letters = SHAPED.find(({ of }) => of.test(words));
  return letters && shapers.get(letters)?.(words);
}

/** Half of what a capital letter is high, in ems: so far below the middle is the baseline. */
const MIDDLE = 0.35;

/** Outlines where the text stood. */
function outlined(attributes: string, { svg, width }: Outline): string {
  const read = (pattern: RegExp): string => pattern.exec(attributes)?.[1] ?? '';
  const size = Number(read(/font-size:([\d.]+)px/) || 12);
  const anchors: Readonly<Record<string, number>> = { end: 1, middle: 0.5 };
  const x = Number(read(/\sx="([-\d.]+)"/)) - (anchors[read(/text-anchor="(\w+)"/)] ?? 0) * width * size;
  const y = Number(read(/\sy="([-\d.]+)"/)) + (attributes.includes('"central"') ? MIDDLE * size : 0);
  const place = `${read(/transform="([^"]+)"/)} translate(${x} ${y}) scale(${size})`;
  return `<g transform="${place}" fill="${read(/fill="([^"]+)"/)}">${svg}</g>`;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

const plain = (words: string): string => words.replace(/&([a-z]+|#39);/g, (whole, name) => ENTITIES[name] ?? whole);

function wrapped(run: string, groups: readonly unknown[], needed: Set<Letters>): string {
  const letters = OTHERS.find((_, index) => groups[index] !== undefined) ?? USUAL;
  needed.add(letters);
  return `<tspan style="font-family:${letters.family}">${run}</tspan>`;
}
