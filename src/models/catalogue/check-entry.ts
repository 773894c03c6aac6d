import type { ModelEntry, SizeShape } from '#src/domain/model.ts';
import type { Size } from '#src/domain/picture.ts';
import { isLegal, parseSize } from '#src/domain/shape.ts';

interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
}

/** What no part of an entry can know alone: whether its parts fit each other. */
export function checkEntry(entry: ModelEntry): readonly Problem[] {
  return [...checkNames(entry), ...checkOperations(entry), ...checkShape(entry.shape), ...checkQuality(entry)];
}

function* checkNames({ id, provider, lifecycle }: ModelEntry): Iterable<Problem> {
  if (!id.startsWith(`${provider}/`)) yield { path: ['provider'], message: `must be what ${id} begins with` };
  if (lifecycle.successor === id) yield { path: ['lifecycle', 'successor'], message: 'must be another model' };
}

function* checkOperations({ operations, output, styles, delivery }: ModelEntry): Iterable<Problem> {
  const { generate, edit, maxReferences, mask, upscale, removeBackground, sheet } = operations;
  const takesPictures = edit || upscale === true || removeBackground === true;
  if (!generate && !takesPictures)
    yield { path: ['operations'], message: 'must have generate, edit, upscale or removeBackground' };
  if (takesPictures !== maxReferences > 0)
    yield { path: ['operations', 'maxReferences'], message: takesPictures ? 'must be at least 1' : 'must be 0' };
  if (sheet && !generate && !edit) yield { path: ['operations', 'sheet'], message: 'needs generate or edit' };
  if (mask !== 'none' && !edit) yield { path: ['operations', 'mask'], message: 'must be none without edit' };
  if (operations.maskRequired && mask === 'none')
    yield { path: ['operations', 'maskRequired'], message: 'needs a mask' };
  if (output.transparent && output.formats.every((format) => format === 'jpeg'))
    yield { path: ['output', 'transparent'], message: 'must be false where jpeg is the only format' };
  if (delivery.idleTimeoutMs > delivery.timeoutMs)
    yield { path: ['delivery', 'idleTimeoutMs'], message: 'must not be longer than timeoutMs' };
  yield* checkUnique(['styles'], styles);
  yield* checkUnique(['output', 'formats'], output.formats);
}

function* checkShape(shape: ModelEntry['shape']): Iterable<Problem> {
  if (shape.kind === 'size') return yield* checkSizes(shape);
  const [known, usual]: [readonly (string | number)[], string | number] =
    shape.kind === 'aspect' ? [shape.ratios, shape.default] : [shape.factors, shape.default];
  if (!known.includes(usual)) yield { path: ['shape', 'default'], message: `must be one of ${known.join(', ')}` };
}

function* checkSizes(shape: SizeShape): Iterable<Problem> {
  if (shape.default === 'auto' ? !shape.auto : !shape.presets.includes(shape.default))
    yield { path: ['shape', 'default'], message: `must be one of ${shape.presets.join(', ')}` };
  for (const [index, preset] of shape.presets.entries()) {
    const size = parseSize(preset);
    if (!size || !isAllowed(shape, size))
      yield { path: ['shape', 'presets', index], message: 'must be within what free allows' };
  }
}

const isAllowed = ({ free }: SizeShape, size: Size): boolean => !free || isLegal(free, size);

function* checkQuality({ quality, pricing }: ModelEntry): Iterable<Problem> {
  const values = quality?.values ?? [];
  for (const key of Object.keys(pricing.outputTokenBase ?? {}))
    if (!values.includes(key)) yield { path: ['pricing', 'outputTokenBase', key], message: 'is not a quality it has' };
  for (const key of Object.keys(pricing.usdPerPicture?.byQuality ?? {}))
    if (!values.includes(key)) yield { path: ['pricing', 'usdPerPicture', key], message: 'is not a quality it has' };
  if (!quality) return;
  yield* checkUnique(['quality', 'values'], values);
  if (!values.includes(quality.default))
    yield { path: ['quality', 'default'], message: `must be one of ${values.join(', ')}` };
  for (const value of values)
    if (quality.weights[value] === undefined) yield { path: ['quality', 'weights', value], message: 'is missing' };
  for (const key of Object.keys(quality.weights))
    if (!values.includes(key)) yield { path: ['quality', 'weights', key], message: 'is not a quality it has' };
}

function* checkUnique(path: (string | number)[], values: readonly string[]): Iterable<Problem> {
  if (new Set(values).size < values.length) yield { path, message: 'must not name anything twice' };
}
