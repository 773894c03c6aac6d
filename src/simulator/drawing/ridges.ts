import { type Canvas, px } from './canvas.ts';
import type { Color } from './color.ts';

/** One line of hills or waves across the picture. */
export interface Ridge {
  /** Height of its crest in pixels from the top, at a place across. */
  at(x: number): number;
  /** The filled area below the crest. */
  readonly path: string;
}

/** A crest made of three waves; `roughness` 0 is a calm swell, 1 is mountains. `base` and `swing` are pixels. */
export function ridge(canvas: Canvas, base: number, swing: number, roughness: number): Ridge {
  const { dice, width, height } = canvas;
  const waves = [1, 2.3, 5.1].map((rate, order) => ({
    rate: rate * dice.between(0.7, 1.4),
    phase: dice.between(0, Math.PI * 2),
    share: (order === 0 ? 1 : roughness / order) * dice.between(0.6, 1),
  }));
  const at = (x: number): number => {
    const turn = (x / width) * Math.PI * 2;
    return base + swing * waves.reduce((sum, { rate, phase, share }) => sum + Math.sin(turn * rate + phase) * share, 0);
  };
  const steps = Array.from({ length: 65 }, (_, step) => (width * step) / 64);
  const crest = steps.map((x) => `L${px(x)} ${px(at(x))}`).join('');
  return { at, path: `M0 ${height}${crest}L${width} ${height}Z` };
}

export const filled = ({ path }: Ridge, color: Color | `url(${string})`): string =>
  `<path d="${path}" fill="${color}"/>`;
