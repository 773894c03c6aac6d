import { ComponentType } from 'discord.js';
import { z } from 'zod';
import { Resolved, resolvedRef } from './attachment.ts';
import { calledIn } from './called.ts';
import type { Said } from './said.ts';
import { listOf } from './shapes.ts';

const Field = z.object({
  type: z.number(),
  custom_id: z.string().min(1),
  value: z.union([z.string(), z.boolean()]).nullish().catch(null),
  values: listOf(z.string()),
});

type Field = z.infer<typeof Field>;

/** A label holds one field; a row is the older way. What only shows something holds none. */
const Holder = z
  .object({ component: Field.optional().catch(undefined), components: listOf(Field) })
  .transform(({ component, components }) => (component ? [component, ...components] : components));

const Data = z.object({ custom_id: z.string(), components: listOf(Holder), resolved: z.unknown().optional() });

/** A form as it was sent in. @returns `undefined` where it cannot be read. */
export function readForm(data: unknown): Said | undefined {
  const read = Data.safeParse(data);
  if (!read.success) return undefined;
  const { custom_id, components, resolved } = read.data;
  const fields = components.flat();
  const files = Resolved.parse(resolved);
  const called = calledIn(
    fields.map(({ custom_id: id, values }) => [id, values[0]] as const),
    resolved,
  );
  return {
    trigger: 'form',
    ...nameAndState(custom_id),
    options: Object.fromEntries(fields.flatMap(givenIn)),
    ...(Object.keys(called).length > 0 && { called }),
    images: Object.fromEntries(
      fields
        .filter(({ type, values }) => type === ComponentType.FileUpload && values.length > 0)
        .map(({ custom_id: id, values }) => [id, values.map((value) => resolvedRef(files, value))]),
    ),
  };
}

/** Nothing comes back with a form but its id, so that carries both: see how forms are laid out. */
function nameAndState(id: string): { readonly name: string; readonly state: string } {
  const bar = id.indexOf('|');
  return bar < 0 ? { name: id, state: '' } : { name: id.slice(0, bar), state: id.slice(bar + 1) };
}

function givenIn({ type, custom_id, value, values }: Field): [string, string | boolean][] {
  switch (type) {
    case ComponentType.TextInput:
    case ComponentType.RadioGroup:
    case ComponentType.Checkbox:
      return value === null || value === undefined ? [] : [[custom_id, value]];
    case ComponentType.FileUpload:
      return [];
    default:
      return values.length === 0 ? [] : [[custom_id, values.join(',')]];
  }
}
