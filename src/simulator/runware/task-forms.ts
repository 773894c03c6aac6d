import { z } from 'zod';
import { type Complaint, invalid, missing, unknownParameter } from './refusal.ts';

/** Where the vendor's schemas say so: what every task that makes pictures may have. */
const shared = {
  taskUUID: z.uuidv4('It must be a UUID of version 4.'),
  model: z.string().regex(/^[\w.-]+:[\w.-]+@[\w.-]+$/, 'It must be an AIR identifier.'),
  deliveryMethod: z.enum(['sync', 'async']).default('sync'),
  outputType: z.enum(['URL', 'base64Data', 'dataURI']).default('URL'),
  outputFormat: z.enum(['JPG', 'PNG', 'WEBP']).default('JPG'),
  outputQuality: z.int().min(20).max(99).default(95),
  includeCost: z.boolean().default(false),
  ttl: z.int().min(60).optional(),
};
const picture = z.string().min(1);
const edge = z.int().min(128).max(2048).multipleOf(64);

const forms = z.discriminatedUnion('taskType', [
  z.strictObject({
    ...shared,
    taskType: z.literal('imageInference'),
    positivePrompt: z.string().min(2).max(3000),
    negativePrompt: z.string().min(2).max(3000).optional(),
    width: edge,
    height: edge,
    numberResults: z.int().min(1).max(20).default(1),
    seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
    steps: z.int().min(1).max(100).optional(),
    CFGScale: z.number().min(0).max(50).optional(),
    strength: z.number().min(0).max(1).optional(),
    safety: z.strictObject({ checkContent: z.boolean() }).optional(),
    inputs: z
      .strictObject({
        seedImage: picture.optional(),
        maskImage: picture.optional(),
        referenceImages: z.array(picture).min(1).max(10).optional(),
      })
      .default({}),
  }),
  z.strictObject({
    ...shared,
    taskType: z.literal('upscale'),
    upscaleFactor: z.union([z.literal(2), z.literal(4)]).default(2),
    inputs: z.strictObject({ image: picture }),
  }),
  z.strictObject({
    ...shared,
    taskType: z.literal('removeBackground'),
    inputs: z.strictObject({ image: picture }),
  }),
]);

export type PictureTask = z.infer<typeof forms>;

/** A task that makes pictures, every field judged as the vendor's schemas say. */
export function readTask(sent: unknown): PictureTask | Complaint {
  const { data, error } = forms.safeParse(sent);
  const [issue] = error?.issues ?? [];
  return data ?? complaintOf(sent, issue);
}

function complaintOf(sent: unknown, issue: z.core.$ZodIssue | undefined): Complaint {
  const path = (issue?.path ?? []).map(String);
  if (issue?.code === 'unrecognized_keys') return unknownParameter([...path, ...issue.keys.slice(0, 1)].join('.'));
  const parameter = path.join('.') || 'taskType';
  return valueAt(sent, path) === undefined ? missing(parameter) : invalid(parameter, issue?.message ?? '');
}

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    // A path of names leads through objects and lists, which are objects too.
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[name] : undefined,
    value,
  );
