import { z } from 'zod';
import { userPayload } from '../payloads.ts';
import { isMember } from '../places.ts';
import { refusal } from '../refusal.ts';
import { messageKey, type PlayedChannel, type PlayedUser, type World } from '../state.ts';
import { directChannel } from '../things.ts';
import { type Caller, type Methods, readArgs, visible, writable, yes } from './method.ts';

/** Conversations, people and their groups. */
export function conversationMethods(world: World): Methods {
  function user(caller: Caller, id: string): PlayedUser {
    const found = world.users.get(id);
    const isHere = (one: PlayedUser) => caller.workspaces.some((workspace) => workspace.id === one.workspaceId);
    const isMet = (one: PlayedUser) =>
      [...world.channels.values()].some((channel) => channel.members.has(one.id) && isMember(channel, caller));
    if (!found || !(isHere(found) || isMet(found))) throw refusal('user_not_found');
    return found;
  }

  function open(caller: Caller, { users, channel }: { users?: string | undefined; channel?: string | undefined }) {
    if (channel !== undefined) return visible(world, caller, channel);
    const ids = (users ?? '').split(',').filter(Boolean);
    const [id] = ids;
    if (id === undefined || ids.length > 1)
      throw refusal(ids.length > 1 ? 'not_enough_users' : 'users_list_not_supplied');
    const person = user(caller, id);
    if (person.deleted) throw refusal('user_disabled');
    if (person.isBot) throw refusal('cannot_dm_bot');
    const workspace = caller.workspaces.find((one) => one.id === person.workspaceId) ?? caller.workspace;
    return directChannel(world, workspace, person.id);
  }

  return {
    'conversations.open': {
      needs: ['im:write'],
      answer(args, caller) {
        const { return_im, ...wish } = readArgs(OpenArgs, args);
        const channel = open(caller, wish);
        return { channel: return_im ? conversation(channel, caller) : { id: channel.id } };
      },
    },
    'conversations.info': {
      needs: [],
      answer(args, caller) {
        const channel = visible(world, caller, readArgs(z.looseObject({ channel: z.string() }), args).channel);
        const kind = { channel: 'channels', group: 'groups', im: 'im', mpim: 'mpim' }[channel.kind];
        if (!caller.installation.scopes.has(`${kind}:read`)) throw missingScope(caller, `${kind}:read`);
        return { channel: conversation(channel, caller) };
      },
    },
    'users.info': {
      needs: ['users:read'],
      answer(args, caller) {
        const wish = readArgs(z.looseObject({ user: z.string(), include_locale: yes.optional() }), args);
        return { user: userPayload(user(caller, wish.user), caller.workspace.id, wish.include_locale ?? false) };
      },
    },
    'usergroups.users.list': {
      needs: ['usergroups:read'],
      answer(args, caller) {
        const { usergroup } = readArgs(z.looseObject({ usergroup: z.string() }), args);
        const found = caller.workspaces.flatMap(({ groups }) => groups.get(usergroup) ?? [])[0];
        if (!found) throw refusal('no_such_subteam');
        return { users: [...found.users] };
      },
    },
    'usergroups.list': {
      needs: ['usergroups:read'],
      answer: (args, { workspaces }) => ({
        usergroups: workspaces.flatMap(({ id, groups }) =>
          [...groups.values()].map((group) => ({
            id: group.id,
            team_id: id,
            name: group.handle,
            handle: group.handle,
            is_usergroup: true,
            ...(readArgs(z.looseObject({ include_users: yes.optional() }), args).include_users && {
              users: [...group.users],
            }),
          })),
        ),
      }),
    },
    'assistant.threads.setStatus': {
      needs: ['chat:write'],
      answer(args, caller) {
        const { channel_id, thread_ts, status } = readArgs(StatusArgs, args);
        const channel = writable(world, caller, channel_id);
        const parent = world.messages.get(messageKey(channel.id, thread_ts));
        if (!parent || parent.deleted) throw refusal('thread_not_found');
        const key = messageKey(channel.id, thread_ts);
        if (status === '') world.statuses.delete(key);
        else world.statuses.set(key, { text: status, at: world.clock.now() });
        return {};
      },
    },
  };
}

const OpenArgs = z.looseObject({
  users: z.string().optional(),
  channel: z.string().optional(),
  return_im: yes.optional(),
});
const StatusArgs = z.looseObject({
  channel_id: z.string(),
  thread_ts: z.string(),
  status: z.string(),
  loading_messages: z.array(z.string()).max(10).optional(),
});

/** As Slack says what a token lacks. */
export const missingScope = ({ installation }: Caller, needed: string) =>
  refusal('missing_scope', { needed, provided: [...installation.scopes].join(',') });

const conversation = (channel: PlayedChannel, caller: Caller): object => ({
  id: channel.id,
  name: channel.name,
  is_channel: channel.kind === 'channel',
  is_group: channel.kind === 'group',
  is_im: channel.kind === 'im',
  is_mpim: channel.kind === 'mpim',
  is_private: channel.kind !== 'channel',
  is_archived: channel.archived,
  is_ext_shared: channel.sharedWith.size > 0,
  is_member: isMember(channel, caller),
  context_team_id: channel.workspaceId,
});
