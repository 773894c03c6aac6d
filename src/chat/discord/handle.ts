import { z } from 'zod';
import type { DeliveryHandle } from '#src/domain/job.ts';

const Snowflake = z.string().regex(/^\d{1,20}$/);

/** The way back to one request: everything that any process needs to go on with it. The token is a secret and is never logged. */
const HANDLE = z.object({
  platform: z.literal('discord'),
  /** Of the interaction or message that asked: our record of what was shown is kept under it. */
  id: Snowflake,
  applicationId: Snowflake,
  /** Of the interaction; null where a message asked. */
  token: z.string().nullable(),
  /** Epoch milliseconds: from here on the token is taken for dead, a minute before it is. */
  tokenUntil: z.number(),
  guildId: Snowflake.nullable(),
  channelId: Snowflake,
  /** Of the message that is edited; null while Discord has not told it. */
  messageId: Snowflake.nullable(),
  /** Who asked, for a direct message where nothing else is left. */
  userId: Snowflake,
  private: z.boolean(),
  /** Whether Easel itself may write there: not in private answers and not where only the person installed it. */
  channelRoute: z.boolean(),
  /** Whether the place can have a thread on the result. */
  canThread: z.boolean(),
  /** The event was answered before: by another delivery of it, or by an attempt whose outcome was lost. */
  again: z.boolean().default(false),
  /** What one file may have through the token. */
  maxFileBytes: z.number().int().positive(),
});

export type DiscordHandle = z.infer<typeof HANDLE>;

/** @throws where it is no handle of ours, which cannot happen. */
export const readHandle = (handle: DeliveryHandle): DiscordHandle => HANDLE.parse(handle);
