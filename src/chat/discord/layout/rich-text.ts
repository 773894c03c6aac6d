import { cleanToLine, isolated } from '#src/chat/clean.ts';
import type { Text, TextPart } from '#src/domain/text.ts';
import { clip, sizeOf } from './clip.ts';
import { escapeClean } from './escape.ts';

/** A text as one line of Discord's markdown of at most `max`, with `…` where something is missing. */
export function writeLine(text: Text, max: number): string {
  let line = '';
  for (const part of text) {
    const whole = writePart(part);
    if (sizeOf(line + whole) <= max) {
      line += whole;
      continue;
    }
    return `${line}${writeShort(part, max - sizeOf(line))}`;
  }
  return line;
}

/** The line in bold, for labels. */
export function writeBold(text: Text, max: number): string {
  const line = writeLine(text.map(unbold), max - 4).trim();
  return line === '' ? '' : `**${line}**`;
}

/** Whether it says so in words, not in a time or a name. */
export const says = (text: Text, pattern: RegExp): boolean =>
  text.some((part) => pattern.test('plain' in part ? part.plain : 'bold' in part ? part.bold : ''));

export function writePart(part: TextPart): string {
  if ('plain' in part) return writeInline(part.plain);
  if ('bold' in part) return around('**', writeWords(part.bold));
  if ('code' in part) return writeCode(part.code);
  if ('mention' in part) return /^\d{1,20}$/.test(part.mention) ? `<@${part.mention}>` : writeWords(part.mention);
  if ('channel' in part) return /^\d{1,20}$/.test(part.channel) ? `<#${part.channel}>` : writeWords(part.channel);
  if ('time' in part) return writeTime(part.time);
  return writeLink(part.link, part.label);
}

/** Somebody's words within a line of ours, in bold. */
export const writeName = (name: string, max: number): string => around('**', writeWords(name, max - 4));

/** Words within a line; the spaces beside them are part of the sentence. */
function writeInline(words: string, max?: number): string {
  const written = writeWords(words, max);
  if (written === '') return /\s/.test(words) && (max ?? 1) > 0 ? ' ' : '';
  return `${/^\s/.test(words) ? ' ' : ''}${written}${/\s$/.test(words) ? ' ' : ''}`;
}

function writeWords(words: string, max?: number): string {
  const line = cleanToLine(words);
  return max === undefined ? escapeAlone(line) : clip(line, max, escapeAlone);
}

const escapeAlone = (line: string): string => isolated(escapeClean(line));

const around = (mark: string, written: string): string => (written === '' ? '' : `${mark}${written}${mark}`);

/** What is between backticks is read as it is, so that only a backtick needs a stand-in. */
const writeCode = (words: string): string => around('`', isolated(cleanToLine(words).replaceAll('`', 'ˋ')));

const LAST_TIME = 8_640_000_000_000;

const writeTime = (ms: number, style = 'f'): string =>
  Math.abs(ms) < LAST_TIME * 1000 ? `<t:${Math.floor(ms / 1000)}:${style}>` : 'some time';

/** `3 minutes ago`, where a date would fill the line. */
export const writeAgo = (part: TextPart): string => ('time' in part ? writeTime(part.time, 'R') : writePart(part));

/** Only addresses of the web become links; round brackets would end one early. */
function writeLink(link: string, label: string): string {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  const words = writeWords(label);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return words;
  const address = url.href.replaceAll('(', '%28').replaceAll(')', '%29').replaceAll('>', '%3E').replaceAll('<', '%3C');
  return `[${words === '' ? 'link' : words}](${address})`;
}

/** As much of a part as fits: of words their start, of anything else all or nothing. */
function writeShort(part: TextPart, room: number): string {
  if ('plain' in part) return room < 2 ? '' : writeInline(part.plain, room - 2).trimEnd();
  if ('bold' in part) return room < 6 ? '' : around('**', writeWords(part.bold, room - 4));
  return room < 3 ? '' : '…';
}

const unbold = (part: TextPart): TextPart => ('bold' in part ? { plain: part.bold } : part);
