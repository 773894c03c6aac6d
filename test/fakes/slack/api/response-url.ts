import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { removeMessage, tellSaid } from '../events.ts';
import { isRefusal, refusal } from '../refusal.ts';
import { known, type PlayedMessage, type ResponseAddress, type World } from '../state.ts';
import { addMessage } from '../things.ts';
import { judgeContent } from './chat.ts';
import type { Beside, Plain } from './serve.ts';

const MOST_USES = 5;
const LIFE_MS = 30 * 60_000;

const Response = z.looseObject({
  text: z.string().optional(),
  blocks: z.array(z.unknown()).optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
});
type Response = z.infer<typeof Response>;

/** An address for short answers: five times within half an hour. */
export function newAddress(
  world: World,
  wish: Pick<ResponseAddress, 'workspaceId' | 'userId' | 'channelId' | 'threadTs' | 'original'>,
): string {
  const url = `${world.origin}/response/${wish.workspaceId}/${randomUUID()}`;
  world.addresses.set(url, { ...wish, url, at: world.clock.now(), uses: 0 });
  return url;
}

/** What was written to a command's answer or a response address is there. @throws Slack's refusal. */
export async function respond(world: World, address: ResponseAddress, response: unknown): Promise<void> {
  const read = Response.safeParse(response);
  if (!read.success) throw refusal('invalid_payload');
  const wish = read.data;
  const workspace = known(world.workspaces, address.workspaceId);
  const { original } = address;
  if (wish.delete_original) return original ? remove(world, original) : undefined;
  const written = await judgeContent(world, [workspace], wish, 40_000);
  if (wish.replace_original && original) {
    Object.assign(original, { text: written.text, blocks: written.blocks, edited: true });
    return;
  }
  write(world, address, wish, written);
}

function write(
  world: World,
  address: ResponseAddress,
  { response_type, thread_ts }: Response,
  written: Pick<PlayedMessage, 'text' | 'blocks' | 'notified'>,
): void {
  const isEphemeral = response_type === 'ephemeral';
  const message = addMessage(world, {
    ...written,
    channelId: address.channelId,
    threadTs: thread_ts ?? address.threadTs,
    userId: known(world.workspaces, address.workspaceId).botUserId,
    ours: true,
    ephemeralFor: isEphemeral ? address.userId : null,
  });
  if (!isEphemeral) tellSaid(world, message);
}

function remove(world: World, message: PlayedMessage): void {
  if (message.ephemeralFor === null) removeMessage(world, message);
  else message.deleted = true;
}

export const responseUrls = (world: World): Beside => ({
  prefix: '/response/',
  name: 'response_url',
  async answer({ url, body, request }) {
    const address = world.addresses.get(`${world.origin}${url.pathname}`);
    if (!address || request.method !== 'POST') return json(404, { ok: false, error: 'invalid_url' });
    if (world.clock.now() - address.at > LIFE_MS) return json(404, { ok: false, error: 'expired_url' });
    if (address.uses >= MOST_USES) return json(404, { ok: false, error: 'used_url' });
    address.uses++;
    try {
      await respond(world, address, body().body);
      return { status: 200, type: 'text/html', body: 'ok' };
    } catch (cause) {
      if (isRefusal(cause)) return json(400, { ok: false, ...cause.refusal });
      throw cause;
    }
  },
});

const json = (status: number, body: object): Plain => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
});
