import { tellRevoked } from './api/apps.ts';
import type { Approval, OAuth } from './api/oauth.ts';
import { tell } from './envelopes.ts';
import { removeMessage } from './events.ts';
import type { Asked } from './people/act.ts';
import { createPerson, type Person } from './people/person.ts';
import {
  type Answer,
  known,
  type PlayedChannel,
  type PlayedExecution,
  type PlayedMessage,
  type PlayedUser,
  type PlayedWorkspace,
  type World,
} from './state.ts';
import { addChannel, addUser, addWorkspace, install, type WorkspaceWish } from './things.ts';

export interface PersonWish {
  /** Where they use the application; the first one unless told. */
  readonly workspace?: PlayedWorkspace;
  readonly admin?: boolean;
  readonly owner?: boolean;
  readonly guest?: boolean;
  /** From another workspace, met in channels that they join. */
  readonly stranger?: boolean;
  readonly locale?: string;
}

export interface ChannelWish {
  readonly workspace?: PlayedWorkspace;
  readonly name?: string;
  readonly kind?: 'channel' | 'group' | 'mpim' | 'im';
  /** Whether the application is in it; true unless told. */
  readonly withBot?: boolean;
  readonly members?: readonly { readonly id: string }[];
}

/** What a test does with workspaces, channels and people. */
export interface Control extends Pick<OAuth, 'deny'> {
  person(name: string, wish?: PersonWish): Person;
  addWorkspace(wish?: WorkspaceWish): PlayedWorkspace;
  addChannel(wish?: ChannelWish): PlayedChannel;
  addGroup(
    handle: string,
    users: readonly { readonly id: string }[],
    workspace?: PlayedWorkspace,
  ): { readonly id: string };
  /** Changes who is in a user group. */
  setGroup(id: string, users: readonly { readonly id: string }[], workspace?: PlayedWorkspace): void;
  /** The application comes into a channel, or is thrown out of it. */
  invite(channel: PlayedChannel): void;
  kick(channel: PlayedChannel): void;
  archive(channel: PlayedChannel): void;
  deleteChannel(channel: PlayedChannel): void;
  /** As an administrator does. */
  deleteMessage(message: { readonly channelId: string; readonly ts: string }): void;
  deleteFile(id: string): void;
  grant(...scopes: string[]): void;
  withdraw(...scopes: string[]): void;
  /** Somebody says yes on the page where Slack asks: the address that their browser goes on to. */
  approve(authorizeUrl: string, approval?: Partial<Approval>): string;
  /** Takes the application out of a workspace. */
  uninstall(workspace?: PlayedWorkspace): void;
  /** Makes its token worthless. */
  revoke(workspace?: PlayedWorkspace): void;
  /** Puts it in again, with a new token. */
  reinstall(workspace?: PlayedWorkspace): string;
  execution(id: string): PlayedExecution;
  message(at: { readonly channelId: string; readonly ts: string }): PlayedMessage;
}

export function createControl(
  world: World,
  first: PlayedWorkspace,
  oauth: OAuth,
  resend: (asked: Asked) => Promise<Answer>,
): Control {
  function person(name: string, wish: PersonWish = {}): Person {
    const workspace = wish.workspace ?? first;
    const elsewhere = { name: `Partner ${world.workspaces.size}`, installed: false };
    const home = wish.stranger ? addWorkspace(world, elsewhere) : workspace;
    const user = addUser(world, home, {
      name: name.toLowerCase().replaceAll(/[^a-z0-9._-]/g, ''),
      displayName: name,
      isAdmin: wish.admin ?? false,
      isOwner: wish.owner ?? false,
      isGuest: wish.guest ?? false,
      ...(wish.locale !== undefined && { locale: wish.locale }),
    });
    return createPerson(world, user, workspace, resend);
  }

  function setGroup(id: string, users: readonly { readonly id: string }[], workspace = first): void {
    const group = known(workspace.groups, id);
    const now = users.map((user) => user.id);
    const [added, removed] = [
      now.filter((one) => !group.users.has(one)),
      [...group.users].filter((one) => !now.includes(one)),
    ];
    group.users.clear();
    now.forEach((one) => void group.users.add(one));
    const event = {
      type: 'subteam_members_changed',
      subteam_id: id,
      team_id: workspace.id,
      added_users: added,
      removed_users: removed,
      event_ts: world.newTs(),
    };
    tell(world, { subscription: 'subteam_members_changed', scope: 'usergroups:read', workspace, event });
  }

  const membership = (channel: PlayedChannel, isIn: boolean) => {
    const { botUserId } = known(world.workspaces, channel.workspaceId);
    if (isIn) channel.members.add(botUserId);
    else channel.members.delete(botUserId);
    world.changed();
  };

  return {
    person,
    addWorkspace: (wish) => addWorkspace(world, wish),
    addChannel({ workspace = first, members = [], ...wish } = {}) {
      return addChannel(world, workspace, {
        ...wish,
        ...(wish.kind && wish.kind !== 'channel' && { members: new Set(members.map(({ id }) => id)) }),
      });
    },
    addGroup(handle, users, workspace = first) {
      const group = { id: world.newId('S'), handle, users: new Set(users.map(({ id }) => id)) };
      workspace.groups.set(group.id, group);
      return group;
    },
    setGroup,
    invite: (channel) => membership(channel, true),
    kick: (channel) => membership(channel, false),
    archive: (channel) => void Object.assign(channel, { archived: true }),
    deleteChannel: (channel) => void Object.assign(channel, { deleted: true }),
    deleteMessage: ({ channelId, ts }) => removeMessage(world, known(world.messages, `${channelId}:${ts}`)),
    deleteFile: (id) => void Object.assign(known(world.files, id), { deleted: true }),
    grant: (...scopes) => scopes.forEach((scope) => void first.installation?.scopes.add(scope)),
    withdraw: (...scopes) => scopes.forEach((scope) => void first.installation?.scopes.delete(scope)),
    approve: (url, { workspace = first, by, ...more } = {}) =>
      oauth.approve(url, { workspace, by: by ?? someone(world, workspace), ...more }),
    deny: oauth.deny,
    uninstall(workspace = first) {
      if (workspace.installation) workspace.installation.state = 'uninstalled';
      tellRevoked(world, workspace);
      tell(world, {
        subscription: 'app_uninstalled',
        scope: null,
        always: true,
        workspace,
        event: { type: 'app_uninstalled', event_ts: world.newTs() },
      });
    },
    revoke(workspace = first) {
      if (workspace.installation) workspace.installation.state = 'revoked';
      tellRevoked(world, workspace);
    },
    reinstall: (workspace = first) => install(world, workspace).token,
    execution: (id) => known(world.executions, id),
    message: ({ channelId, ts }) => known(world.messages, `${channelId}:${ts}`),
  };
}

const someone = (world: World, workspace: PlayedWorkspace): PlayedUser =>
  addUser(world, workspace, { name: 'installer', displayName: 'Installer', isAdmin: true });
