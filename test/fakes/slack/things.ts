import type { Names } from './blocks/words.ts';
import {
  type Installation,
  known,
  messageKey,
  type PlayedChannel,
  type PlayedMessage,
  type PlayedUser,
  type PlayedWorkspace,
  type World,
} from './state.ts';

/** What a workspace grants unless a test says otherwise. */
const USUAL_SCOPES = [
  'commands',
  'chat:write',
  'files:read',
  'files:write',
  'app_mentions:read',
  'im:history',
  'im:write',
  'users:read',
  'usergroups:read',
];

export interface WorkspaceWish {
  readonly name?: string;
  /** The organisation it belongs to, by its name; workspaces of one name belong together. */
  readonly enterprise?: string;
  /** The whole organisation installed the application at once. */
  readonly orgInstall?: boolean;
  /** Whether the application is installed; true unless told. */
  readonly installed?: boolean;
  readonly scopes?: readonly string[];
}

export function addWorkspace(world: World, wish: WorkspaceWish = {}): PlayedWorkspace {
  const name = wish.name ?? (world.workspaces.size === 0 ? 'Studio' : `Studio ${world.workspaces.size + 1}`);
  const enterprise = wish.enterprise === undefined ? null : enterpriseNamed(world, wish.enterprise);
  const siblings = [...world.workspaces.values()].filter((one) => enterprise && one.enterprise?.id === enterprise.id);
  // Within an organisation the application is one and the same user.
  const [sibling] = siblings;
  const shared = siblings.find(({ installation }) => installation?.isEnterprise)?.installation ?? null;
  const workspace: PlayedWorkspace = {
    id: world.newId('T'),
    name,
    domain: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    enterprise,
    botUserId: sibling?.botUserId ?? world.newId('U'),
    botId: sibling?.botId ?? world.newId('B'),
    groups: new Map(),
    installation: wish.orgInstall ? shared : null,
  };
  world.workspaces.set(workspace.id, workspace);
  if (!sibling)
    addUser(world, workspace, { id: workspace.botUserId, name: 'easel', displayName: world.app.name, isBot: true });
  if (!workspace.installation && wish.installed !== false)
    install(world, workspace, { scopes: wish.scopes, isEnterprise: wish.orgInstall });
  return workspace;
}

function enterpriseNamed(world: World, name: string): { id: string; name: string } {
  const found = [...world.workspaces.values()].find((one) => one.enterprise?.name === name)?.enterprise;
  return found ?? { id: world.newId('E'), name };
}

/** Grants the application a new token. */
export function install(
  world: World,
  workspace: PlayedWorkspace,
  wish: { scopes?: readonly string[] | undefined; isEnterprise?: boolean | undefined } = {},
): Installation {
  const installation: Installation = {
    token: `xoxb-played-${world.newId('')}`,
    scopes: new Set(wish.scopes ?? USUAL_SCOPES),
    isEnterprise: wish.isEnterprise ?? false,
    state: 'active',
  };
  const all = installation.isEnterprise ? [...world.workspaces.values()] : [workspace];
  for (const one of all) if (one.enterprise?.id === workspace.enterprise?.id) one.installation = installation;
  return installation;
}

export function addUser(
  world: World,
  workspace: PlayedWorkspace,
  wish: Partial<PlayedUser> & { name: string },
): PlayedUser {
  const user: PlayedUser = {
    id: world.newId('U'),
    workspaceId: workspace.id,
    displayName: wish.name,
    locale: 'en-US',
    isBot: false,
    isAdmin: false,
    isOwner: false,
    isGuest: false,
    deleted: false,
    ...wish,
  };
  world.users.set(user.id, user);
  for (const channel of world.channels.values())
    if (channel.workspaceId === workspace.id && channel.kind === 'channel' && !user.isBot) channel.members.add(user.id);
  return user;
}

export function addChannel(
  world: World,
  workspace: PlayedWorkspace,
  wish: Partial<PlayedChannel> & { readonly withBot?: boolean } = {},
): PlayedChannel {
  const { withBot = true, ...given } = wish;
  const kind = given.kind ?? 'channel';
  const channel: PlayedChannel = {
    id: world.newId(kind === 'im' ? 'D' : 'C'),
    kind,
    name: `channel-${world.channels.size + 1}`,
    workspaceId: workspace.id,
    members: new Set(),
    sharedWith: new Set(),
    archived: false,
    deleted: false,
    ...given,
  };
  if (kind === 'channel')
    for (const user of world.users.values())
      if (user.workspaceId === workspace.id && !user.isBot) channel.members.add(user.id);
  if (withBot) channel.members.add(workspace.botUserId);
  world.channels.set(channel.id, channel);
  world.changed();
  return channel;
}

/** The direct messages of a person and the application; made where there are none. */
export function directChannel(world: World, workspace: PlayedWorkspace, userId: string): PlayedChannel {
  const existing = [...world.channels.values()].find(
    ({ kind, members, workspaceId }) =>
      kind === 'im' && workspaceId === workspace.id && members.has(userId) && members.has(workspace.botUserId),
  );
  return existing ?? addChannel(world, workspace, { kind: 'im', name: 'directmessage', members: new Set([userId]) });
}

/** Whose names are read where. */
export const namesIn = (world: World): Names => ({
  user: (id) => world.users.get(id)?.displayName ?? id,
  channel: (id) => world.channels.get(id)?.name ?? id,
  group: (id) => [...world.workspaces.values()].find(({ groups }) => groups.has(id))?.groups.get(id)?.handle ?? id,
});

export function addMessage(
  world: World,
  wish: Pick<PlayedMessage, 'channelId' | 'userId' | 'text'> & Partial<PlayedMessage>,
): PlayedMessage {
  const message: PlayedMessage = {
    ts: world.newTs(),
    threadTs: null,
    ours: false,
    ephemeralFor: null,
    fileIds: [],
    attachments: [],
    broadcast: false,
    metadata: null,
    blocks: [],
    notified: [],
    edited: false,
    deleted: false,
    ...wish,
  };
  world.messages.set(messageKey(message.channelId, message.ts), message);
  for (const id of message.fileIds) shareFile(world, id, message);
  if (message.threadTs && message.ours) world.statuses.delete(messageKey(message.channelId, message.threadTs));
  return message;
}

/** From here on the file belongs to the conversation that the message stands in. */
export function shareFile(world: World, fileId: string, { channelId, ts, threadTs }: PlayedMessage): void {
  const file = world.files.get(fileId);
  const isNew = file && !file.shares.some((share) => share.channelId === channelId && share.ts === ts);
  if (isNew && !world.uploads.neverShared) file.shares.push({ channelId, ts, threadTs });
}

export const workspaceOf = (world: World, channel: PlayedChannel): PlayedWorkspace =>
  known(world.workspaces, channel.workspaceId);

/** Whether a person has the file in front of them. */
export function maySeeFile(world: World, userId: string, fileId: string): boolean {
  const file = world.files.get(fileId);
  if (!file || file.deleted) return false;
  const isShared = file.shares.some(({ channelId }) => world.channels.get(channelId)?.members.has(userId));
  return isShared || file.userId === userId;
}
