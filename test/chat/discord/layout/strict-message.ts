import { z } from 'zod';
import type { Laid } from '#src/chat/discord/layout/laid.ts';

/**
 * What Discord takes of a message of components, with every limit it has; nothing else is let through.
 * Facts: components and their limits in the API's reference, 4,000 characters of text in userdoccers, bytes in discord-api-docs #8554.
 */
const words = (max: number) => z.string().min(1).max(max);
const attachment = z.strictObject({ url: z.string().regex(/^attachment:\/\/[\w.-]+$/) });
const text = z.strictObject({ type: z.literal(10), content: words(4000) });
const hidden = { spoiler: z.literal(true).optional() };
const described = { media: attachment, description: words(1024).optional(), ...hidden };
const button = z.strictObject({
  type: z.literal(2),
  style: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  label: words(80),
  custom_id: words(100),
  emoji: z.strictObject({ name: z.string().regex(/^\P{ASCII}|^\d\uFE0F\u20E3$/u) }).optional(),
});
/** Opens an address. */
const linkButton = z.strictObject({
  type: z.literal(2),
  style: z.literal(5),
  label: z.string().min(1).max(80),
  url: z
    .string()
    .max(512)
    .regex(/^https?:\/\//),
});
const row = z.strictObject({
  type: z.literal(1),
  components: z
    .array(z.union([button, linkButton]))
    .min(1)
    .max(5),
});
const gallery = z.strictObject({ type: z.literal(12), items: z.array(z.strictObject(described)).min(1).max(10) });
const thumbnail = z.strictObject({ type: z.literal(11), ...described });
const section = z.strictObject({ type: z.literal(9), components: z.array(text).min(1).max(3), accessory: thumbnail });
const file = z.strictObject({ type: z.literal(13), file: attachment, ...hidden });
const inContainer = z.discriminatedUnion('type', [row, text, section, gallery, file]);
const container = z.strictObject({
  type: z.literal(17),
  accent_color: z.int().min(0).max(0xffffff).optional(),
  components: z.array(inContainer).min(1),
});
const message = z.array(z.discriminatedUnion('type', [row, text, section, gallery, file, container])).min(1);

/** Everything that Discord would not take in a message; empty for a good one. */
export function faultsOf({ components }: Laid): readonly string[] {
  const parsed = message.safeParse(components);
  const all = partsOf(components);
  const states = all.flatMap(({ custom_id: id }) => id ?? []);
  const units = all.reduce((sum, { content = '' }) => sum + content.length, 0);
  const bytes = Buffer.byteLength(stringsOf(components).join('')) + 12 * all.length;
  const files = new Set(stringsOf(components).filter((value) => value.startsWith('attachment://')));
  return [
    ...(parsed.success ? [] : parsed.error.issues.map(({ path, message: said }) => `${path.join('.')}: ${said}`)),
    ...(all.length > 40 ? [`${all.length} components`] : []),
    ...(new Set(states).size < states.length ? ['a custom_id is there twice'] : []),
    ...(units > 4000 ? [`${units} characters of text`] : []),
    ...(bytes > 10_170 ? [`${bytes} bytes of strings`] : []),
    ...(files.size > 10 ? [`${files.size} files`] : []),
    ...(components.some((part) => !JSON.stringify(part).isWellFormed()) ? ['half a character'] : []),
  ];
}

const id = words(100);
const label = { label: words(45), description: words(100).optional() };
const option = z.strictObject({ value: words(100), label: words(100), default: z.literal(true).optional() });
const chosen = { custom_id: id, required: z.boolean() };
const picker = (type: number, of: string) =>
  z.strictObject({
    type: z.literal(type),
    ...chosen,
    min_values: z.int().min(0).max(1),
    max_values: z.literal(1),
    default_values: z
      .array(z.strictObject({ id: z.string().regex(/^\d+$/), type: z.literal(of) }))
      .max(1)
      .optional(),
    ...(of === 'channel' && { channel_types: z.array(z.int()) }),
  });
const input = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal(4),
    ...chosen,
    style: z.union([z.literal(1), z.literal(2)]),
    max_length: z.int().min(1).max(4000),
    value: words(4000).optional(),
    // Discord's own name for the grey words in an empty field, as in the tests of forms.
    placeholder: words(100).optional(),
  }),
  z.strictObject({
    type: z.literal(3),
    ...chosen,
    min_values: z.int().min(0).max(1),
    max_values: z.literal(1),
    options: z.array(option).min(1).max(25),
  }),
  z.strictObject({
    type: z.literal(19),
    ...chosen,
    min_values: z.int().min(0).max(10),
    max_values: z.int().min(1).max(10),
    file_types: z.array(z.string()).max(10),
  }),
  picker(5, 'user'),
  picker(6, 'role'),
  picker(8, 'channel'),
  z.strictObject({ type: z.literal(21), ...chosen, options: z.array(option).min(2).max(10) }),
  z.strictObject({ type: z.literal(23), custom_id: id, default: z.boolean() }),
]);
const modal = z.strictObject({
  custom_id: id,
  title: words(45),
  components: z
    .array(z.strictObject({ type: z.literal(18), ...label, component: input }))
    .min(1)
    .max(5),
});

/** Everything that Discord would not take in a modal. */
export function modalFaultsOf(given: object): readonly string[] {
  const parsed = modal.safeParse(given);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message: said }) => `${path.join('.')}: ${said}`);
}

interface Part {
  readonly type: number;
  readonly content?: string;
  readonly custom_id?: string;
  readonly label?: string;
}

/** All components, however deep. */
export function partsOf(value: unknown): readonly Part[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(partsOf);
  return 'type' in value && typeof value.type === 'number' ? [{ ...value, type: value.type }, ...inner] : inner;
}

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}
