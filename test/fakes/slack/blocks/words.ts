import type { Block } from './parts.ts';
import type { RichElement, RichText } from './texts.ts';
import { imagesOf } from './walk.ts';

/** How somebody is called in a text. */
export interface Names {
  user(id: string): string;
  channel(id: string): string;
  group(id: string): string;
}

interface Reading {
  readonly lines: string[];
  readonly notified: Set<string>;
}

type Text = { readonly type: 'plain_text' | 'mrkdwn'; readonly text: string };

/** What a reader reads in the blocks, line by line, and whom it calls. */
export function readBlocks(blocks: readonly Block[], names: Names): { text: string; notified: string[] } {
  const reading: Reading = { lines: [], notified: new Set() };
  for (const block of blocks) readBlock(block, names, reading);
  return { text: reading.lines.join('\n'), notified: [...reading.notified] };
}

function readBlock(block: Block, names: Names, reading: Reading): void {
  const add = (text: Text | undefined) => text && reading.lines.push(readText(text, names, reading.notified));
  if (block.type === 'section') {
    add(block.text);
    block.fields?.forEach((field) => void add(field));
  } else if (block.type === 'header') add(block.text);
  else if (block.type === 'image') add(block.title);
  else if (block.type === 'context') block.elements.forEach((one) => void (one.type !== 'image' && add(one)));
  else if (block.type === 'input') [block.label, block.hint].forEach((one) => void add(one));
  else if (block.type === 'rich_text') reading.lines.push(readRich(block, names, reading.notified));
  else if (block.type === 'markdown') reading.lines.push(block.text);
  else if (block.type === 'table')
    reading.lines.push(...block.rows.map((row) => row.map((cell) => readCell(cell, names, reading)).join(' | ')));
  else if (block.type === 'card') [block.title, block.subtitle, block.body].forEach((one) => void add(one));
  else if (block.type === 'carousel') for (const card of block.elements) readBlock(card, names, reading);
}

const readCell = (cell: RichText | { readonly text: string }, names: Names, reading: Reading): string =>
  'elements' in cell ? readRich(cell, names, reading.notified) : cell.text;

const readText = ({ type, text }: Text, names: Names, notified: Set<string>): string =>
  type === 'mrkdwn' ? readMrkdwn(text, names, notified) : unescaped(text);

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Text with Slack's entities, as `text` of a message and mrkdwn are: what is read, and whom it calls. */
export function readMrkdwn(text: string, names: Names, notified: Set<string>): string {
  const read = text.replaceAll(/<([^<>]*)>/g, (_whole, inside: string) => {
    const [what = '', label] = inside.split('|');
    if (what.startsWith('@')) return mention(what.slice(1), names, notified);
    if (what.startsWith('#')) return `#${label ?? names.channel(what.slice(1))}`;
    if (what.startsWith('!subteam^')) return call(notified, what.slice(9), names.group(what.slice(9)));
    if (what.startsWith('!date^')) return label ?? '';
    if (what.startsWith('!')) return call(notified, what.slice(1), what.slice(1));
    return label ?? what;
  });
  return unescaped(read);
}

const mention = (id: string, names: Names, notified: Set<string>): string => call(notified, id, names.user(id));

function call(notified: Set<string>, id: string, name: string): string {
  notified.add(id);
  return `@${name}`;
}

function readRich(block: RichText, names: Names, notified: Set<string>): string {
  const inline = (elements: readonly RichElement[]) => elements.map((one) => readInline(one, names, notified)).join('');
  return block.elements
    .map((part) =>
      part.type === 'rich_text_list'
        ? part.elements.map((one) => inline(one.elements)).join('\n')
        : inline(part.elements),
    )
    .join('\n');
}

/** Nothing in a rich text is an entity: it says what it is. */
function readInline(element: RichElement, names: Names, notified: Set<string>): string {
  if (element.type === 'text') return element.text;
  if (element.type === 'link') return element.text ?? element.url;
  if (element.type === 'user') return mention(element.user_id, names, notified);
  if (element.type === 'usergroup') return call(notified, element.usergroup_id, names.group(element.usergroup_id));
  if (element.type === 'broadcast') return call(notified, element.range, element.range);
  if (element.type === 'channel') return `#${names.channel(element.channel_id)}`;
  if (element.type === 'emoji') return `:${element.name}:`;
  if (element.type === 'date') return element.fallback ?? new Date(element.timestamp * 1000).toISOString();
  return '';
}

const NOBODY: Names = { user: (id) => id, channel: (id) => id, group: (id) => id };

/** About what Slack counts against the limit of a message. */
export function countWords(blocks: readonly Block[]): number {
  const alts = imagesOf(blocks).map(({ alt }) => alt);
  return [...readBlocks(blocks, NOBODY).text, ...alts.join('')].length;
}

/** The words on a button. */
export const buttonWords = ({ text }: { readonly text: { readonly text: string } }): string => unescaped(text.text);
