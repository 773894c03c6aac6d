import { storeFile, type Upload } from '../cdn.ts';
import { notifiedBy } from '../mentions.ts';
import { keep } from '../messages.ts';
import { isThread, may } from '../permissions.ts';
import {
  known,
  type PlayedChannel,
  type PlayedMessage,
  type PlayedUser,
  type StoredFile,
  type World,
} from '../state.ts';
import { sayChannel } from '../things.ts';
import { refuseUpload } from './command-data.ts';

export interface Said {
  readonly attachments?: readonly Upload[];
  readonly replyTo?: { readonly id: string };
  /** A reply without the ping. */
  readonly silentReply?: boolean;
  readonly forward?: { readonly id: string };
}

/** A person writes into a channel. @throws where they may not. */
export async function say(
  world: World,
  user: PlayedUser,
  channel: PlayedChannel,
  text: string,
  more: Said = {},
): Promise<PlayedMessage> {
  const right = isThread(channel) ? 'SendMessagesInThreads' : 'SendMessages';
  if (!may(world, user.id, channel, 'ViewChannel', right)) throw new Error(`${user.username} may not write there`);
  if (channel.locked) throw new Error('the thread is locked');
  if (channel.archived) {
    channel.archived = false;
    sayChannel(world, channel, 'UPDATE');
  }
  const files: StoredFile[] = [];
  for (const upload of more.attachments ?? []) {
    refuseUpload(world, { user, channel }, upload);
    files.push(await storeFile(world, upload, { channelId: channel.id, ephemeral: false }));
  }
  const message: PlayedMessage = {
    id: world.newId(),
    channelId: channel.id,
    authorId: user.id,
    createdAt: world.clock.now(),
    interactionId: null,
    ephemeralFor: null,
    repliesTo: more.replyTo?.id ?? null,
    forwardOf: more.forward ? known(world.messages, more.forward.id) : null,
    nonce: null,
    editedAt: null,
    content: text,
    components: [],
    files,
    flags: more.forward ? 1 << 14 : 0,
    mentions: [],
    notified: [],
    deleted: false,
  };
  Object.assign(
    message,
    notifiedBy(world, message, more.silentReply ? { parse: ['users', 'roles', 'everyone'] } : undefined),
  );
  keep(world, message);
  return message;
}
