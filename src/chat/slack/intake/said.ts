import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { RequestOrigin } from '../origin.ts';

/** What a person said, apart from who, where and how to answer. */
export type Said = Pick<
  IncomingRequest,
  'trigger' | 'name' | 'options' | 'called' | 'images' | 'state' | 'repliedTo' | 'begunBy' | 'mayMissPictures'
>;

/** What can be read off a payload before anything is looked up. */
export interface Came {
  /** Without what only our own side knows. */
  readonly origin: Omit<RequestOrigin, 'workspace' | 'receivedAt' | 'takenUp'>;
  /** What Slack calls the person in passing, where it does. */
  readonly userName: string | undefined;
  readonly said: Said;
  /** Of a private result that is to be shown to everybody: its message. */
  readonly shares?: { readonly channelId: string; readonly ts: string };
}

/**
 * A payload as it was read. `ignored` is fine and not for Easel; of what is `malformed` it is told where; `unreadable` can at
 * least be answered.
 */
export type Read =
  | { readonly kind: 'came'; readonly came: Came }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'malformed'; readonly where: readonly string[] }
  | { readonly kind: 'unreadable'; readonly origin: Came['origin'] };

export const IGNORED: Read = { kind: 'ignored' };
