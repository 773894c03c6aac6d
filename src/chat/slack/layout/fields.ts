import type { InputBlock, InputBlockElement, PlainTextOption } from '@slack/types';
import { clean, cleanToLine } from '#src/chat/clean.ts';
import { longestStart } from '#src/chat/clip.ts';
import type { FormField } from '#src/ports/cards.ts';
import { plainObject } from './escape.ts';

const LABEL_SIZE = 150;
const HINT_SIZE = 150;
const OFFERED_SIZE = 500;
const OPTION_SIZE = 75;
const MOST_TEXT = 3000;
/** Words of this length are written in a box of several lines. */
const LONG_TEXT = 100;
const MOST_FILES = 10;
/** As many as leave room on a phone for what follows. */
const MOST_RADIOS = 5;
const MOST_CHOICES = 100;
/** Names of parts and models are shorter. */
const TYPED_CHOICE = 600;
const PICTURES = ['png', 'jpg', 'jpeg', 'gif', 'webp', 'heic', 'avif'] as const;

/** The name of the element in each field; a field is known by its block, which has the option's name. */
export const ELEMENT = { action_id: 'value' } as const;

type Field<K extends FormField['kind']> = Extract<FormField, { kind: K }>;

/** A field of a form under its own name. */
export function inputOf(field: FormField): InputBlock {
  const required = 'required' in field && field.required === true;
  const hint = hintOf(field);
  return {
    type: 'input',
    block_id: field.id,
    optional: !required,
    label: plainObject(field.label, LABEL_SIZE) ?? { type: 'plain_text', text: field.id },
    ...(hint && { hint }),
    element: elementOf(field, required),
  };
}

/** Where other values may be typed than those offered, the hint tells those offered. */
const hintOf = (field: FormField) =>
  field.kind === 'choice' && field.hint !== undefined ? plainObject(field.options.join(', '), OFFERED_SIZE) : undefined;

function elementOf(field: FormField, required: boolean): InputBlockElement {
  if (field.kind === 'text') return textOf(field);
  if (field.kind === 'choice') return choiceOf(field, required);
  if (field.kind === 'flag') return flagOf(field);
  if (field.kind !== 'image') return pickerOf(field);
  const most = Math.min(MOST_FILES, Math.max(1, field.max));
  return { type: 'file_input', ...ELEMENT, filetypes: [...PICTURES], max_files: most };
}

const GROUP_SIZE = 80;

/** Slack's own lists, with search. It has none of user groups, whose handle is written; what was given stands there already. */
function pickerOf({ kind, value = '' }: Field<'person' | 'role' | 'channel'>): InputBlockElement {
  switch (kind) {
    case 'person':
      return { type: 'users_select', ...ELEMENT, ...(/^[UW][A-Z0-9]+$/.test(value) && { initial_user: value }) };
    case 'role':
      return textOf({ max: GROUP_SIZE, hint: '@designers', ...(value && { value }) });
    case 'channel':
      return {
        type: 'conversations_select',
        ...ELEMENT,
        filter: { include: ['public', 'private'] },
        ...(/^[CG][A-Z0-9]+$/.test(value) && { initial_conversation: value }),
      };
  }
}

interface TextInput {
  readonly max: number;
  readonly value?: string;
  readonly hint?: string;
}

function textOf({ max: asked, value = '', hint = '' }: TextInput): InputBlockElement {
  const max = Math.min(MOST_TEXT, Math.max(1, asked));
  const multiline = max > LONG_TEXT;
  const given = startOf(multiline ? clean(value) : cleanToLine(value), max);
  const placeholder = plainObject(hint, HINT_SIZE);
  return {
    type: 'plain_text_input',
    ...ELEMENT,
    multiline,
    max_length: max,
    ...(given && { initial_value: given }),
    ...(placeholder && { placeholder }),
  };
}

const startOf = (words: string, max: number): string =>
  words.slice(
    0,
    longestStart(words, ({ length }) => length <= max, max),
  );

function choiceOf({ hint, value, options: offered }: Field<'choice'>, required: boolean): InputBlockElement {
  // A value comes back as it was offered, and one that is too long cannot be.
  const values = [...new Set(offered)].filter(({ length }) => length > 0 && length <= OPTION_SIZE);
  if (hint !== undefined || values.length === 0) {
    return textOf({ max: TYPED_CHOICE, ...(hint && { hint }), ...(value && { value }) });
  }
  const options = values.slice(0, MOST_CHOICES).map(optionOf);
  const chosen = options.find((option) => option.value === value);
  // A picked radio button cannot be let go again.
  const radios = required && options.length > 1 && options.length <= MOST_RADIOS;
  return {
    type: radios ? 'radio_buttons' : 'static_select',
    ...ELEMENT,
    options,
    ...(chosen && { initial_option: chosen }),
  };
}

const optionOf = (value: string): PlainTextOption => ({
  text: plainObject(value, OPTION_SIZE) ?? { type: 'plain_text', text: '…' },
  value,
});

/** The label says what it is about, so that the box only has to be ticked. */
function flagOf({ value }: Field<'flag'>): InputBlockElement {
  const options: PlainTextOption[] = [{ text: { type: 'plain_text', text: 'Yes' }, value: 'true' }];
  return { type: 'checkboxes', ...ELEMENT, options, ...(value && { initial_options: options }) };
}
