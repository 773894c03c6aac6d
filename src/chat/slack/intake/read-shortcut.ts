import { z } from 'zod';
import type { Command } from '#src/ports/command.ts';
import { firstOf, pictureCommand } from './message-menu.ts';
import { picturesOf } from './message-pictures.ts';
import type { Around, IntakeParts } from './parts.ts';
import { isDirectChannel } from './place.ts';
import { type Came, IGNORED, type Read } from './said.ts';
import { maybe, problemsOf, SlackId, Ts } from './shapes.ts';

const Shared = z.object({
  callback_id: z.string(),
  trigger_id: z.string().min(1),
  user: z.object({ id: SlackId, name: maybe(z.string()), username: maybe(z.string()) }),
});

const MessageShortcut = Shared.extend({
  type: z.literal('message_action'),
  response_url: maybe(z.string()),
  channel: z.object({ id: SlackId }),
  message: z.looseObject({
    ts: Ts,
    thread_ts: maybe(Ts),
    user: maybe(z.string()),
    bot_id: maybe(z.string()),
  }),
});

const Shortcut = z.discriminatedUnion('type', [MessageShortcut, Shared.extend({ type: z.literal('shortcut') })]);

export interface ShortcutParts extends Pick<IntakeParts, 'jobOfMessage'> {
  readonly commands: readonly Command[];
}

/** A command picked at a message, or from anywhere. */
export function readShortcut(payload: unknown, around: Around, parts: ShortcutParts): Read {
  const read = Shortcut.safeParse(payload);
  if (!read.success) return { kind: 'malformed', where: problemsOf(read.error) };
  return read.data.type === 'shortcut' ? fromAnywhere(read.data) : atMessage(read.data, around, parts);
}

function fromAnywhere(shortcut: z.infer<typeof Shared>): Read {
  if (shortcut.callback_id !== 'create_image') return IGNORED;
  return came(shortcut, NOWHERE, { trigger: 'command', name: 'imagine', options: {}, images: {} });
}

const NOWHERE = { channelId: null, threadTs: null, isDirect: false, responseUrl: null };

function atMessage(shortcut: z.infer<typeof MessageShortcut>, around: Around, parts: ShortcutParts): Read {
  const command = pictureCommand(parts.commands);
  if (!command || shortcut.callback_id !== `${command.name}_image`) return IGNORED;
  const { channel, message, response_url } = shortcut;
  const isOurs = message.user === around.botUserId || message.bot_id === around.botId;
  const isDirect = isDirectChannel(channel.id);
  const where = {
    channelId: channel.id,
    // What becomes of a picture in a channel is shown below it, where people go on talking about it.
    threadTs: message.thread_ts ?? (isDirect ? null : message.ts),
    isDirect,
    responseUrl: response_url ?? null,
  };
  const from = { workspace: around.workspace, channelId: channel.id, isOurs };
  return came(shortcut, where, {
    trigger: 'menu',
    name: command.name,
    options: {},
    images: { [firstOf('image', command) ?? 'image']: picturesOf(message, from) },
    ...(isOurs && { repliedTo: () => parts.jobOfMessage(channel.id, message.ts) }),
  });
}

const came = (
  { trigger_id, user }: z.infer<typeof Shared>,
  where: Pick<Came['origin'], 'channelId' | 'threadTs' | 'isDirect' | 'responseUrl'>,
  said: Came['said'],
): Read => ({
  kind: 'came',
  came: {
    origin: { ...where, id: trigger_id, userId: user.id, triggerId: trigger_id, functionExecutionId: null },
    userName: user.name ?? user.username ?? undefined,
    said,
  },
});
