import type { ImageRef } from '#src/domain/job.ts';
import { addressOf, answersUs, isForOthers, type Ourselves, wordsOf } from './addressed.ts';
import { answeredId, type MessageEvent } from './message-event.ts';
import { picturesOf } from './message-pictures.ts';
import type { Said } from './said.ts';

export interface MessageParts {
  readonly ourselves: Ourselves;
  readonly apiUrl: string;
  readonly mayReadMessages: boolean;
  /** The place is a thread that Easel opened. */
  readonly isEaselsThread: boolean;
  readonly jobOfMessage: (messageId: string) => Promise<string | undefined>;
}

export type Heard =
  | { readonly kind: 'said'; readonly said: Said }
  | { readonly kind: 'not-to-us' }
  /** It is about a message that Discord lets nobody read for it: making something else of its words would be paid for nothing. */
  | { readonly kind: 'about-unreadable' }
  /** Said to us, but Discord keeps its words from us. */
  | { readonly kind: 'unreadable' };

/** What somebody wrote, where it is said to Easel. @param raw the same message as it came: its pictures may be anywhere in it. */
export function hear(event: MessageEvent, raw: unknown, parts: MessageParts): Heard {
  const { ourselves } = parts;
  const address = addressOf(event, ourselves);
  const own = picturesOf(raw, { apiUrl: parts.apiUrl, botUserId: ourselves.botUserId });
  const prompt = wordsOf(event, ourselves);
  if (address === 'plain' && !isTalkOfOurs(event, parts, prompt !== '' || own.length > 0)) return { kind: 'not-to-us' };
  if (isKeptFromUs(event, ourselves)) return { kind: 'unreadable' };
  const images = own.length > 0 ? own : picturesAnswered(event, raw, parts);
  if (images.length === 0 && isUnreadable(event, parts)) return { kind: 'about-unreadable' };
  const answered = answersUs(event, ourselves) === false ? undefined : answeredId(event);
  return {
    kind: 'said',
    said: {
      trigger: 'message',
      name: '',
      options: { prompt },
      images: { image: images },
      ...(answered !== undefined && { repliedTo: () => parts.jobOfMessage(answered) }),
    },
  };
}

function isTalkOfOurs(event: MessageEvent, parts: MessageParts, saysSomething: boolean): boolean {
  return parts.mayReadMessages && parts.isEaselsThread && saysSomething && !isForOthers(event, parts.ourselves);
}

/** Those of ours are the app's to find: it knows the originals. */
function picturesAnswered(event: MessageEvent, raw: unknown, { ourselves, apiUrl }: MessageParts): readonly ImageRef[] {
  if (answersUs(event, ourselves) !== false || answeredId(event) === undefined) return [];
  const answered = typeof raw === 'object' && raw !== null && 'referenced_message' in raw && raw.referenced_message;
  return picturesOf(answered, { apiUrl, botUserId: ourselves.botUserId });
}

/** Who names our role writes its name at least. Without the privileged intent Discord counts only the bot's own as a mention. */
const isKeptFromUs = ({ content, mention_roles }: MessageEvent, { roleId }: Ourselves): boolean =>
  roleId !== undefined && mention_roles.includes(roleId) && content === '';

/** Another person's message looks empty without the privileged intent. */
function isUnreadable(event: MessageEvent, { ourselves, mayReadMessages }: MessageParts): boolean {
  if (!event.guild_id || mayReadMessages || answeredId(event) === undefined) return false;
  return answersUs(event, ourselves) === false && event.referenced_message?.content === '';
}
