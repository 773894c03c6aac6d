import { z } from 'zod';
import { judgeBlocks } from '../blocks/judge.ts';
import type { Block } from '../blocks/parts.ts';
import { imagesOf } from '../blocks/walk.ts';
import { readBlocks, readMrkdwn } from '../blocks/words.ts';
import { removeMessage, tellEdited, tellSaid } from '../events.ts';
import { messagePayload } from '../payloads.ts';
import { refusal } from '../refusal.ts';
import { messageKey, type PlayedChannel, type PlayedMessage, type PlayedWorkspace, type World } from '../state.ts';
import { addMessage, namesIn, shareFile } from '../things.ts';
import { type Caller, type Methods, readArgs, visible, writable, yes } from './method.ts';

const Content = {
  channel: z.string().min(1),
  text: z.string().optional(),
  blocks: z.array(z.unknown()).optional(),
  attachments: z.array(z.looseObject({})).optional(),
  metadata: z.looseObject({}).optional(),
};
const Post = z.looseObject({
  ...Content,
  thread_ts: z
    .string()
    .regex(/^\d+\.\d{6}$/, 'invalid thread_ts')
    .optional(),
  reply_broadcast: yes.optional(),
});
const Update = z.looseObject({ ...Content, ts: z.string() });
const Ephemeral = z.looseObject({ ...Post.shape, user: z.string() });
const At = z.looseObject({ channel: z.string(), ts: z.string() });

export interface Written {
  readonly text: string;
  readonly blocks: Block[];
  readonly notified: readonly string[];
}

/** Words and blocks as Slack takes them in. @throws its refusal. */
export async function judgeContent(
  world: World,
  workspaces: readonly PlayedWorkspace[],
  { text = '', blocks: given = [] }: { text?: string | undefined; blocks?: unknown[] | undefined },
  most: number,
): Promise<Written> {
  const blocks = await judgeBlocks(world, workspaces, given, 'message');
  if (text === '' && blocks.length === 0) throw refusal('no_text');
  if ([...text].length > most) throw refusal('msg_too_long');
  const called = new Set<string>();
  readMrkdwn(text, namesIn(world), called);
  const notified = [...new Set([...called, ...readBlocks(blocks, namesIn(world)).notified])];
  return { text, blocks, notified };
}

const MOST_POSTED = 40_000;
const MOST_UPDATED = 4000;

export function chatMethods(world: World): Methods {
  function ourMessage(caller: Caller, channel: PlayedChannel, ts: string, error: string): PlayedMessage {
    const message = world.messages.get(messageKey(channel.id, ts));
    if (!message || message.deleted || message.ephemeralFor !== null) throw refusal('message_not_found');
    if (!message.ours || !caller.workspaces.some(({ botUserId }) => botUserId === message.userId)) throw refusal(error);
    return message;
  }

  function thread(channel: PlayedChannel, threadTs: string | undefined): string | null {
    if (threadTs === undefined) return null;
    const parent = world.messages.get(messageKey(channel.id, threadTs));
    if (!parent || parent.deleted) throw refusal('thread_not_found');
    return parent.threadTs ?? parent.ts;
  }

  async function post(args: z.infer<typeof Post>, caller: Caller): Promise<object> {
    const channel = writable(world, caller, args.channel);
    const threadTs = thread(channel, args.thread_ts);
    const written = await judgeContent(world, caller.workspaces, args, MOST_POSTED);
    const message = addMessage(world, {
      ...written,
      channelId: channel.id,
      threadTs,
      userId: botIn(caller, channel).botUserId,
      ours: true,
      broadcast: args.reply_broadcast ?? false,
      attachments: args.attachments ?? [],
      metadata: args.metadata ?? null,
    });
    for (const { fileId } of imagesOf(written.blocks)) if (fileId !== null) shareFile(world, fileId, message);
    tellSaid(world, message);
    return { channel: channel.id, ts: message.ts, message: messagePayload(world, message) };
  }

  async function update(args: z.infer<typeof Update>, caller: Caller): Promise<object> {
    const channel = visible(world, caller, args.channel);
    const message = ourMessage(caller, channel, args.ts, 'cant_update_message');
    // Without a text the blocks may be left out and stay; a text without blocks replaces them.
    const blocks = args.blocks ?? (args.text === undefined ? message.blocks : []);
    const written = await judgeContent(world, caller.workspaces, { ...args, blocks }, MOST_UPDATED);
    const before = messagePayload(world, message);
    if (message.deleted) throw refusal('message_not_found');
    // An edit shares nothing and calls nobody.
    Object.assign(message, { text: written.text, blocks: written.blocks, edited: true });
    tellEdited(world, message, before);
    return { channel: channel.id, ts: message.ts, text: written.text, message: messagePayload(world, message) };
  }

  async function ephemeral(args: z.infer<typeof Ephemeral>, caller: Caller): Promise<object> {
    const channel = writable(world, caller, args.channel);
    if (!channel.members.has(args.user)) throw refusal('user_not_in_channel');
    const threadTs = thread(channel, args.thread_ts);
    const written = await judgeContent(world, caller.workspaces, args, MOST_POSTED);
    const place = { channelId: channel.id, threadTs, userId: botIn(caller, channel).botUserId };
    return { message_ts: addMessage(world, { ...written, ...place, ours: true, ephemeralFor: args.user }).ts };
  }

  return {
    'chat.postMessage': { needs: ['chat:write'], answer: (args, caller) => post(readArgs(Post, args), caller) },
    'chat.update': { needs: ['chat:write'], answer: (args, caller) => update(readArgs(Update, args), caller) },
    'chat.postEphemeral': {
      needs: ['chat:write'],
      answer: (args, caller) => ephemeral(readArgs(Ephemeral, args), caller),
    },
    'chat.delete': {
      needs: ['chat:write'],
      answer(args, caller) {
        const { channel: id, ts } = readArgs(At, args);
        const channel = visible(world, caller, id);
        removeMessage(world, ourMessage(caller, channel, ts, 'cant_delete_message'));
        return { channel: channel.id, ts };
      },
    },
    'chat.getPermalink': {
      needs: [],
      answer(args, caller) {
        const { channel: id, message_ts: ts } = readArgs(
          z.looseObject({ channel: z.string(), message_ts: z.string() }),
          args,
        );
        const channel = visible(world, caller, id);
        const message = world.messages.get(messageKey(channel.id, ts));
        if (!message || message.deleted) throw refusal('message_not_found');
        const thread = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
        const page = `https://${caller.workspace.domain}.slack.com/archives/${channel.id}/p${ts.replace('.', '')}`;
        return { channel: channel.id, permalink: `${page}${thread}` };
      },
    },
  };
}

const botIn = (caller: Caller, channel: PlayedChannel): PlayedWorkspace =>
  caller.workspaces.find(({ id }) => id === channel.workspaceId) ?? caller.workspace;
