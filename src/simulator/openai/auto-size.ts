import type { Size } from '#src/domain/picture.ts';
import { nearestSize, parseSize } from '#src/domain/shape.ts';
import type { SimulatedModel } from './models.ts';

const SQUARE: Size = { width: 1024, height: 1024 };

/**
 * What `auto` chooses: the usual square for a new picture, else the size nearest to the source's. The simulator's own models
 * keep the source's size exactly where they can, so that an edit can be laid over it.
 */
export function autoSize({ id, shape }: SimulatedModel, source: Size | undefined): Size {
  if (!source) return parseSize(shape.default) ?? SQUARE;
  if (id.startsWith('sketch') && isKeepable(source)) return { width: source.width, height: source.height };
  return nearestSize(shape, source);
}

const isKeepable = ({ width, height }: Size): boolean =>
  Math.min(width, height) >= 64 && Math.max(width, height) <= 3840 && Math.max(width / height, height / width) <= 3;
