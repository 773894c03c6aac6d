import { ButtonStyle, ComponentType } from 'discord.js';
import { attachmentName, mediaUrls, type Part, within } from './parts.ts';
import { createProblems, type Problems, refusal } from './refusal.ts';

type Path = readonly (string | number)[];
type Check = (part: Part, path: Path, problems: Problems) => void;

const SELECTS: readonly number[] = [
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
];
const IN_CONTAINER: readonly number[] = [
  ComponentType.ActionRow,
  ComponentType.TextDisplay,
  ComponentType.Section,
  ComponentType.MediaGallery,
  ComponentType.Separator,
  ComponentType.File,
];
const MAX_TEXT_BYTES = 10_170;

/** How many characters Discord counts: code points. */
export const lengthOf = (text: string): number => [...text].length;

/** Judges a message's components against Discord's limits. @throws the refusal with everything that is wrong. */
export function validateComponents(parts: readonly Part[], isV2: boolean, fileNames: readonly string[]): void {
  const problems = createProblems();
  const top = isV2 ? [...IN_CONTAINER, ComponentType.Container] : [ComponentType.ActionRow];
  if (!isV2 && parts.length > 5) problems.add(['components'], 'BASE_TYPE_BAD_LENGTH', 'Must be 5 or fewer in length.');
  eachChild(parts, ['components'], top, problems);
  wholeMessage(parts, problems);
  for (const url of mediaUrls(parts)) {
    const name = attachmentName(url);
    if (name !== undefined && !fileNames.includes(name))
      problems.add(['components'], 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND', `No attachment ${name}.`);
  }
  problems.settle();
  const text = [...within(parts)].map(({ type, content }) =>
    type === ComponentType.TextDisplay ? (content ?? '') : '',
  );
  if (Buffer.byteLength(text.join('')) > MAX_TEXT_BYTES) throw refusal(500, 0, '500: Internal Server Error');
}

function wholeMessage(parts: readonly Part[], problems: Problems): void {
  const all = [...within(parts)];
  if (all.length > 40)
    problems.add(['components'], 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', `${all.length} components, 40 at most.`);
  const text = all.reduce(
    (sum, { type, content }) => sum + (type === ComponentType.TextDisplay ? lengthOf(content ?? '') : 0),
    0,
  );
  if (text > 4000)
    problems.add(['components'], 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', `${text} characters, 4000 at most.`);
  const repeated = <T>(values: readonly T[]) => values.filter((value, at) => values.indexOf(value) !== at);
  for (const id of repeated(all.flatMap(({ custom_id }) => custom_id ?? [])))
    problems.add(['components'], 'COMPONENT_CUSTOM_ID_DUPLICATED', `Component custom id ${id} is used twice.`);
  for (const id of repeated(all.flatMap(({ id }) => id || [])))
    problems.add(['components'], 'COMPONENT_ID_DUPLICATED', `Component id ${id} is used twice.`);
}

function eachChild(parts: readonly Part[], path: Path, allowed: readonly number[], problems: Problems): void {
  for (const [at, part] of parts.entries()) {
    const here = [...path, at];
    const message = `Value of field "type" must be one of (${allowed.join(', ')}).`;
    if (allowed.includes(part.type)) CHECKS[part.type]?.(part, here, problems);
    else problems.add([...here, 'type'], 'UNION_TYPE_CHOICES', message);
  }
}

/** A text that has to have a length. */
export function bounded(
  text: string | null | undefined,
  min: number,
  max: number,
  path: Path,
  problems: Problems,
): void {
  const length = lengthOf(text ?? '');
  if (text == null ? min > 0 : length < min || length > max)
    problems.add(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
}

function counted(list: readonly unknown[] | undefined, min: number, max: number, path: Path, problems: Problems): void {
  const length = list?.length ?? 0;
  if (length < min || length > max)
    problems.add(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
}

const row: Check = (part, path, problems) => {
  const inside = part.components ?? [];
  const hasSelect = inside.some(({ type }) => SELECTS.includes(type));
  counted(inside, 1, hasSelect ? 1 : 5, [...path, 'components'], problems);
  eachChild(inside, [...path, 'components'], [ComponentType.Button, ...SELECTS], problems);
};

const button: Check = (part, path, problems) => {
  const { style, label, emoji, custom_id, url } = part;
  if (style === undefined || style < 1 || style > 6)
    problems.add([...path, 'style'], 'BASE_TYPE_CHOICES', 'Value must be one of (1, 2, 3, 4, 5, 6).');
  if (style !== ButtonStyle.Premium && !label && !emoji)
    problems.add([...path, 'label'], 'BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED', 'A button needs a label or an emoji.');
  bounded(label, 0, 80, [...path, 'label'], problems);
  if (style === ButtonStyle.Link) bounded(url, 1, 512, [...path, 'url'], problems);
  else if (style !== ButtonStyle.Premium) bounded(custom_id, 1, 100, [...path, 'custom_id'], problems);
  if (style === ButtonStyle.Link ? custom_id !== undefined : url !== undefined)
    problems.add(path, 'BUTTON_COMPONENT_CUSTOM_ID_OR_URL', 'A button has either a custom id or a link.');
};

export const select: Check = (part, path, problems) => {
  bounded(part.custom_id, 1, 100, [...path, 'custom_id'], problems);
  bounded(part.placeholder, 0, 150, [...path, 'placeholder'], problems);
  if (part.type === ComponentType.StringSelect) choices(part, 1, 25, path, problems);
};

/** The options of a select, a radio group or a checkbox group. */
export function choices(part: Part, min: number, max: number, path: Path, problems: Problems): void {
  const options = part.options ?? [];
  counted(options, min, max, [...path, 'options'], problems);
  options.forEach(({ label, value, description }, at) => {
    bounded(label, 1, 100, [...path, 'options', at, 'label'], problems);
    bounded(value, 1, 100, [...path, 'options', at, 'value'], problems);
    bounded(description, 0, 100, [...path, 'options', at, 'description'], problems);
  });
  if (new Set(options.map(({ value }) => value)).size < options.length)
    problems.add(
      [...path, 'options'],
      'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
      'The specified option value is already used',
    );
}

const section: Check = (part, path, problems) => {
  counted(part.components, 1, 3, [...path, 'components'], problems);
  eachChild(part.components ?? [], [...path, 'components'], [ComponentType.TextDisplay], problems);
  if (!part.accessory) return problems.add([...path, 'accessory'], 'BASE_TYPE_REQUIRED', 'This field is required');
  const allowed: readonly number[] = [ComponentType.Button, ComponentType.Thumbnail];
  if (!allowed.includes(part.accessory.type))
    problems.add([...path, 'accessory', 'type'], 'UNION_TYPE_CHOICES', 'Must be a button or a thumbnail.');
  else CHECKS[part.accessory.type]?.(part.accessory, [...path, 'accessory'], problems);
};

const gallery: Check = (part, path, problems) => {
  counted(part.items, 1, 10, [...path, 'items'], problems);
  part.items?.forEach(({ media, description }, at) => {
    address(media.url, [...path, 'items', at, 'media', 'url'], problems);
    bounded(description, 0, 1024, [...path, 'items', at, 'description'], problems);
  });
};

const thumbnail: Check = (part, path, problems) => {
  address(part.media?.url ?? '', [...path, 'media', 'url'], problems);
  bounded(part.description, 0, 1024, [...path, 'description'], problems);
};

const file: Check = (part, path, problems) => {
  if (attachmentName(part.file?.url ?? '') === undefined)
    problems.add([...path, 'file', 'url'], 'URL_TYPE_INVALID_SCHEME', 'Only attachment://name is possible here.');
};

function address(url: string, path: Path, problems: Problems): void {
  if (!/^(attachment|https?):\/\/./.test(url)) problems.add(path, 'URL_TYPE_INVALID_URL', 'Not a well formed URL.');
  if (url.length > 2048) problems.add(path, 'BASE_TYPE_MAX_LENGTH', 'Must be 2048 or fewer in length.');
}

const CHECKS: Readonly<Record<number, Check>> = {
  [ComponentType.ActionRow]: row,
  [ComponentType.Button]: button,
  ...Object.fromEntries(SELECTS.map((type) => [type, select])),
  [ComponentType.TextDisplay]: (part, path, problems) => bounded(part.content, 1, 4000, [...path, 'content'], problems),
  [ComponentType.Section]: section,
  [ComponentType.Thumbnail]: thumbnail,
  [ComponentType.MediaGallery]: gallery,
  [ComponentType.File]: file,
  [ComponentType.Container]: (part, path, problems) => {
    counted(part.components, 1, 40, [...path, 'components'], problems);
    eachChild(part.components ?? [], [...path, 'components'], IN_CONTAINER, problems);
  },
};
