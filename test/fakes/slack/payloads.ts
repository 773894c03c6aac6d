import type { Block } from './blocks/parts.ts';
import {
  known,
  type PlayedChannel,
  type PlayedFile,
  type PlayedMessage,
  type PlayedUser,
  type World,
} from './state.ts';

const TYPES: Readonly<Record<string, { readonly filetype: string; readonly pretty: string }>> = {
  'image/png': { filetype: 'png', pretty: 'PNG' },
  'image/jpeg': { filetype: 'jpg', pretty: 'JPEG' },
  'image/gif': { filetype: 'gif', pretty: 'GIF' },
  'image/webp': { filetype: 'webp', pretty: 'WebP' },
  'image/heic': { filetype: 'heic', pretty: 'HEIC' },
  'image/avif': { filetype: 'avif', pretty: 'AVIF' },
  'text/plain': { filetype: 'text', pretty: 'Plain Text' },
};

/** How the application is told of a person's or its own file. */
export function filePayload(world: World, file: PlayedFile) {
  const isReady = file.readyAt !== null && file.readyAt <= world.clock.now();
  const { filetype, pretty } = TYPES[file.mimetype] ?? { filetype: 'binary', pretty: 'Binary' };
  const folder = `${world.origin}/files-pri/${file.workspaceId}-${file.id}`;
  const kinds = file.shares.map(({ channelId }) => ({ channelId, kind: known(world.channels, channelId).kind }));
  const shared = (kind: string) => [...new Set(kinds.filter((one) => one.kind === kind).map((one) => one.channelId))];
  const isPublic = shared('channel').length > 0;
  return {
    id: file.id,
    created: Math.floor(file.createdAt / 1000),
    timestamp: Math.floor(file.createdAt / 1000),
    name: file.name,
    title: file.title,
    mimetype: isReady ? file.mimetype : '',
    filetype: isReady ? filetype : '',
    pretty_type: isReady ? pretty : '',
    user: file.userId,
    user_team: known(world.users, file.userId).workspaceId,
    editable: false,
    size: file.bytes.length,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: isPublic,
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    url_private: `${folder}/${encodeURIComponent(file.name)}`,
    url_private_download: `${folder}/download/${encodeURIComponent(file.name)}`,
    media_display_type: 'unknown',
    ...(isReady &&
      file.width !== null &&
      file.height !== null && {
        original_w: file.width,
        original_h: file.height,
        thumb_64: `${folder}/64.png`,
        thumb_360: `${folder}/360.png`,
        thumb_360_w: Math.min(360, file.width),
        thumb_360_h: Math.min(360, file.height),
      }),
    ...(file.altText !== null && { alt_txt: file.altText }),
    permalink: `https://played.slack.com/files/${file.userId}/${file.id}/${encodeURIComponent(file.name)}`,
    permalink_public: `https://slack-files.com/${file.workspaceId}-${file.id}-0123456789`,
    is_starred: false,
    has_rich_preview: false,
    file_access: 'visible',
    channels: shared('channel'),
    groups: shared('group'),
    ims: shared('im'),
  };
}

/** With where it was shared, as `files.info` tells. */
export function fileInfoPayload(world: World, file: PlayedFile) {
  const list = (isPublic: boolean) => {
    const here = file.shares.filter(
      ({ channelId }) => (known(world.channels, channelId).kind === 'channel') === isPublic,
    );
    return Object.fromEntries(
      here.map(({ channelId }) => [
        channelId,
        here
          .filter((share) => share.channelId === channelId)
          .map(({ ts, threadTs }) => ({
            ts,
            ...(threadTs !== null && { thread_ts: threadTs }),
            reply_users: [],
            reply_users_count: 0,
            reply_count: 0,
            channel_name: known(world.channels, channelId).name,
            team_id: file.workspaceId,
          })),
      ]),
    );
  };
  const shares = { ...nonEmpty('public', list(true)), ...nonEmpty('private', list(false)) };
  return { ...filePayload(world, file), shares };
}

const nonEmpty = (name: string, found: object): object => (Object.keys(found).length > 0 ? { [name]: found } : {});

/** Of a file of somebody in another workspace: only `files.info` tells the rest. */
const stubPayload = (world: World, file: PlayedFile) => ({
  id: file.id,
  created: Math.floor(file.createdAt / 1000),
  timestamp: Math.floor(file.createdAt / 1000),
  user: file.userId,
  user_team: known(world.users, file.userId).workspaceId,
  mode: 'hosted',
  file_access: 'check_file_info',
});

/** A message as the API shows it. Pictures come back with more than was sent. */
export function messagePayload(world: World, message: PlayedMessage) {
  const author = known(world.users, message.userId);
  const workspace = known(world.workspaces, author.workspaceId);
  const replies = [...world.messages.values()].filter(
    ({ channelId, threadTs, deleted }) => !deleted && channelId === message.channelId && threadTs === message.ts,
  );
  return {
    type: 'message' as const,
    user: message.userId,
    ts: message.ts,
    text: message.text,
    team: author.workspaceId,
    ...(message.ours && {
      bot_id: workspace.botId,
      app_id: world.app.id,
      bot_profile: botProfile(world, workspace.id),
    }),
    ...(message.blocks.length > 0 && { blocks: message.blocks.map((block) => shownBlock(world, block)) }),
    ...(message.attachments.length > 0 && { attachments: message.attachments }),
    ...(message.fileIds.length > 0 && { files: filesPayload(world, message), upload: false, display_as_bot: false }),
    ...(message.threadTs !== null && { thread_ts: message.threadTs }),
    ...(replies.length > 0 && { thread_ts: message.ts, reply_count: replies.length }),
    ...(message.edited && { edited: { user: message.userId, ts: message.ts } }),
    ...(message.metadata && { metadata: message.metadata }),
  };
}

function filesPayload(world: World, message: PlayedMessage): object[] {
  const home = known(world.channels, message.channelId).workspaceId;
  return message.fileIds.map((id) => {
    const file = known(world.files, id);
    if (file.deleted) return { id, mode: 'tombstone' };
    return file.workspaceId === home ? filePayload(world, file) : stubPayload(world, file);
  });
}

function botProfile(world: World, workspaceId: string): object {
  const workspace = known(world.workspaces, workspaceId);
  return {
    id: workspace.botId,
    app_id: world.app.id,
    name: world.app.name,
    icons: { image_36: '', image_48: '', image_72: '' },
    deleted: false,
    updated: 0,
    team_id: workspaceId,
  };
}

function shownBlock(world: World, block: Block): object {
  if (block.type !== 'image') return block;
  const id = block.slack_file && 'id' in block.slack_file ? block.slack_file.id : undefined;
  const file = id === undefined ? undefined : world.files.get(id);
  const size = { image_width: file?.width ?? 0, image_height: file?.height ?? 0, image_bytes: file?.bytes.length ?? 0 };
  return { ...block, fallback: `[${block.alt_text}]`, is_animated: false, ...size };
}

/** A person as `users.info` tells of them. */
export function userPayload(user: PlayedUser, workspaceId: string, withLocale: boolean) {
  return {
    id: user.id,
    team_id: user.workspaceId,
    name: user.name,
    deleted: user.deleted,
    real_name: user.displayName,
    color: '9f69e7',
    tz: 'Europe/Berlin',
    tz_label: 'Central European Time',
    tz_offset: 3600,
    profile: { real_name: user.displayName, display_name: user.displayName, team: user.workspaceId },
    is_admin: user.isAdmin || user.isOwner,
    is_owner: user.isOwner,
    is_primary_owner: false,
    is_restricted: user.isGuest,
    is_ultra_restricted: false,
    is_bot: user.isBot,
    is_app_user: false,
    ...(user.workspaceId !== workspaceId && { is_stranger: true }),
    updated: 0,
    ...(withLocale && { locale: user.locale }),
  };
}

const PREFIX = { channel: 'channel', group: 'privategroup', im: 'directmessage', mpim: 'mpdm' } as const;

/** A channel's name as commands and buttons carry it. */
export const channelName = ({ kind, name }: PlayedChannel): string => (kind === 'channel' ? name : PREFIX[kind]);
