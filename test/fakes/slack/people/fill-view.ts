import type { Element, Option } from '../blocks/elements.ts';
import { optionsOf } from '../blocks/walk.ts';
import { buttonWords } from '../blocks/words.ts';
import { filePayload } from '../payloads.ts';
import type { PlayedUser, PlayedView, World } from '../state.ts';
import { type Upload, upload } from './say.ts';

/** What somebody puts into a field: words, yes or no, what is chosen (by label or value), files, or a place or person. */
export type FieldValue = string | number | boolean | readonly string[] | readonly Upload[] | { readonly id: string };
export type FieldValues = Readonly<Record<string, FieldValue>>;

/**
 * What the fields of a form hold when it is sent; by block id or label. Fields that are not named keep what they were filled with.
 * @throws where Slack's own app would not send it.
 */
export async function viewValues(
  world: World,
  user: PlayedUser,
  view: PlayedView,
  values: FieldValues,
): Promise<Record<string, Record<string, object>>> {
  const fields = view.blocks.flatMap((block) => (block.type === 'input' ? block : []));
  const names = fields.flatMap(({ block_id = '', label }) => [block_id, label.text]);
  const unknown = Object.keys(values).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`the form has no field ${unknown.join(', ')}, but ${names.join(', ')}`);
  const state: Record<string, Record<string, object>> = {};
  for (const { block_id = '', label, element, optional = false } of fields) {
    const given = values[block_id] ?? values[label.text];
    const { held, isFilled } = await hold(world, user, view, element, given);
    if (!isFilled && !optional) throw new Error(`the form needs ${label.text}`);
    const actionId = ('action_id' in element && element.action_id) || world.newId('a');
    state[block_id] = { [actionId]: { type: element.type, ...held } };
  }
  return state;
}

interface Holding {
  readonly held: object;
  readonly isFilled: boolean;
}

async function hold(
  world: World,
  user: PlayedUser,
  view: PlayedView,
  element: Element,
  given: FieldValue | undefined,
): Promise<Holding> {
  if (element.type === 'file_input') return holdFiles(world, user, element, given);
  if (element.type === 'conversations_select') {
    const current = element.default_to_current_conversation ? view.channelId : null;
    return held('selected_conversation', idOf(given) ?? current ?? element.initial_conversation ?? null);
  }
  if (element.type === 'channels_select')
    return held('selected_channel', idOf(given) ?? element.initial_channel ?? null);
  if (element.type === 'users_select') return held('selected_user', idOf(given) ?? element.initial_user ?? null);
  if (element.type === 'static_select' || element.type === 'radio_buttons')
    return held(
      'selected_option',
      given === undefined ? (element.initial_option ?? null) : option(element, String(given)),
    );
  if (element.type === 'checkboxes') return holdChecks(element, given);
  if (element.type === 'plain_text_input') return holdWords(element, given);
  if (element.type === 'number_input' || element.type === 'email_text_input' || element.type === 'url_text_input')
    return held('value', given === undefined ? (element.initial_value ?? null) : String(given));
  throw new Error(`nobody here fills a ${element.type}`);
}

const held = (name: string, value: string | object | null): Holding => ({
  held: { [name]: value },
  isFilled: value !== null,
});

const idOf = (given: FieldValue | undefined): string | undefined =>
  typeof given === 'object' && 'id' in given ? given.id : typeof given === 'string' ? given : undefined;

function option(element: Element, chosen: string): Option {
  const found = optionsOf(element).find((one) => one.value === chosen || buttonWords(one) === chosen);
  if (!found) throw new Error(`there is no ${chosen}, but ${optionsOf(element).map(buttonWords).join(', ')}`);
  return found;
}

function holdChecks(element: Extract<Element, { type: 'checkboxes' }>, given: FieldValue | undefined): Holding {
  const named = Array.isArray(given)
    ? given.map((one) => option(element, String(one)))
    : given
      ? [...element.options]
      : [];
  const selected = given === undefined ? (element.initial_options ?? []) : named;
  return { held: { selected_options: selected }, isFilled: selected.length > 0 };
}

function holdWords(element: Extract<Element, { type: 'plain_text_input' }>, given: FieldValue | undefined): Holding {
  const words = given === undefined ? (element.initial_value ?? null) : String(given) || null;
  const size = [...(words ?? '')].length;
  if (words !== null && size > (element.max_length ?? 3000))
    throw new Error(`more than ${element.max_length ?? 3000} characters`);
  if (words !== null && size < (element.min_length ?? 0))
    throw new Error(`fewer than ${element.min_length} characters`);
  if (words?.includes('\n') && !element.multiline) throw new Error('the field has one line');
  return held('value', words);
}

async function holdFiles(
  world: World,
  user: PlayedUser,
  { max_files = 10, filetypes }: Extract<Element, { type: 'file_input' }>,
  given: FieldValue | undefined,
): Promise<Holding> {
  const uploads = Array.isArray(given) ? given.filter((one): one is Upload => typeof one === 'object') : [];
  if (uploads.length > max_files) throw new Error(`at most ${max_files} files`);
  const files = [];
  for (const one of uploads) {
    const ending = one.name.split('.').pop()?.toLowerCase() ?? '';
    if (filetypes && !filetypes.includes(ending)) throw new Error(`${one.name} is none of ${filetypes.join(' ')}`);
    const file = await upload(world, user, one);
    file.handedOver = true;
    files.push(handedOver(filePayload(world, file)));
  }
  return { held: { files }, isFilled: files.length > 0 };
}

/** In a form Slack's own types give a picture's sizes as text. */
const handedOver = (file: object): object =>
  Object.fromEntries(
    Object.entries(file).map(([name, value]) => [name, /^(thumb|original)_.*[wh]$/.test(name) ? String(value) : value]),
  );
