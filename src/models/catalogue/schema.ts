import { z } from 'zod';
import type { ModelEntry, SizeShape } from '#src/domain/model.ts';
import type { Size } from '#src/domain/picture.ts';
import { isLegal, parseSize } from '#src/domain/shape.ts';

const WIDTH_HEIGHT = z.string().regex(/^\d{1,5}x\d{1,5}$/, 'must be WIDTHxHEIGHT in pixels, such as 1024x1024');
const DATE = z.iso.date('must be a date, YYYY-MM-DD');
const name = z.string().trim().min(1);
const whole = z.int().positive();
/** What `--timeout` may reach as well. */
const MAX_TIMEOUT_MS = 600_000;

const shape = z.strictObject({
  kind: z.literal('size'),
  presets: z.array(WIDTH_HEIGHT).min(1),
  default: z.union([z.literal('auto'), WIDTH_HEIGHT]),
  auto: z.boolean(),
  free: z.exactOptional(
    z.strictObject({
      multiple: whole,
      maxEdge: whole,
      maxRatio: z.number().min(1),
      minPixels: whole,
      maxPixels: whole,
    }),
  ),
});

/** The form of one catalogue entry. Whether its parts fit each other is `checkEntry`'s, whether entries do `checkCatalogue`'s. */
const entryForm = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*\/\S+$/, 'must be provider/short-name'),
  provider: name,
  vendorId: name,
  label: name,
  aliases: z.array(name),
  dialect: z.exactOptional(name),
  lifecycle: z.strictObject({
    state: z.enum(['current', 'deprecated', 'shutdown']),
    shutdownAt: z.exactOptional(DATE),
    successor: z.exactOptional(name),
  }),
  operations: z.strictObject({
    generate: z.boolean(),
    edit: z.boolean(),
    maxReferences: z.int().min(0),
    mask: z.enum(['alpha0-edit', 'white-edit', 'none']),
    fidelity: z.enum(['option', 'always', 'none']),
  }),
  input: z.strictObject({ maxBytesEach: whole, maskMaxBytes: whole, maxPromptLength: whole }),
  shape,
  quality: z.exactOptional(
    z.strictObject({
      values: z.array(name).min(1),
      default: name,
      weights: z.record(z.string(), z.number().positive()),
    }),
  ),
  styles: z.array(name),
  moderation: z.boolean(),
  output: z.strictObject({
    formats: z.array(z.enum(['png', 'jpeg', 'webp'])).min(1),
    compression: z.boolean(),
    transparent: z.boolean(),
    maxCount: z.int().min(1).max(10),
  }),
  seed: z.enum(['exact', 'best-effort', 'none']),
  delivery: z.strictObject({
    partials: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
    timeoutMs: whole.max(MAX_TIMEOUT_MS),
    idleTimeoutMs: whole.max(MAX_TIMEOUT_MS),
    pollCeilingMs: whole.max(MAX_TIMEOUT_MS),
    typicalMs: whole.max(MAX_TIMEOUT_MS),
  }),
  pricing: z.strictObject({
    weight: z.number().positive(),
    usdPerMillionTokens: z.exactOptional(
      z.strictObject({ textIn: z.number().min(0), imageIn: z.number().min(0), imageOut: z.number().min(0) }),
    ),
    outputTokenBase: z.exactOptional(z.record(z.string(), z.number().positive())),
    asOf: DATE,
    source: name,
  }),
  evidence: name,
});

/** A whole entry, its parts fitting each other. */
export const modelEntrySchema: z.ZodType<ModelEntry> = entryForm.superRefine((entry, context) => {
  for (const { path, message } of checkEntry(entry)) context.addIssue({ code: 'custom', path, message });
});

interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
}

function checkEntry(entry: ModelEntry): readonly Problem[] {
  return [...checkNames(entry), ...checkOperations(entry), ...checkShape(entry.shape), ...checkQuality(entry)];
}

function* checkNames({ id, provider, lifecycle }: ModelEntry): Iterable<Problem> {
  if (!id.startsWith(`${provider}/`)) yield { path: ['provider'], message: `must be what ${id} begins with` };
  if (lifecycle.successor === id) yield { path: ['lifecycle', 'successor'], message: 'must be another model' };
}

function* checkOperations({ operations, output, styles, delivery }: ModelEntry): Iterable<Problem> {
  const { generate, edit, maxReferences, mask } = operations;
  if (!generate && !edit) yield { path: ['operations'], message: 'must have generate or edit' };
  if (edit !== maxReferences > 0)
    yield { path: ['operations', 'maxReferences'], message: edit ? 'must be at least 1 to edit' : 'must be 0' };
  if (mask !== 'none' && !edit) yield { path: ['operations', 'mask'], message: 'must be none without edit' };
  if (output.transparent && output.formats.every((format) => format === 'jpeg'))
    yield { path: ['output', 'transparent'], message: 'must be false where jpeg is the only format' };
  if (delivery.idleTimeoutMs > delivery.timeoutMs)
    yield { path: ['delivery', 'idleTimeoutMs'], message: 'must not be longer than timeoutMs' };
  yield* checkUnique(['styles'], styles);
  yield* checkUnique(['output', 'formats'], output.formats);
}

function* checkShape(shape: SizeShape): Iterable<Problem> {
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
