import { z } from 'zod';

const Media = z.looseObject({ url: z.string() });
const Choice = z.looseObject({
  label: z.string(),
  value: z.string(),
  description: z.string().nullish(),
  default: z.boolean().optional(),
});

/** Any component of a message or modal, as far as it is judged here: which of these it may have depends on its type. */
export const Part = z.looseObject({
  type: z.number().int(),
  id: z.number().int().optional(),
  custom_id: z.string().optional(),
  style: z.number().optional(),
  label: z.string().optional(),
  description: z.string().nullish(),
  content: z.string().optional(),
  emoji: z.looseObject({ name: z.string().nullish() }).optional(),
  url: z.string().optional(),
  disabled: z.boolean().optional(),
  placeholder: z.string().optional(),
  required: z.boolean().optional(),
  value: z.union([z.string(), z.boolean()]).nullish(),
  default: z.boolean().optional(),
  min_length: z.number().optional(),
  max_length: z.number().optional(),
  min_values: z.number().optional(),
  max_values: z.number().optional(),
  accent_color: z.number().nullish(),
  spoiler: z.boolean().optional(),
  divider: z.boolean().optional(),
  spacing: z.number().optional(),
  options: z.array(Choice).optional(),
  default_values: z.array(z.looseObject({ id: z.string(), type: z.enum(['user', 'role', 'channel']) })).optional(),
  channel_types: z.array(z.number()).optional(),
  items: z
    .array(z.looseObject({ media: Media, description: z.string().nullish(), spoiler: z.boolean().optional() }))
    .optional(),
  media: Media.optional(),
  file: Media.optional(),
  get components(): z.ZodOptional<z.ZodArray<typeof Part>> {
    return z.array(Part).optional();
  },
  get accessory(): z.ZodOptional<typeof Part> {
    return Part.optional();
  },
  get component(): z.ZodOptional<typeof Part> {
    return Part.optional();
  },
});

export type Part = z.infer<typeof Part>;

/** A part and everything inside it, outermost first. */
export function* within(parts: readonly Part[]): Generator<Part> {
  for (const part of parts) {
    yield part;
    yield* within(part.components ?? []);
    if (part.accessory) yield* within([part.accessory]);
    if (part.component) yield* within([part.component]);
  }
}

/** Every address of a picture or file that the parts show. */
export function mediaUrls(parts: readonly Part[]): string[] {
  return [...within(parts)].flatMap((part) => [
    ...(part.items ?? []).map((item) => item.media.url),
    ...(part.media ? [part.media.url] : []),
    ...(part.file ? [part.file.url] : []),
  ]);
}

export const attachmentName = (url: string): string | undefined =>
  url.startsWith('attachment://') ? url.slice('attachment://'.length) : undefined;
