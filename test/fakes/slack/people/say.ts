import { addFile, keepBytes } from '../api/files.ts';
import type { Block } from '../blocks/parts.ts';
import type { RichElement } from '../blocks/texts.ts';
import { tellSaid } from '../events.ts';
import { messagePayload } from '../payloads.ts';
import {
  known,
  type PlayedChannel,
  type PlayedFile,
  type PlayedMessage,
  type PlayedUser,
  type World,
} from '../state.ts';
import { addMessage, workspaceOf } from '../things.ts';
import type { Spot } from './view.ts';

export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Said {
  readonly files?: readonly Upload[];
  /** The message whose thread it is said in. */
  readonly thread?: Spot & { readonly ts: string };
  readonly broadcast?: boolean;
  /** A message that is passed on. */
  readonly forward?: { readonly channelId: string; readonly ts: string };
}

/** A person writes. `@Easel` and other names become mentions, as in Slack's own app. @throws where they may not. */
export async function say(
  world: World,
  user: PlayedUser,
  channel: PlayedChannel,
  typed: string,
  { files = [], thread, broadcast = false, forward }: Said = {},
): Promise<PlayedMessage> {
  if (!channel.members.has(user.id)) throw new Error(`${user.name} is not in ${channel.name}`);
  const kept: PlayedFile[] = [];
  for (const file of files) kept.push(await upload(world, user, file));
  const text = asSent(world, channel, typed);
  const root = thread && known(world.messages, `${channel.id}:${thread.ts}`);
  const message = addMessage(world, {
    channelId: channel.id,
    threadTs: root ? (root.threadTs ?? root.ts) : null,
    userId: user.id,
    text,
    blocks: text === '' ? [] : [{ ...richText(text), block_id: world.newId('b') }],
    fileIds: kept.map(({ id }) => id),
    broadcast,
    attachments: forward ? [forwarded(world, known(world.messages, `${forward.channelId}:${forward.ts}`))] : [],
  });
  tellSaid(world, message);
  world.changed();
  return message;
}

/** A file of a person, ready at once. */
export async function upload(world: World, user: PlayedUser, { name, bytes }: Upload): Promise<PlayedFile> {
  const workspace = known(world.workspaces, user.workspaceId);
  const file = addFile(world, workspace, { userId: user.id, name, length: bytes.length, readyAt: world.clock.now() });
  await keepBytes(file, bytes);
  return file;
}

/** A passed-on message, as Slack attaches it. */
function forwarded(world: World, message: PlayedMessage): object {
  const { text, ...rest } = messagePayload(world, message);
  return {
    fallback: text,
    text,
    ts: message.ts,
    author_id: message.userId,
    channel_id: message.channelId,
    channel_team: known(world.channels, message.channelId).workspaceId,
    is_msg_unfurl: true,
    is_share: true,
    message_blocks: [
      { team: rest.team, channel: message.channelId, ts: message.ts, message: { blocks: rest.blocks ?? [] } },
    ],
    ...('files' in rest && { files: rest.files }),
  };
}

const ENTITY = /<[@#!][^<>]*>/;

/** Typed words as Slack sends them: entities escaped, names and addresses in brackets. Entities that are already there stay. */
export function asSent(world: World, channel: PlayedChannel, typed: string, withNames = false): string {
  const here = [...world.users.values()].filter(
    ({ id }) => channel.members.has(id) || id === workspaceOf(world, channel).botUserId,
  );
  return typed
    .split(new RegExp(`(${ENTITY.source})`))
    .map((part) => (ENTITY.test(part) ? part : linked(named(escaped(part)))))
    .join('');

  function named(text: string): string {
    return here.reduce((done, { id, displayName, name }) => {
      const sent = withNames ? `<@${id}|${name}>` : `<@${id}>`;
      return done.replaceAll(
        new RegExp(`@${displayName.replaceAll(/[.*+?^$()|[\]{}\\]/g, '\\$&')}(?![\\w])`, 'g'),
        sent,
      );
    }, text);
  }
}

/** As Slack sends letters that mean something to it. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const linked = (text: string): string => text.replaceAll(/https?:\/\/[^\s<>]+/g, (url) => `<${url}>`);

/** The blocks that Slack's own app sends beside the text. */
function richText(text: string): Extract<Block, { type: 'rich_text' }> {
  const elements = text
    .split(/(<[^<>]*>)/)
    .filter(Boolean)
    .map((part) => richElement(part));
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };

  function richElement(part: string): RichElement {
    const inside = /^<([^<>|]*)/.exec(part)?.[1];
    if (inside === undefined)
      return { type: 'text', text: part.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&') };
    if (inside.startsWith('@')) return { type: 'user', user_id: inside.slice(1) };
    if (inside.startsWith('#')) return { type: 'channel', channel_id: inside.slice(1) };
    if (inside === '!here' || inside === '!channel' || inside === '!everyone')
      return { type: 'broadcast', range: inside.slice(1) as 'here' | 'channel' | 'everyone' }; // just compared
    return { type: 'link', url: inside };
  }
}
