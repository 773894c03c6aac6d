import { z } from 'zod';
import type { ModelEntry } from '#src/domain/model.ts';
import { checkEntry } from './check-entry.ts';

const WIDTH_HEIGHT = z.string().regex(/^\d{1,5}x\d{1,5}$/, 'must be WIDTHxHEIGHT in pixels, such as 1024x1024');
const DATE = z.iso.date('must be a date, YYYY-MM-DD');
const name = z.string().trim().min(1);
const whole = z.int().positive();
/** What `--timeout` may reach as well. */
const MAX_TIMEOUT_MS = 600_000;

const RATIO = z.string().regex(/^\d{1,3}:\d{1,3}$/, 'must be WIDTH:HEIGHT, such as 16:9');
const yes = z.exactOptional(z.literal(true));
const plainValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const sizeShape = z.strictObject({
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

const aspectShape = z.strictObject({
  kind: z.literal('aspect'),
  ratios: z.array(RATIO).min(1),
  default: RATIO,
  pixels: whole,
  pixelsByQuality: z.exactOptional(z.record(z.string(), whole)),
});

const sourceShape = z.strictObject({
  kind: z.literal('source'),
  factors: z.array(z.int().min(1).max(16)).min(1),
  default: z.int().min(1).max(16),
});

const inputs = z.strictObject({
  prompt: z.exactOptional(name),
  references: z.exactOptional(z.strictObject({ name, many: z.boolean() })),
  mask: z.exactOptional(name),
  aspect: z.exactOptional(name),
  quality: z.exactOptional(name),
  qualityValues: z.exactOptional(z.record(z.string(), name)),
  count: z.exactOptional(name),
  seed: z.exactOptional(name),
  negative: z.exactOptional(name),
  format: z.exactOptional(name),
  formatValues: z.exactOptional(z.record(z.string(), name)),
  compression: z.exactOptional(name),
  scale: z.exactOptional(name),
  always: z.exactOptional(plainValues),
  several: z.exactOptional(plainValues),
});

/** The form of one catalogue entry. Whether its parts fit each other is `checkEntry`'s, whether entries do `checkCatalogue`'s. */
const entryForm = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*\/\S+$/, 'must be provider/short-name'),
  provider: name,
  vendorId: name,
  label: name,
  aliases: z.array(name),
  protocol: z.exactOptional(name),
  dialect: z.exactOptional(name),
  inputs: z.exactOptional(inputs),
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
    maskRequired: yes,
    sheet: yes,
    upscale: yes,
    removeBackground: yes,
  }),
  input: z.strictObject({
    maxBytesEach: whole,
    maxBytesTogether: z.exactOptional(whole),
    maskMaxBytes: whole,
    maxPromptLength: whole,
  }),
  shape: z.discriminatedUnion('kind', [sizeShape, aspectShape, sourceShape]),
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
    chosenBy: z.exactOptional(z.literal('provider')),
    compression: z.boolean(),
    transparent: z.boolean(),
    maxCount: z.int().min(1).max(10),
  }),
  seed: z.enum(['exact', 'best-effort', 'none']),
  negativePrompt: yes,
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
    usdPerPicture: z.exactOptional(
      z.strictObject({
        usual: z.number().min(0),
        byQuality: z.exactOptional(z.record(z.string(), z.number().min(0))),
      }),
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
