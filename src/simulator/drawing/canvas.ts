import type { Size } from '#src/domain/picture.ts';
import type { Dice } from './dice.ts';
import type { Palette } from './palette.ts';

/** What every part of a drawing works with. Lengths are pixels. */
export interface Canvas extends Size {
  /** A thousandth of the shorter edge: the drawing's own unit, so that it looks alike at every size. */
  readonly unit: number;
  readonly dice: Dice;
  readonly palette: Palette;
  readonly words: ReadonlySet<string>;
  /** 0 plain to 1 rich: how much is drawn, as the quality asked for. */
  readonly detail: number;
}

/** A number as SVG needs it: two decimals are far below a pixel and keep the text short. */
export const px = (value: number): string => String(Math.round(value * 100) / 100);

/** A vertical gradient definition; `stops` are evenly spread. */
export function gradient(id: string, stops: readonly string[], opacities: readonly number[] = []): string {
  const drawn = stops.map((color, at) => {
    const opacity = opacities[at] === undefined ? '' : ` stop-opacity="${opacities[at]}"`;
    return `<stop offset="${px(at / Math.max(1, stops.length - 1))}" stop-color="${color}"${opacity}/>`;
  });
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${drawn.join('')}</linearGradient>`;
}
