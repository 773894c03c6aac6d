import type { Text } from '#src/domain/text.ts';
import type { FormSpec } from '#src/ports/cards.ts';
import type { Delivery, IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Command } from '#src/ports/command.ts';
import type { Log } from '#src/ports/log.ts';
import type { ChannelFacts } from '../channel-facts.ts';
import type { DiscordHandle } from '../handle.ts';
import type { Inbox } from '../inbox.ts';
import type { RequestOrigin } from '../origin.ts';
import type { Completions } from './suggestions.ts';

/** The way to answer what came in. */
export interface Replies {
  /** Begins to watch that it is acknowledged in time. @param late how that is done where the app does not do it. */
  open(
    origin: RequestOrigin,
    late?: 'public' | 'private',
  ): {
    ack(visibility: 'public' | 'private'): Promise<DiscordHandle>;
    openForm(form: FormSpec): Promise<void>;
  };
  suggest(
    origin: RequestOrigin,
    choices: readonly { readonly name: string; readonly value: string | number }[],
  ): Promise<void>;
}

export interface IntakeParts {
  readonly applicationId: () => string;
  /** Empty while Discord has not told it. */
  readonly botUserId: () => string;
  /** The role that Discord made for the bot in a guild. */
  readonly botRoleOf?: (guildId: string) => string | undefined;
  /** Its origin serves files too, where it is not Discord's own. */
  readonly apiUrl: string;
  readonly replies: Replies;
  /** Keeps what came while the app works on it. */
  readonly inbox: Pick<Inbox, 'during'>;
  /** For what is told without the app. */
  readonly delivery: (handle: DiscordHandle) => Pick<Delivery, 'answer'>;
  readonly jobOfMessage: (messageId: string) => Promise<string | undefined>;
  readonly channelOf: (id: string) => ChannelFacts | undefined;
  /** Everything of a kind; what was typed is not looked at. */
  readonly completions: Completions;
  readonly commands: readonly Command[];
  readonly clock: Clock;
  readonly log: Log;
  /** Whether Discord grants the privileged intent at this moment. */
  readonly mayReadMessages: () => boolean;
}

export type OnRequest = (request: IncomingRequest) => Promise<void>;

/** Tells one person something, where the app has no part in it. @throws what the way back throws. */
export async function tell({ replies, delivery }: IntakeParts, origin: RequestOrigin, text: Text): Promise<void> {
  const handle = await replies.open(origin).ack('private');
  await delivery(handle).answer({ kind: 'text', text });
}
