import { z } from 'zod';
import type { ImageRef } from '#src/domain/job.ts';
import type { Workspace } from '../origin.ts';
import { refOf, SlackFile } from './file.ts';
import type { OptionValue } from './option-value.ts';
import { listOf, maybe } from './shapes.ts';

/** A picture that was given and not told of: asking for it says that it is missing, which dropping it would not. */
const MISSING: ImageRef = { key: '', filename: 'picture' };

const Choice = z.object({ value: z.string() });

const Element = z.object({
  type: z.string(),
  value: maybe(z.string()),
  selected_option: maybe(Choice),
  selected_options: listOf(Choice),
  selected_user: maybe(z.string()),
  selected_conversation: maybe(z.string()),
  files: maybe(z.array(z.unknown())),
});

type Element = z.infer<typeof Element>;

/** Of each field the one element it has, whatever that is called. */
export const Values = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((blocks): ReadonlyMap<string, Element> => {
    const fields = Object.entries(blocks).flatMap(([field, elements]) => {
      const inside = typeof elements === 'object' && elements !== null ? Object.values(elements) : [];
      const read = Element.safeParse(inside[0]);
      return read.success ? [[field, read.data] as const] : [];
    });
    return new Map(fields);
  });

type Fields = z.output<typeof Values>;

/** What was filled in besides pictures. */
export const optionsIn = (fields: Fields): Readonly<Record<string, OptionValue>> =>
  Object.fromEntries(
    [...fields].flatMap(([field, element]): [string, OptionValue][] => {
      const value = valueIn(element);
      return value === null ? [] : [[field, value]];
    }),
  );

export const imagesIn = (fields: Fields, workspace: Workspace): Readonly<Record<string, readonly ImageRef[]>> =>
  Object.fromEntries(
    [...fields].flatMap(([field, { type, files }]) =>
      type === 'file_input' && files?.length ? [[field, files.map((file) => givenRef(file, workspace))]] : [],
    ),
  );

function givenRef(file: unknown, workspace: Workspace): ImageRef {
  const read = SlackFile.safeParse(file);
  return read.success ? refOf(read.data, workspace) : MISSING;
}

/** `null` where nothing was filled in. */
function valueIn(element: Element): OptionValue | null {
  switch (element.type) {
    case 'file_input':
    case 'rich_text_input':
      return null;
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return element.selected_option?.value ?? null;
    case 'checkboxes':
      // Each of ours is a single box.
      return element.selected_options.length > 0;
    case 'multi_static_select':
      return element.selected_options.map(({ value }) => value).join(',') || null;
    case 'users_select':
      return element.selected_user ?? null;
    case 'conversations_select':
      return element.selected_conversation ?? null;
    default:
      return element.value ?? null;
  }
}
