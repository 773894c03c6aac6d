import type { InteractionType } from 'discord.js';
import type { Part } from './parts.ts';

/** Something a person did with the application, and what came of it. */
export interface PlayedInteraction {
  readonly id: string;
  readonly token: string;
  readonly type: InteractionType;
  readonly createdAt: number;
  readonly userId: string;
  readonly channelId: string;
  readonly guildId: string | null;
  /** What one file of an answer may have. */
  readonly attachmentSizeLimit: number;
  /** Only the person installed the application: no route of its own, and few follow-ups. */
  readonly userInstallOnly: boolean;
  /** The person may not use applications of others openly there, so every answer is for their eyes only. */
  readonly answersHidden: boolean;
  /** As it went over the gateway. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The message whose button was pressed, or from whose button the form was opened. */
  readonly sourceMessageId: string | null;
  /** A first answer is being looked at, or was taken. */
  claimed: boolean;
  answer: FirstAnswer | null;
  /** The message of the first answer, `@original`. */
  originalId: string | null;
  followUps: number;
}

export interface ShownModal {
  readonly customId: string;
  readonly title: string;
  readonly components: readonly Part[];
}

/** The first answer to an interaction. */
export type FirstAnswer =
  | { readonly kind: 'message' | 'deferred' | 'update' | 'deferred-update'; readonly ephemeral: boolean }
  | {
      readonly kind: 'choices';
      readonly choices: readonly { readonly name: string; readonly value: string | number }[];
    }
  | { readonly kind: 'modal'; readonly modal: ShownModal };

/** The first answer has to be there by then, and what follows by the end of the token. */
export const FIRST_ANSWER_MS = 3000;
export const TOKEN_MS = 15 * 60_000;
