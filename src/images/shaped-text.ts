import { readFile } from 'node:fs/promises';

/** Words as outlines: of one em's height, upright, with their baseline at 0. */
export interface Outline {
  /** An SVG fragment. */
  readonly svg: string;
  /** In ems. */
  readonly width: number;
}

/** Draws words in one font; `undefined` where that lacks one of their characters. */
export type ShapeWords = (words: string) => Outline | undefined;

/** Opens a font for scripts whose signs join and change places. The library is loaded only for them. */
export async function openShaper(file: string): Promise<ShapeWords> {
  const [{ Blob, Buffer: Run, Face, Font, shape }, bytes] = await Promise.all([import('harfbuzzjs'), readFile(file)]);
  const face = new Face(new Blob(new Uint8Array(bytes)));
  const font = new Font(face);
  const { upem } = face;

  return (words) => {
    const run = new Run();
    run.addText(words);
    run.guessSegmentProperties();
    shape(font, run);
    const glyphs = run.getGlyphInfos();
    if (glyphs.some(({ codepoint }) => codepoint === 0)) return undefined;
    let x = 0;
    const outlines = run.getGlyphPositions().map(({ xAdvance, xOffset, yOffset }, index) => {
      const path = font.glyphToPath(glyphs[index]?.codepoint ?? 0);
      const placed = `<path transform="translate(${x + xOffset} ${yOffset})" d="${path}"/>`;
      x += xAdvance;
      return placed;
    });
    return { svg: `<g transform="scale(${1 / upem} ${-1 / upem})">${outlines.join('')}</g>`, width: x / upem };
  };
}
