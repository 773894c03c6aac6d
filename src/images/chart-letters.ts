import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);

interface Letters {
  /** As the font file calls itself. */
  readonly family: string;
  readonly file: () => string;
  /** The characters it is for: a regular expression of one, or of a run of them. */
  readonly of: RegExp;
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
    of: /\p{Script=Devanagari}[\p{Script=Devanagari}\p{Script=Inherited}]*/v,
  },
  {
    family: 'Noto Sans Thai',
    file: () => resolve('@expo-google-fonts/noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf'),
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

/**
 * Names the font of every run of characters that the usual one lacks. Left to itself the renderer draws a whole text in whichever
 * font has its first strange character.
 *
 * @param svg a document of our own making, in which `<text>` holds nothing but words.
 * @returns the document, and the files of the fonts it needs, and no others: some are large.
 */
export function withLetters(svg: string): { readonly svg: string; readonly fontFiles: readonly string[] } {
  const needed = new Set([USUAL]);
  const lettered = svg.replace(/(<text\b[^>]*>)([^<]*)(?=<\/text>)/g, (_, open: string, words: string) => {
    // A plain space between two runs would be dropped.
    const kept = words.replaceAll(' ', '\u00a0');
    return open + kept.replace(ANY, (run, ...groups) => wrapped(run, groups, needed));
  });
  return { svg: lettered, fontFiles: [...needed].map(({ file }) => file()) };
}

function wrapped(run: string, groups: readonly unknown[], needed: Set<Letters>): string {
  const letters = OTHERS.find((_, index) => groups[index] !== undefined) ?? USUAL;
  needed.add(letters);
  return `<tspan style="font-family:${letters.family}">${run}</tspan>`;
}
