import { z } from 'zod';
import type { DeliveryHandle } from '#src/domain/job.ts';
import type { Anchor } from '#src/ports/chat-platform.ts';
import type { RequestOrigin } from './origin.ts';

const Snowflake = z.string().regex(/^\d{1,20}$/);

/** Where a request came from, as JSON. The token is a secret and is never logged. */
const ANCHOR = z.object({
  platform: z.literal('discord'),
  applicationId: Snowflake,
  token: z.string().nullable(),
  receivedAt: z.number(),
  guildId: Snowflake.nullable(),
  channelId: Snowflake,
  userId: Snowflake,
  /** JSON has no numbers as large as these. */
  permissions: z.string().regex(/^\d+$/).nullable(),
  isThread: z.boolean(),
  installedThere: z.boolean(),
  maxFileBytes: z.number().int().positive(),
});

/** What is needed to go on later where a request came from. */
export function anchorOf({ id: _id, permissions, ...origin }: RequestOrigin): Anchor {
  const { guildId, channelId } = origin;
  return {
    handle: { platform: 'discord', ...origin, permissions: permissions === null ? null : String(permissions) },
    url: `https://discord.com/channels/${guildId ?? '@me'}/${channelId}`,
  };
}

/** @throws where it is no anchor of ours, which cannot happen. */
export function readAnchor(handle: DeliveryHandle, id: string): RequestOrigin {
  const { platform: _platform, permissions, ...origin } = ANCHOR.parse(handle);
  return { ...origin, id, permissions: permissions === null ? null : BigInt(permissions) };
}
