import type { HomeView, ModalView } from '@slack/types';
import { z } from 'zod';
import type { Laid } from '#src/chat/slack/layout/laid.ts';

/**
 * What Slack takes of the blocks that are used, with every limit it has; nothing else is let through, above all no `mrkdwn`.
 * Facts: the reference of Block Kit by way of `@slack/types`; the size of a message in bolt-js #2509 and #2867.
 */
const words = (max: number) => z.string().min(1).max(max);
const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: words(max), emoji: z.literal(false).optional() });
const style = z.strictObject({ bold: z.literal(true).optional(), code: z.literal(true).optional() }).optional();

const textElement = z.strictObject({ type: z.literal('text'), text: words(3000), style });
const element = z.discriminatedUnion('type', [
  textElement,
  z.strictObject({ type: z.literal('user'), user_id: z.string().regex(/^[UW][A-Z0-9]+$/), style }),
  z.strictObject({ type: z.literal('channel'), channel_id: z.string().regex(/^[CG][A-Z0-9]+$/), style }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.int(),
    format: z.enum(['{date_short_pretty} at {time}', '{ago}']),
    fallback: words(100),
    style,
  }),
  z.strictObject({ type: z.literal('link'), url: words(3000).regex(/^https?:\/\//), text: words(3000), style }),
]);
const section = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(element).min(1) });
const rich = z.strictObject({
  type: z.literal('rich_text'),
  elements: z
    .array(
      z.discriminatedUnion('type', [
        section,
        z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(textElement).length(1) }),
        z.strictObject({ type: z.literal('rich_text_preformatted'), elements: z.array(textElement).min(1) }),
        z.strictObject({
          type: z.literal('rich_text_list'),
          style: z.literal('bullet'),
          elements: z.array(section).min(1),
        }),
      ]),
    )
    .min(1),
});

const image = {
  type: z.literal('image'),
  slack_file: z.strictObject({ id: z.string().regex(/^F/) }).optional(),
  image_url: words(3000)
    .regex(/^https?:\/\//)
    .optional(),
  alt_text: words(2000),
};
const oneSource = (given: { slack_file?: unknown; image_url?: unknown }) =>
  (given.slack_file === undefined) !== (given.image_url === undefined);
const imageBlock = z.strictObject({ ...image, title: plain(2000).optional() }).refine(oneSource, 'one source');

const button = z.strictObject({
  type: z.literal('button'),
  action_id: words(255).regex(/^easel:[a-z]+:/),
  value: words(2000),
  text: plain(75),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: words(75).optional(),
  confirm: z
    .strictObject({
      title: plain(100),
      text: plain(300),
      confirm: plain(30),
      deny: plain(30),
      style: z.literal('danger'),
    })
    .optional(),
});

/** Opens an address. */
const linkButton = z.strictObject({
  type: z.literal('button'),
  action_id: words(255).regex(/^link:\d+$/),
  url: words(3000).regex(/^https?:\/\//),
  text: plain(75),
});

const header = z.strictObject({ type: z.literal('header'), text: plain(150) });
const context = z.strictObject({ type: z.literal('context'), elements: z.array(plain(3000)).min(1).max(10) });
const cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: words(3000) }),
  z.strictObject({ type: z.literal('rich_text'), elements: z.array(section).length(1) }),
]);
const table = z
  .strictObject({
    type: z.literal('table'),
    rows: z.array(z.array(cell).min(1).max(20)).min(1).max(100),
    column_settings: z.array(z.strictObject({ is_wrapped: z.literal(true) })).max(20),
  })
  .refine(({ rows }) => new Set(rows.map(({ length }) => length)).size === 1, 'rows of one length');

const block = z.union([
  rich,
  imageBlock,
  header,
  context,
  table,
  z.strictObject({
    type: z.literal('actions'),
    elements: z
      .array(z.union([button, linkButton]))
      .min(1)
      .max(5),
  }),
]);

const issuesOf = (schema: z.ZodType, given: unknown): readonly string[] =>
  schema.safeParse(given).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

/** Everything that Slack would not take in a message; empty for a good one. */
export function faultsOf({ text, blocks }: Laid): readonly string[] {
  const all = partsOf(blocks);
  const ids = all.flatMap(({ action_id: id }) => id ?? []);
  const bytes = Buffer.byteLength(JSON.stringify({ text, blocks }));
  return [
    ...issuesOf(z.array(block).min(1).max(50), blocks),
    ...(text === '' || text.length > 3000 ? ['no text, or too much of it'] : []),
    ...(bytes > 12_000 ? [`${bytes} bytes`] : []),
    ...(new Set(ids).size < ids.length ? ['an action_id is there twice'] : []),
    ...(all.filter(({ type }) => type === 'table').length > 1 ? ['more than one table'] : []),
    ...wholeCharacters([text, blocks]),
  ];
}

const wholeCharacters = (given: unknown): readonly string[] =>
  stringsOf(given).every((one) => one.isWellFormed()) ? [] : ['half a character'];

const option = z.strictObject({ text: plain(75), value: words(75) });
const value = { action_id: z.literal('value') };
const inputs = z.discriminatedUnion('type', [
  z.strictObject({
    ...value,
    type: z.literal('plain_text_input'),
    multiline: z.boolean(),
    max_length: z.int().min(1).max(3000),
    initial_value: words(3000).optional(),
    placeholder: plain(150).optional(),
  }),
  z.strictObject({
    ...value,
    type: z.literal('static_select'),
    options: z.array(option).min(1).max(100),
    initial_option: option.optional(),
  }),
  z.strictObject({
    ...value,
    type: z.literal('radio_buttons'),
    options: z.array(option).min(1).max(10),
    initial_option: option.optional(),
  }),
  z.strictObject({
    ...value,
    type: z.literal('checkboxes'),
    options: z.array(option).length(1),
    initial_options: z.array(option).length(1).optional(),
  }),
  z.strictObject({
    ...value,
    type: z.literal('file_input'),
    filetypes: z.array(z.string()).min(1),
    max_files: z.int().min(1).max(10),
  }),
  z.strictObject({
    ...value,
    type: z.literal('conversations_select'),
    default_to_current_conversation: z.literal(true).optional(),
    initial_conversation: z.string().optional(),
    filter: z.strictObject({ include: z.array(z.string()).min(1) }),
  }),
  z.strictObject({ ...value, type: z.literal('users_select'), initial_user: z.string().optional() }),
]);
const modal = z.strictObject({
  type: z.literal('modal'),
  callback_id: words(255),
  private_metadata: words(3000),
  title: plain(24),
  submit: plain(24),
  close: plain(24),
  blocks: z
    .array(
      z.strictObject({
        type: z.literal('input'),
        block_id: words(255),
        optional: z.boolean(),
        label: plain(2000),
        hint: plain(2000).optional(),
        element: inputs,
      }),
    )
    .min(1)
    .max(100),
});

/** Everything that Slack would not take in a modal. */
export function modalFaultsOf(view: ModalView): readonly string[] {
  const ids = partsOf(view.blocks).flatMap(({ block_id: id }) => id ?? []);
  return [
    ...issuesOf(modal, view),
    ...(new Set(ids).size < ids.length ? ['a block_id is there twice'] : []),
    ...wholeCharacters(view),
  ];
}

const home = z.strictObject({
  type: z.literal('home'),
  callback_id: words(255),
  blocks: z.array(block).min(1).max(100),
});

/** Everything that Slack would not take in somebody's home page. */
export const homeFaultsOf = (view: HomeView): readonly string[] => [...issuesOf(home, view), ...wholeCharacters(view)];

interface Part {
  readonly type: string;
  readonly text?: unknown;
  readonly action_id?: string;
  readonly block_id?: string;
}

/** Everything that has a type, however deep. */
export function partsOf(given: unknown): readonly Part[] {
  if (typeof given !== 'object' || given === null) return [];
  const inner = Object.values(given).flatMap(partsOf);
  return 'type' in given && typeof given.type === 'string' ? [{ ...given, type: given.type }, ...inner] : inner;
}

function stringsOf(given: unknown): readonly string[] {
  if (typeof given === 'string') return [given];
  return typeof given === 'object' && given !== null ? Object.values(given).flatMap(stringsOf) : [];
}
