import type { PageMask } from './page-modules.ts';

/** A mask of the page's with what is named painted. */
export const paintedOf = (width: number, height: number, isPainted: (x: number, y: number) => boolean): PageMask => ({
  width,
  height,
  levels: Uint8Array.from({ length: width * height }, (_, at) =>
    isPainted(at % width, Math.floor(at / width)) ? 255 : 0,
  ),
});
