import { z } from '@hono/zod-openapi';
import { MODES } from '#src/domain/mode.ts';

export const seconds = (description: string) =>
  z.int().openapi({ description: `${description}, in seconds since 1970.` });

export const ERROR = z
  .object({
    error: z.object({
      message: z.string().openapi({ description: 'What happened, whose problem it is and what to do next.' }),
      type: z.enum(['invalid_request_error', 'rate_limit_error', 'server_error']),
      param: z.string().nullable().openapi({ description: 'The field it is about.' }),
      code: z
        .string()
        .nullable()
        .openapi({ description: 'Stable; docs/api.md lists them.', example: 'not_enough_credits' }),
      metadata: z
        .object({
          blame: z.enum(['prompt', 'image', 'provider', 'settings', 'operator', 'easel']),
          charged: z.boolean(),
          jobId: z.string().optional(),
        })
        .optional(),
    }),
  })
  .openapi('Error');

const USAGE = z
  .object({
    input_tokens: z.int(),
    input_tokens_details: z.object({ text_tokens: z.int(), image_tokens: z.int() }),
    output_tokens: z.int(),
    total_tokens: z.int(),
  })
  .openapi('Usage', { description: 'As the provider counted; zeros where it counts none.' });

const METADATA = z
  .object({
    jobId: z.string().optional(),
    mode: z.enum(MODES),
    provider: z.string(),
    model: z.string(),
    durationMs: z.int().optional(),
    credits: z.int().openapi({ description: 'Charged; of a dry run what it would cost.' }),
    warnings: z.array(z.string()).openapi({ description: 'What was corrected or left out.' }),
    text: z.string().optional().openapi({ description: 'What the model wrote beside the pictures.' }),
    seed: z.int().optional(),
    mask: z.string().optional().openapi({ description: 'What the mask marks.' }),
    changedOutside: z.number().optional().openapi({
      description: 'How much of what had to stay the model had changed, 0 to 1, before it was put back.',
    }),
    sameAs: z
      .string()
      .optional()
      .openapi({ description: 'The job that made these very pictures before, free of charge.' }),
    dryRun: z
      .boolean()
      .optional()
      .openapi({ description: 'Nothing was made; the next ones are told of dry runs only.' }),
    why: z.string().optional().openapi({ description: 'Why this mode.' }),
    modelWhy: z.string().optional().openapi({ description: 'Why this model.' }),
    pictures: z.int().optional().openapi({ description: 'How many would be made.' }),
    available: z.int().optional().openapi({ description: 'Credits that are left.' }),
  })
  .openapi('Metadata');

export const IMAGES = z
  .object({
    created: seconds('When it was asked for'),
    data: z.array(
      z.object({
        b64_json: z.string().optional(),
        url: z.url().optional(),
        revised_prompt: z.string().optional(),
      }),
    ),
    background: z.enum(['transparent', 'opaque']).optional(),
    output_format: z.enum(['png', 'jpeg', 'webp']).optional(),
    quality: z.string().optional(),
    size: z.string().optional(),
    usage: USAGE.optional(),
    metadata: METADATA,
  })
  .openapi('ImagesResponse');

export const EVENT = z
  .object({
    type: z.string().openapi({
      description:
        '`image_generation.partial_image`, `image_generation.completed`, the same of `image_edit`, or `error`.',
    }),
    b64_json: z.string().optional(),
    partial_image_index: z.int().optional(),
    created_at: z.int().optional(),
    size: z.string().optional(),
    quality: z.string().optional(),
    background: z.string().optional(),
    output_format: z.string().optional(),
    usage: USAGE.optional(),
    metadata: METADATA.optional(),
  })
  .openapi('ImageEvent');

export const JOB = z
  .object({
    id: z.string(),
    object: z.literal('job'),
    status: z.enum(['pending', 'processing', 'success', 'failed', 'canceled']),
    operation: z.enum(['generation', 'edit']),
    created_at: seconds('When it was asked for'),
    started_at: seconds('When its turn came').optional(),
    finished_at: seconds('When it ended').optional(),
    deleted_at: seconds('When its pictures were deleted').optional(),
    user: z.string().optional(),
    prompt: z.string(),
    mode: z.enum(MODES).optional(),
    provider: z.string().optional(),
    model: z.string().optional(),
    n: z.int().optional(),
    credits: z.int().optional().openapi({ description: 'Charged, or on hold while it is on its way.' }),
    warnings: z.array(z.string()).optional(),
    waits_for: z.string().optional(),
    result: IMAGES.optional().openapi({ description: 'Its pictures, by their addresses.' }),
    error: ERROR.shape.error.optional(),
  })
  .openapi('Job');

export const JOBS = z.object({ object: z.literal('list'), data: z.array(JOB) }).openapi('JobList');

const LINKED = z.object({ platform: z.string(), name: z.string().optional() });

export const LINK = z
  .object({ object: z.literal('link'), accounts: z.array(LINKED), unlinked: z.boolean().optional() })
  .openapi('Link');

const AMOUNTS = { available: z.int(), held: z.int(), allowance: z.int() };

export const CREDITS = z
  .object({
    object: z.literal('credits'),
    ...AMOUNTS,
    resets_at: seconds('When the next allowance comes'),
    ending: z.array(z.object({ amount: z.int(), at: z.int() })).openapi({ description: 'Granted credits that end.' }),
    accounts: z.array(LINKED.extend(AMOUNTS)).optional().openapi({ description: 'Each of several linked accounts.' }),
  })
  .openapi('Credits');

export const MODEL = z
  .object({
    id: z.string(),
    object: z.literal('model'),
    created: z.int(),
    owned_by: z.string(),
    easel: z.record(z.string(), z.unknown()).openapi({ description: 'What it can do.' }),
  })
  .openapi('Model');

export const MODELS = z.object({ object: z.literal('list'), data: z.array(MODEL) }).openapi('ModelList');
