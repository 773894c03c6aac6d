import { answeredId, type MessageEvent } from './message-event.ts';

/** Who Easel is in a guild. */
export interface Ourselves {
  readonly botUserId: string;
  /** The role that Discord made for Easel there; people pick it in place of the bot, because it has the same name. */
  readonly roleId: string | undefined;
}

/**
 * Whether a message is said to Easel, and how. A mention must stand in its words: a reply that pings puts whom it answers among
 * the mentions too. `plain` has to be asked for by the place: people talk to each other there as well.
 */
export function addressOf(event: MessageEvent, ourselves: Ourselves): 'direct' | 'mention' | 'reply' | 'plain' {
  if (!event.guild_id) return 'direct';
  const isMentioned = event.mentions.some(({ id }) => id === ourselves.botUserId);
  if (isMentioned && mentionOf(ourselves.botUserId).test(event.content)) return 'mention';
  if (ourselves.roleId !== undefined && event.mention_roles.includes(ourselves.roleId)) return 'mention';
  return isMentioned && answersUs(event, ourselves) !== false ? 'reply' : 'plain';
}

/** Whether it answers a message of ours; `undefined` where Discord does not tell whose that is. */
export function answersUs(event: MessageEvent, { botUserId }: Pick<Ourselves, 'botUserId'>): boolean | undefined {
  if (answeredId(event) === undefined) return false;
  return event.referenced_message ? event.referenced_message.author.id === botUserId : undefined;
}

/** Whether plain words in a thread of ours are meant for somebody else there: they begin with a name, or answer another's. */
export function isForOthers(event: MessageEvent, { botUserId }: Pick<Ourselves, 'botUserId'>): boolean {
  const [, first] = /^\s*<@!?(\d+)>/.exec(event.content) ?? [];
  if (first !== undefined && first !== botUserId) return true;
  return answeredId(event) !== undefined && answersUs(event, { botUserId }) === false;
}

/** The words without the mentions of Easel. */
export function wordsOf({ content }: MessageEvent, { botUserId, roleId }: Ourselves): string {
  const without = content.replace(mentionOf(botUserId), ' ');
  return (roleId === undefined ? without : without.replaceAll(`<@&${roleId}>`, ' ')).trim();
}

/** With a few spaces around it: without a bound, each space of a long row would begin a search to the end of the row. */
const mentionOf = (id: string): RegExp => new RegExp(`[ \\t]{0,4}<@!?${id}>[ \\t]{0,4}`, 'g');
