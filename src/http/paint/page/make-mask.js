import { feathered } from './feather.js';
import { maskPng } from './png.js';
import { emptyMask, fillShape } from './shapes.js';

/** The mask in the picture's own size, made of the very strokes, as a PNG. */
export function makeMask({ width, height, shapes, feather }) {
  const mask = emptyMask(width, height);
  for (const shape of shapes) fillShape(mask, shape, 1);
  return maskPng(feathered(mask, feather), Math.round(feather / 3) >= 1);
}
