import type { RichTextElement, RichTextLink, RichTextQuote, RichTextSection, RichTextText } from '@slack/types';
import { clean, cleanToLine, isolated } from '#src/chat/clean.ts';
import type { Text, TextPart } from '#src/domain/text.ts';
import { clip, clipToBytes } from './clip.ts';
import { bytesOf, sizeOf } from './size.ts';
import { inline, isolatedLines, timeWords } from './words.ts';

/** What rich text is made of. Everything in it is shown as it is, so that nobody's words can be more than words. */

type Style = NonNullable<RichTextText['style']>;

export const textElement = (text: string, style?: Style): RichTextText => ({
  type: 'text',
  text,
  ...(style && { style }),
});

export const section = (elements: readonly RichTextElement[]): RichTextSection[] =>
  elements.length === 0 ? [] : [{ type: 'rich_text_section', elements: [...elements] }];

/** The comma between two elements of a list. */
const COMMA = 1;

/** A text as one line of elements of at most so many bytes, with `…` where something is missing. */
export function writeLine(text: Text, max: number, style?: Style): RichTextElement[] {
  const written: RichTextElement[] = [];
  let left = max;
  for (const part of text) {
    const whole = writePart(part, style);
    const size = whole ? sizeOf(whole) + COMMA : 0;
    if (size > left) return [...written, ...writeShort(part, left, style)];
    if (whole) written.push(whole);
    left -= size;
  }
  return written;
}

/** One part; nothing where it says nothing. */
function writePart(part: TextPart, style?: Style): RichTextElement | undefined {
  if ('plain' in part) return words(inline(part.plain), style);
  if ('bold' in part) return words(isolated(cleanToLine(part.bold)), { ...style, bold: true });
  if ('code' in part) return words(isolated(cleanToLine(part.code)), { ...style, code: true });
  if ('mention' in part) return writeMention(part.mention, style);
  if ('channel' in part) return writeChannel(part.channel, style);
  if ('time' in part) return writeTime(part.time, style);
  return writeLink(part.link, part.label, style);
}

const words = (text: string, style?: Style): RichTextText | undefined =>
  text === '' ? undefined : textElement(text, style);

function writeMention(id: string, style?: Style): RichTextElement | undefined {
  return /^[UW][A-Z0-9]{1,30}$/.test(id) ? { type: 'user', user_id: id } : words(isolated(cleanToLine(id)), style);
}

function writeChannel(id: string, style?: Style): RichTextElement | undefined {
  return /^[CG][A-Z0-9]{1,30}$/.test(id)
    ? { type: 'channel', channel_id: id }
    : words(isolated(cleanToLine(id)), style);
}

function writeTime(ms: number, style?: Style, format = '{date_short_pretty} at {time}'): RichTextElement {
  const fallback = timeWords(ms);
  if (fallback === undefined) return textElement('some time', style);
  return { type: 'date', timestamp: Math.floor(ms / 1000), format, fallback, ...(style && { style }) };
}

/** `3 minutes ago`, where a date would fill the line. */
export const writeAgo = (part: TextPart): RichTextElement | undefined =>
  'time' in part ? writeTime(part.time, undefined, '{ago}') : writePart(part);

const LONGEST_ADDRESS = 2000;
const LONGEST_LABEL = 300;

/** Only addresses of the web become links. */
function writeLink(link: string, label: string, style?: Style): RichTextText | RichTextLink | undefined {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  const said = isolated(clip(cleanToLine(label), LONGEST_LABEL));
  const leads = (url?.protocol === 'https:' || url?.protocol === 'http:') && url.href.length <= LONGEST_ADDRESS;
  if (!url || !leads) return words(said, style);
  return { type: 'link', url: url.href, text: said === '' ? 'link' : said, ...(style && { style }) };
}

/** As much of a part as fits: of words their start, of anything else a sign that something is missing. */
function writeShort(part: TextPart, room: number, given?: Style): RichTextElement[] {
  const [start, style] =
    'plain' in part ? [part.plain, given] : 'bold' in part ? [part.bold, { ...given, bold: true }] : ['', given];
  const space = /^\s/.test(start) ? ' ' : '';
  const left = room - sizeOf(textElement(space, style)) - COMMA;
  const written = left < bytesOf('…') ? '' : clipToBytes(cleanToLine(start), left, isolated) || '…';
  return written === '' ? [] : [textElement(`${space}${written}`, style)];
}

/** A column of single letters must not push everything else off a phone's screen. */
const MOST_LINES = 12;

const EMPTY_QUOTE = sizeOf([{ type: 'rich_text_quote', elements: [textElement('')] }]);

/** Somebody's words as a quote of at most so many bytes and lines; none for words without anything to see. */
export function quoteOf(given: string, max: number, mostLines = MOST_LINES): RichTextQuote[] {
  const lines = clean(given).split('\n');
  const start = lines.length <= mostLines ? lines.join('\n') : `${lines.slice(0, mostLines).join('\n')}…`;
  const text = clipToBytes(start, max - EMPTY_QUOTE, isolatedLines);
  return text === '' ? [] : [{ type: 'rich_text_quote', elements: [textElement(text)] }];
}
