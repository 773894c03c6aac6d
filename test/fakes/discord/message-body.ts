import { z } from 'zod';
import { Part, within } from './parts.ts';
import { invalidBody } from './refusal.ts';

const Mentions = z.object({
  parse: z.array(z.enum(['users', 'roles', 'everyone'])).optional(),
  users: z.array(z.string()).max(100).optional(),
  roles: z.array(z.string()).max(100).optional(),
  replied_user: z.boolean().optional(),
});

/** What the application writes: of a new message or an edit. */
export const MessageBody = z.looseObject({
  content: z.string().nullish(),
  flags: z.number().nullish(),
  components: z.array(Part).nullish(),
  embeds: z.array(z.looseObject({})).nullish(),
  poll: z.looseObject({}).nullish(),
  attachments: z
    .array(
      z.looseObject({
        id: z.union([z.string(), z.number()]),
        filename: z.string().optional(),
        description: z.string().max(1024).nullish(),
      }),
    )
    .nullish(),
  allowed_mentions: Mentions.nullish(),
  nonce: z.union([z.string().max(25), z.number()]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  message_reference: z
    .looseObject({
      type: z.number().optional(),
      message_id: z.string(),
      fail_if_not_exists: z.boolean().optional(),
    })
    .nullish(),
});

export type MessageBody = z.infer<typeof MessageBody>;
export type AllowedMentions = MessageBody['allowed_mentions'];

/** A body of that shape. @throws the refusal that names the first field that is not. */
export function readBody<T>(schema: z.ZodType<T>, body: unknown, path: readonly string[] = []): T {
  const read = schema.safeParse(body ?? {});
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return invalidBody([...path, ...(issue?.path ?? []).map(String)], 'BASE_TYPE_REQUIRED', issue?.message ?? '');
}

/** Every word a reader reads. */
export const readText = ({
  content,
  components,
}: {
  content?: string | null | undefined;
  components?: readonly Part[] | null | undefined;
}): string =>
  [content || [], ...[...within(components ?? [])].flatMap((part) => part.content ?? part.label ?? [])]
    .flat()
    .join('\n');

/** Gives each part that has none a number, as Discord does. */
export function assignIds(parts: readonly Part[]): Part[] {
  const used = new Set([...within(parts)].flatMap(({ id }) => id || []));
  let last = 0;
  const free = () => {
    do last++;
    while (used.has(last));
    return last;
  };
  const withId = (part: Part): Part => ({
    ...defaults(part),
    ...part,
    id: part.id || free(),
    ...(part.components && { components: part.components.map(withId) }),
    ...(part.accessory && { accessory: withId(part.accessory) }),
    ...(part.component && { component: withId(part.component) }),
  });
  return parts.map(withId);
}

/** What Discord fills in where a part does not say. */
function defaults({ type }: Part): Partial<Part> {
  if (type === 17) return { spoiler: false, accent_color: null };
  if (type === 14) return { divider: true, spacing: 1 };
  if (type === 13 || type === 11) return { spoiler: false, ...(type === 11 && { description: null }) };
  return {};
}
