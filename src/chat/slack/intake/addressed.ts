import { asTyped } from './entities.ts';
import type { MessageEvent } from './message-event.ts';

/** Whether a message is said to Easel, and how. `plain` has to be asked for by the place: people talk to each other there as well. */
export function addressOf({ isDirect, text }: MessageEvent, botUserId: string): 'direct' | 'mention' | 'plain' {
  if (isDirect) return 'direct';
  return mentionOf(botUserId).test(text) ? 'mention' : 'plain';
}

/** Whether plain words in a thread are meant for somebody else there: they begin with a name. */
export const isForOthers = ({ text }: MessageEvent): boolean => /^\s*<[@!]/.test(text);

/** The words as they were typed, without the mentions of Easel. */
export function wordsOf({ text }: MessageEvent, botUserId: string): string {
  const mention = mentionOf(botUserId);
  const [greeting = ''] = new RegExp(`^\\s*${mention.source}[:,]?`).exec(text) ?? [];
  return asTyped(text.slice(greeting.length).replace(mention, ' ')).trim();
}

/** With a few spaces around it: without a bound, each space of a long row would begin a search to the end of the row. */
const mentionOf = (botUserId: string): RegExp => new RegExp(`[ \\t]{0,4}<@${botUserId}(?:\\|[^<>]*)?>[ \\t]{0,4}`, 'g');
