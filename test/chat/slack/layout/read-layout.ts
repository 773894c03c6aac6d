import type { ActionsBlockElement, KnownBlock, RichTextBlockElement, RichTextElement } from '@slack/types';
import type { Laid } from '#src/chat/slack/layout/laid.ts';
import { partsOf } from './strict-message.ts';

/** What a person sees from above, a line for each thing: files in brackets, buttons with their style. */
export const sketchOf = ({ blocks }: Pick<Laid, 'blocks'>): readonly string[] => blocks.flatMap(sketched);

function sketched(block: KnownBlock): readonly string[] {
  switch (block.type) {
    case 'rich_text':
      return block.elements.flatMap(richLines);
    case 'header':
      return [`# ${shown(block.text.text)}`];
    case 'image':
      return [`[${block.title ? `${block.title.text} ` : ''}${sourceIn(block)}: ${block.alt_text}]`];
    case 'context':
      return block.elements.map((element) => `small ${'text' in element ? shown(element.text) : ''}`);
    case 'actions':
      return [block.elements.map(sketchedButton).join(' | ')];
    case 'table':
      return block.rows.map((row) => `| ${row.map(cellWords).join(' | ')} |`);
    default:
      throw new Error(`A ${block.type} is never laid out.`);
  }
}

const sourceIn = (image: object): string =>
  'slack_file' in image && image.slack_file && typeof image.slack_file === 'object' && 'id' in image.slack_file
    ? String(image.slack_file.id)
    : 'image_url' in image
      ? String(image.image_url)
      : '';

function richLines(element: RichTextBlockElement): readonly string[] {
  if (element.type === 'rich_text_list') return element.elements.map((item) => `- ${wordsIn(item.elements)}`);
  const lines = wordsIn(element.elements).split('\n');
  return element.type === 'rich_text_quote' ? lines.map((line) => `> ${line}`) : lines;
}

const wordsIn = (elements: readonly RichTextElement[]): string => elements.map(elementWords).join('');

function elementWords(element: RichTextElement): string {
  const bare = bareWords(element);
  if (element.style?.code) return `\`${bare}\``;
  return element.style?.bold ? `*${bare}*` : bare;
}

function bareWords(element: RichTextElement): string {
  if (element.type === 'text') return element.text;
  if (element.type === 'user') return `<@${element.user_id}>`;
  if (element.type === 'channel') return `<#${element.channel_id}>`;
  if (element.type === 'date') return `<${element.timestamp} ${element.format}>`;
  if (element.type === 'link') return `<${element.url}|${element.text}>`;
  throw new Error(`A ${element.type} is never laid out.`);
}

const cellWords = (cell: { readonly type: string; readonly text?: string; readonly elements?: unknown }): string =>
  cell.type === 'raw_text' ? (cell.text ?? '') : sketched(asBlock(cell)).join('');

/** A cell of rich text is the very same thing as a block of it. */
const asBlock = (cell: object): KnownBlock => cell as KnownBlock;

/** A text object as somebody reads it. */
const shown = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function sketchedButton(button: ActionsBlockElement): string {
  if (button.type !== 'button') throw new Error('Only buttons are laid out.');
  return `${button.style ? `${button.style} ` : ''}${shown(button.text.text)}`;
}

/** The rows of buttons by their labels. */
export const rowsIn = ({ blocks }: Laid): readonly (readonly string[])[] =>
  blocks.flatMap((block) =>
    block.type === 'actions'
      ? [block.elements.map((button) => (button.type === 'button' ? shown(button.text.text) : ''))]
      : [],
  );

export const labelsIn = (laid: Laid): readonly string[] => rowsIn(laid).flat();

/** All words as somebody reads them, without marks and directions. */
export const readIn = ({ blocks }: Pick<Laid, 'blocks'>): string =>
  blocks
    .flatMap((block) => sketched(block))
    .join('\n')
    .replace(/^(?:> |# |small |- )/gm, '')
    .replace(/[*\u2068\u2069]/g, '');

/** The files that a message shows, in order. */
export const filesIn = ({ blocks }: Laid): readonly string[] =>
  partsOf(blocks).flatMap((part) => ('slack_file' in part || 'image_url' in part ? [sourceIn(part)] : []));
