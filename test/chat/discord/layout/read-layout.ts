import { type APIComponentInMessageActionRow, type APIMessageTopLevelComponent, ComponentType } from 'discord.js';
import type { Laid } from '#src/chat/discord/layout/laid.ts';
import { partsOf } from './strict-message.ts';

/** What a backslash takes the meaning from, as Discord's clients read it. */
const ESCAPED = /\\([^0-9A-Za-z\s])/g;

/** All texts as they are written, in order. */
export const writtenIn = ({ components }: Laid): string =>
  partsOf(components)
    .flatMap(({ content }) => content ?? [])
    .join('\n');

/** All texts as somebody reads them. */
export const readIn = (laid: Laid): string => readWords(writtenIn(laid));

/** Without quote marks, headings, bold marks, escapes and isolation. */
export const readWords = (written: string): string =>
  written
    .replace(/^(?:> |-# |### )/gm, '')
    .replace(/(?<!\\)(?:\\\\)*\*\*/g, '')
    .replace(/[\u2068\u2069]/g, '')
    .replace(ESCAPED, '$1');

export const labelsIn = ({ components }: Laid): readonly string[] =>
  partsOf(components).flatMap(({ type, label }) => (type === 2 && label ? [label] : []));

/** The rows of buttons by their labels. */
export const rowsIn = ({ components }: Laid): readonly (readonly string[])[] =>
  partsOf(components)
    .filter(({ type }) => type === 1)
    .map((row) => partsOf(Object.values(row)).flatMap(({ label }) => label ?? []));

/** What Discord would still act on, once everything with a backslash before it is taken out; quote marks at the start are ours. */
export function activeIn(written: string): readonly string[] {
  const bare = written.replace(ESCAPED, '\uE000').replace(/^> /gm, '');
  return ACTIVE.flatMap((pattern) => bare.match(pattern) ?? []);
}

const ACTIVE: readonly RegExp[] = [
  /@/,
  /<[@#:at/i]/,
  /[*_~`|]/,
  /^\s*(?:#|>|-|\+|\d+\.)/m,
  /\]\(|\[/,
  /:\/\/|:[\w-]+:/,
  /(?:discord|[\w-])\.(?:gg|com|net|io)\b/i,
  /\\$/m,
];

/** What a person sees from above, a line for each thing: words as they are written, files in brackets, buttons with their style. */
export const sketchOf = ({ components }: Laid): readonly string[] => components.flatMap((part) => sketched(part));

function sketched(part: APIMessageTopLevelComponent): readonly string[] {
  switch (part.type) {
    case ComponentType.Container:
      return [`container #${part.accent_color?.toString(16)}`, ...part.components.flatMap(sketched)];
    case ComponentType.TextDisplay:
      return part.content.split('\n');
    case ComponentType.MediaGallery:
      return [part.items.map(({ media, description }) => `[${media.url}: ${description}]`).join(' ')];
    case ComponentType.Section:
      return [
        ...part.components.flatMap(sketched),
        ...('media' in part.accessory ? [`[small ${part.accessory.media.url}]`] : []),
      ];
    case ComponentType.ActionRow:
      return [part.components.map(sketchedButton).join(' | ')];
    default:
      return [`[file ${'file' in part ? part.file.url : ''}]`];
  }
}

function sketchedButton(button: APIComponentInMessageActionRow): string {
  if (!('label' in button)) throw new Error('Only buttons with labels are laid out.');
  const emoji = button.emoji?.name ? `${button.emoji.name} ` : '';
  return `${STYLES[button.style] ?? ''}${emoji}${button.label}`;
}

const STYLES: Readonly<Record<number, string>> = { 1: 'blue ', 3: 'green ', 4: 'red ' };
