import {
  type APIComponentInLabel,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  SelectMenuDefaultValueType,
  TextInputStyle,
} from 'discord.js';
import { cleanToLine } from '#src/chat/clean.ts';
import { longestStart } from '#src/chat/clip.ts';
import type { FormField, FormSpec } from '#src/ports/cards.ts';
import { CHANNEL_TYPES } from '../registration/option-bodies.ts';
import { clip } from './clip.ts';

const MOST_FIELDS = 5;
const TITLE_SIZE = 45;
const LABEL_SIZE = 45;
const HINT_SIZE = 100;
const OPTION_SIZE = 100;
const MOST_TEXT = 4000;
/** Words of this length are written in a box of several lines. */
const LONG_TEXT = 1000;
const MOST_FILES = 10;
/** As many as leave room on a phone for what follows. */
const MOST_RADIOS = 5;
const MOST_CHOICES = 25;

type Field<K extends FormField['kind']> = Extract<FormField, { kind: K }>;

/** A form as a modal. Its `custom_id` carries the form's name before its state, because Discord sends nothing else back. */
export function layModal(form: FormSpec): APIModalInteractionResponseCallbackData {
  return {
    custom_id: `${form.name}|${form.state}`,
    title: line(form.title, TITLE_SIZE) || form.name,
    components: form.fields.slice(0, MOST_FIELDS).map(labelOf),
  };
}

const line = (words: string, max: number): string => clip(cleanToLine(words), max);

function labelOf(field: FormField): APILabelComponent {
  const description = descriptionOf(field);
  return {
    type: ComponentType.Label,
    label: line(field.label, LABEL_SIZE) || field.id,
    ...(description && { description }),
    component: inputOf(field),
  };
}

/** Where other values may be typed than those offered, the label tells those offered. */
const descriptionOf = (field: FormField): string =>
  field.kind === 'choice' && field.hint !== undefined ? line(field.options.join(', '), HINT_SIZE) : '';

function inputOf(field: FormField): APIComponentInLabel {
  if (field.kind === 'text') return textOf(field);
  if (field.kind === 'choice') return choiceOf(field);
  if (field.kind === 'flag') return { type: ComponentType.Checkbox, custom_id: field.id, default: field.value };
  if (field.kind !== 'image') return pickerOf(field);
  return {
    type: ComponentType.FileUpload,
    custom_id: field.id,
    min_values: 0,
    max_values: Math.min(MOST_FILES, Math.max(1, field.max)),
    file_types: [...PICTURES],
    required: false,
  };
}

/** Discord's own lists, with search. What was given stands in it already; Discord takes only ids there. */
function pickerOf({ kind, id, required, value = '' }: Field<'person' | 'role' | 'channel'>): APIComponentInLabel {
  const shared = { custom_id: id, required, min_values: required ? 1 : 0, max_values: 1 };
  const given = /^\d{1,20}$/.test(value) ? [value] : [];
  switch (kind) {
    case 'person':
      return { type: ComponentType.UserSelect, ...shared, ...chosen(given, SelectMenuDefaultValueType.User) };
    case 'role':
      return { type: ComponentType.RoleSelect, ...shared, ...chosen(given, SelectMenuDefaultValueType.Role) };
    case 'channel':
      return {
        type: ComponentType.ChannelSelect,
        ...shared,
        channel_types: [...CHANNEL_TYPES],
        ...chosen(given, SelectMenuDefaultValueType.Channel),
      };
  }
}

const chosen = <T extends SelectMenuDefaultValueType>(ids: readonly string[], type: T) =>
  ids.length === 0 ? {} : { default_values: ids.map((id) => ({ id, type })) };

/** What Discord takes for an image leaves out what phones make. */
const PICTURES = ['image', '.heic', '.heif'] as const;

interface TextInput {
  readonly id: string;
  readonly required: boolean;
  readonly max: number;
  readonly value?: string;
  readonly hint?: string;
}

function textOf({ id, required, max: asked, value, hint }: TextInput): APIComponentInLabel {
  const max = Math.min(MOST_TEXT, Math.max(1, asked));
  const shortHint = line(hint ?? '', HINT_SIZE);
  const given = startOf(value ?? '', max);
  return {
    type: ComponentType.TextInput,
    custom_id: id,
    style: max > LONG_TEXT ? TextInputStyle.Paragraph : TextInputStyle.Short,
    required,
    max_length: max,
    ...(given && { value: given }),
    // Discord's name for the grey words in an empty field.
    ...(shortHint && { placeholder: shortHint }),
  };
}

const startOf = (words: string, max: number): string =>
  words.slice(
    0,
    longestStart(words, ({ length }) => length <= max, max),
  );

function choiceOf({ id, required = false, hint, value, options: offered }: Field<'choice'>): APIComponentInLabel {
  // A value comes back as it was offered, and one that is too long cannot be.
  const values = [...new Set(offered)].filter(({ length }) => length > 0 && length <= OPTION_SIZE);
  if (hint !== undefined || values.length === 0) {
    return textOf({ id, required, max: TYPED_CHOICE, ...(hint && { hint }), ...(value && { value }) });
  }
  const options = values
    .slice(0, MOST_CHOICES)
    .map((option) => ({ value: option, label: option, ...(option === value && { default: true }) }));
  return options.length > 1 && options.length <= MOST_RADIOS
    ? { type: ComponentType.RadioGroup, custom_id: id, required, options }
    : {
        type: ComponentType.StringSelect,
        custom_id: id,
        required,
        min_values: required ? 1 : 0,
        max_values: 1,
        options,
      };
}

const TYPED_CHOICE = 600;
