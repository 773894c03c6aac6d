import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { z } from 'zod';
import { judgeBlocks } from '../blocks/judge.ts';
import type { Block } from '../blocks/parts.ts';
import { tellSaid } from '../events.ts';
import { fileInfoPayload, filePayload } from '../payloads.ts';
import { refusal } from '../refusal.ts';
import { messageKey, type PlayedChannel, type PlayedFile, type PlayedWorkspace, type World } from '../state.ts';
import { addMessage } from '../things.ts';
import { type Caller, type Methods, readArgs, writable } from './method.ts';

const UrlArgs = z.looseObject({
  filename: z.string().min(1),
  length: z.coerce.number().int().min(1),
  alt_txt: z.string().max(1000).optional(),
  alt_text: z.string().max(1000).optional(),
});
const CompleteArgs = z.looseObject({
  files: z.array(z.looseObject({ id: z.string(), title: z.string().optional() })).min(1),
  channel_id: z.string().optional(),
  thread_ts: z.string().optional(),
  initial_comment: z.string().optional(),
  blocks: z.array(z.unknown()).optional(),
});
const FileArgs = z.looseObject({ file: z.string() });

export function fileMethods(world: World): Methods {
  function ours(caller: Caller, id: string): PlayedFile {
    const file = world.files.get(id);
    const isOurs = file && caller.workspaces.some(({ botUserId }) => botUserId === file.userId);
    if (!isOurs || file.deleted) throw refusal('file_not_found');
    return file;
  }

  async function complete(args: z.infer<typeof CompleteArgs>, caller: Caller): Promise<object> {
    const channel = args.channel_id === undefined ? null : writable(world, caller, args.channel_id);
    const files = args.files.map(({ id, title }) => {
      const file = ours(caller, id);
      if (file.bytes.length === 0 || file.readyAt !== null) throw refusal('file_not_found');
      return { file, title };
    });
    const blocks = await judgeBlocks(world, caller.workspaces, args.blocks ?? [], 'message');
    for (const { file, title } of files) {
      file.title = title ?? file.name;
      file.readyAt = world.clock.now() + world.uploads.readyAfterMs;
    }
    const share = () =>
      shareNatively(
        world,
        caller,
        channel,
        files.map(({ file }) => file),
        { ...args, blocks },
      );
    if (Number.isFinite(world.uploads.readyAfterMs)) world.clock.after(world.uploads.readyAfterMs, share);
    return { files: files.map(({ file }) => filePayload(world, file)) };
  }

  return {
    'files.getUploadURLExternal': {
      needs: ['files:write'],
      answer(args, caller) {
        const wish = readArgs(UrlArgs, args);
        const file = addFile(world, caller.workspace, {
          userId: caller.workspace.botUserId,
          name: wish.filename,
          length: wish.length,
          altText: wish.alt_txt ?? wish.alt_text ?? null,
          uploadKey: randomUUID(),
        });
        return { upload_url: `${world.origin}/upload/v1/${file.uploadKey}`, file_id: file.id };
      },
    },
    'files.completeUploadExternal': {
      needs: ['files:write'],
      answer: (args, caller) => complete(readArgs(CompleteArgs, args), caller),
    },
    'files.info': {
      needs: ['files:read'],
      answer(args, caller) {
        const file = world.files.get(readArgs(FileArgs, args).file);
        if (!file || !mayRead(world, caller, file)) throw refusal('file_not_found');
        if (file.deleted) throw refusal('file_deleted');
        return { file: fileInfoPayload(world, file), comments: [], response_metadata: { next_cursor: '' } };
      },
    },
    'files.delete': {
      needs: ['files:write'],
      answer(args, caller) {
        ours(caller, readArgs(FileArgs, args).file).deleted = true;
        return {};
      },
    },
  };
}

interface Comment {
  readonly initial_comment?: string | undefined;
  readonly thread_ts?: string | undefined;
  readonly blocks: Block[];
}

/** A message of its own with the files in it, as Slack makes one once it has looked at them. */
function shareNatively(
  world: World,
  { workspace }: Caller,
  channel: PlayedChannel | null,
  files: readonly PlayedFile[],
  { initial_comment = '', thread_ts, blocks }: Comment,
): void {
  const parent = channel && thread_ts !== undefined ? world.messages.get(messageKey(channel.id, thread_ts)) : undefined;
  if (channel && !world.uploads.neverShared) {
    const message = addMessage(world, {
      channelId: channel.id,
      threadTs: parent?.threadTs ?? parent?.ts ?? null,
      userId: workspace.botUserId,
      ours: true,
      text: initial_comment,
      blocks: initial_comment ? [] : blocks,
      fileIds: files.map(({ id }) => id),
    });
    tellSaid(world, message);
  }
  world.changed();
}

/** A file of somebody. Its bytes may come later. */
export function addFile(
  world: World,
  workspace: PlayedWorkspace,
  wish: Pick<PlayedFile, 'userId' | 'name'> & Partial<PlayedFile>,
): PlayedFile {
  const file: PlayedFile = {
    id: world.newId('F'),
    workspaceId: workspace.id,
    createdAt: world.clock.now(),
    length: 0,
    altText: null,
    uploadKey: '',
    title: wish.name,
    bytes: new Uint8Array(),
    mimetype: 'application/octet-stream',
    width: null,
    height: null,
    readyAt: null,
    shares: [],
    handedOver: false,
    deleted: false,
    ...wish,
  };
  world.files.set(file.id, file);
  return file;
}

const ENDINGS: Readonly<Record<string, string>> = { txt: 'text/plain', heic: 'image/heic', heif: 'image/heic' };

/** Keeps the bytes, with what Slack finds out by looking at them. */
export async function keepBytes(file: PlayedFile, bytes: Uint8Array): Promise<void> {
  file.bytes = bytes;
  const ending = file.name.split('.').pop()?.toLowerCase() ?? '';
  try {
    const { width, height, format } = await sharp(bytes).metadata();
    Object.assign(file, { width, height, mimetype: format === 'heif' ? 'image/avif' : `image/${format}` });
  } catch {
    file.mimetype = ENDINGS[ending] ?? 'application/octet-stream';
  }
}

/** Whether the application may read a file: its own, one handed to it, or one shared where it is. */
export const mayRead = (world: World, { workspaces }: Pick<Caller, 'workspaces'>, file: PlayedFile): boolean =>
  file.handedOver ||
  workspaces.some(({ botUserId }) => botUserId === file.userId) ||
  file.shares.some(({ channelId }) =>
    workspaces.some(({ botUserId }) => world.channels.get(channelId)?.members.has(botUserId)),
  );
