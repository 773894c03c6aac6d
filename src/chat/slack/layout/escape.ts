import type { PlainTextElement } from '@slack/types';
import { cleanToLine, isolated } from '#src/chat/clean.ts';
import { clip } from './clip.ts';

/**
 * Slack reads these three in every text object and in a message's `text`; as entities they call nobody and are shown as they were
 * written. The elements of `rich_text` and of tables are no text objects: there everything is shown as it is.
 */
export const escapeEntities = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Anybody's words as one line of a text object of at most `max` units; emoji codes such as `:smile:` stay words. */
export function plainObject(words: string, max: number): PlainTextElement | undefined {
  const text = clip(cleanToLine(words), max, (line) => escapeEntities(isolated(line)));
  return text === '' ? undefined : { type: 'plain_text', text, emoji: false };
}
