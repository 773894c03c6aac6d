import type { Color } from './color.ts';
import { MOTIFS } from './motif-shapes.ts';

/** A simple figure in a box of 100 x 100 whose feet stand at the bottom middle. */
export interface Motif {
  readonly answersTo: readonly string[];
  /** Where it belongs: on the ground, on water, or in the air. */
  readonly place: 'ground' | 'water' | 'air';
  /** Shapes without strokes of their own, so that a sticker can put one around them. */
  draw(colors: MotifColors): string;
}

export interface MotifColors {
  readonly accent: Color;
  readonly dark: Color;
  readonly pale: Color;
}

/** The figures the words of a prompt name, at most three, in the order of our list. */
export function motifsFor(words: ReadonlySet<string>): readonly Motif[] {
  return MOTIFS.filter(({ answersTo }) => answersTo.some((word) => words.has(word))).slice(0, 3);
}
