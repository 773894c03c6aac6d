import { Routes } from 'discord.js';
import { z } from 'zod';
import type { DiscordHandle } from '../handle.ts';
import type { Outgoing } from './message.ts';
import type { Send } from './send.ts';

const Listed = z.array(
  z.object({
    id: z.string(),
    application_id: z.string().optional(),
    author: z.object({ id: z.string() }),
    components: z.unknown(),
  }),
);

/**
 * Finds a further message that may have been sent although nobody told us: one of ours after the first, which shows a file of
 * that name. File names carry the job's id. Only where Easel may read the channel: a follow-up that only its person sees, or
 * in a place where only the person installed Easel, cannot be looked for, and is sent again; twice is better than never.
 */
export async function lookUp(
  handle: DiscordHandle,
  after: { readonly channelId: string; readonly messageId: string },
  message: Outgoing,
  send: Send,
): Promise<string | undefined> {
  const name = message.files[0]?.name;
  if (name === undefined) return undefined;
  const outcome = await send({
    method: 'GET',
    route: Routes.channelMessages(after.channelId),
    query: { after: after.messageId, limit: '100' },
    timeoutMs: 10_000,
  });
  const listed = outcome.ok ? (Listed.safeParse(outcome.body).data ?? []) : [];
  const isOurs = ({ application_id, author }: (typeof listed)[number]) =>
    application_id === handle.applicationId || author.id === handle.applicationId;
  return listed.find((one) => isOurs(one) && JSON.stringify(one.components).includes(name))?.id;
}
