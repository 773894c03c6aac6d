import { tell } from './envelopes.ts';
import { messagePayload } from './payloads.ts';
import { known, type PlayedChannel, type PlayedMessage, type PlayedWorkspace, type World } from './state.ts';

const HISTORY = {
  channel: ['message.channels', 'channels:history'],
  group: ['message.groups', 'groups:history'],
  im: ['message.im', 'im:history'],
  mpim: ['message.mpim', 'mpim:history'],
} as const;

/** Workspaces whose application hears what is said in a channel: those in whose name it is a member there. */
function listeners(world: World, channel: PlayedChannel): PlayedWorkspace[] {
  const ids = [channel.workspaceId, ...channel.sharedWith];
  const found = ids.map((id) => known(world.workspaces, id));
  return found.filter(
    ({ botUserId }, at) =>
      channel.members.has(botUserId) && found.findIndex((one) => one.botUserId === botUserId) === at,
  );
}

function tellMessage(world: World, message: PlayedMessage, event: Readonly<Record<string, unknown>>): void {
  const channel = known(world.channels, message.channelId);
  const [subscription, scope] = HISTORY[channel.kind];
  for (const workspace of listeners(world, channel))
    tell(world, {
      subscription,
      scope,
      workspace,
      channel,
      ...homeOf(world, message),
      event: { type: 'message', ...event, channel: channel.id, channel_type: channel.kind },
    });
}

/** Somebody said something: `message`, and `app_mention` with an event id of its own where the application is named. */
export function tellSaid(world: World, message: PlayedMessage): void {
  if (message.ephemeralFor !== null) return;
  const channel = known(world.channels, message.channelId);
  const subtype = message.fileIds.length > 0 && !message.ours ? { subtype: 'file_share' } : {};
  const said = { ...messagePayload(world, message), ...threadOf(world, message), event_ts: message.ts };
  const clientId = message.ours
    ? {}
    : { client_msg_id: `00000000-0000-4000-8000-${message.ts.replace('.', '').slice(-12)}` };
  const { authorWorkspaceId: home = channel.workspaceId } = homeOf(world, message);
  const abroad = home === channel.workspaceId ? {} : { user_team: home, source_team: home };
  tellMessage(world, message, { ...said, ...subtype, ...clientId, ...abroad });
  if (channel.kind === 'im' || message.ours) return;
  for (const workspace of listeners(world, channel))
    if (message.text.includes(`<@${workspace.botUserId}`))
      tell(world, {
        subscription: 'app_mention',
        scope: 'app_mentions:read',
        workspace,
        channel,
        ...homeOf(world, message),
        event: { ...said, ...clientId, ...abroad, type: 'app_mention', channel: channel.id },
      });
}

/** The workspace of who wrote it; the application is at home everywhere. */
const homeOf = (world: World, { ours, userId }: PlayedMessage): { authorWorkspaceId?: string } =>
  ours ? {} : { authorWorkspaceId: known(world.users, userId).workspaceId };

function threadOf(world: World, { channelId, threadTs }: PlayedMessage): object {
  const parent = threadTs === null ? undefined : world.messages.get(`${channelId}:${threadTs}`);
  return threadTs === null ? {} : { thread_ts: threadTs, ...(parent && { parent_user_id: parent.userId }) };
}

export function tellEdited(world: World, message: PlayedMessage, before: object): void {
  if (message.ephemeralFor !== null) return;
  const ts = world.newTs();
  const now = messagePayload(world, message);
  tellMessage(world, message, {
    subtype: 'message_changed',
    hidden: true,
    message: now,
    previous_message: before,
    ts,
    event_ts: ts,
  });
}

/** Takes a message away, its share of files too, and tells so. */
export function removeMessage(world: World, message: PlayedMessage): void {
  if (message.deleted) return;
  const before = messagePayload(world, message);
  message.deleted = true;
  for (const file of world.files.values()) {
    const at = file.shares.findIndex(({ channelId, ts }) => channelId === message.channelId && ts === message.ts);
    if (at >= 0) file.shares.splice(at, 1);
  }
  const ts = world.newTs();
  const channel = known(world.channels, message.channelId);
  const previous = { ...before, channel: channel.id, channel_type: channel.kind, event_ts: message.ts };
  if (message.ephemeralFor === null)
    tellMessage(world, message, {
      subtype: 'message_deleted',
      hidden: true,
      deleted_ts: message.ts,
      previous_message: previous,
      ts,
      event_ts: ts,
    });
  world.changed();
}
