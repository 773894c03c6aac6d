import { quotedWords } from './quotes.ts';

const ENTITY = /<[^<>]*>/y;
const SPACE = /\s*/y;

/** Where the word ends that begins here. What stands in quotes, or in the brackets of one of Slack's entities, is one word. */
export function wordEnd(text: string, at: number): number {
  let end = quotedWords(text, at)?.end ?? at;
  while (end < text.length && !/\s/.test(text.charAt(end))) end = matchEnd(ENTITY, text, end) ?? end + 1;
  return end;
}

/** Where the next word begins. */
export const wordStart = (text: string, at: number): number => matchEnd(SPACE, text, at) ?? at;

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
