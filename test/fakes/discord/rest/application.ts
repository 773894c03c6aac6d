import { z } from 'zod';
import { readBody } from '../message-body.ts';
import { channelPayload, guildPayload, interactingMember, userPayload } from '../payloads.ts';
import { botsChannel } from '../places.ts';
import { missingAccess, refusal, unknownChannel } from '../refusal.ts';
import { known, type World } from '../state.ts';
import { directChannel } from '../things.ts';
import type { Answered, Asked, Route } from './serve.ts';

const Recipient = z.object({ recipient_id: z.string() });

export interface GatewayFacts {
  readonly shards: number;
  readonly sessionStarts: number;
}

/** Who the application is, where its gateway is, and the way to people. */
export function applicationRoutes(world: World, facts: GatewayFacts): Route[] {
  const ok = (body: () => unknown) => (): Answered => ({ status: 200, body: body() });
  const bot = () => known(world.users, world.application.botId);
  const me = () => ({ ...userPayload(bot()), mfa_enabled: false, locale: 'en-US', verified: true, email: null });
  return [
    { method: 'GET', pattern: '/gateway', open: true, answer: ok(() => ({ url: world.origin.replace('http', 'ws') })) },
    { method: 'GET', pattern: '/gateway/bot', answer: ok(() => gatewayBot(world, facts)) },
    { method: 'GET', pattern: '/users/@me', answer: ok(me) },
    { method: 'GET', pattern: '/applications/@me', answer: ok(() => application(world)) },
    { method: 'GET', pattern: '/oauth2/applications/@me', answer: ok(() => application(world)) },
    {
      method: 'GET',
      pattern: '/users/@me/guilds',
      answer: ok(() =>
        ownGuilds(world).map(({ id, name }) => ({
          id,
          name,
          icon: null,
          banner: null,
          owner: false,
          permissions: '0',
          features: [],
        })),
      ),
    },
    { method: 'POST', pattern: '/users/@me/channels', answer: (asked) => openDirect(world, asked) },
    { method: 'GET', pattern: '/users/:user', answer: (asked) => user(world, asked) },
    {
      method: 'GET',
      pattern: '/guilds/:guild',
      answer: (asked) => ({ status: 200, body: guildPayload(world, ownGuild(world, asked)) }),
    },
    { method: 'GET', pattern: '/guilds/:guild/members/:user', answer: (asked) => member(world, asked) },
  ];
}

function gatewayBot(world: World, { shards, sessionStarts }: GatewayFacts): object {
  const limit = { total: 1000, remaining: sessionStarts, reset_after: 86_400_000, max_concurrency: 16 };
  return { url: world.origin.replace('http', 'ws'), shards, session_start_limit: limit };
}

function application(world: World): object {
  const { id, name, flags, botId, ownerId, portal } = world.application;
  return {
    id,
    name,
    icon: null,
    description: 'The image studio that lives in your chat.',
    type: null,
    bot: userPayload(known(world.users, botId)),
    owner: userPayload(known(world.users, ownerId)),
    verify_key: '0'.repeat(64),
    flags,
    flags_new: String(flags),
    bot_public: true,
    bot_require_code_grant: false,
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    approximate_guild_count: ownGuilds(world).length,
    approximate_user_install_count: [...world.users.values()].filter(({ installed }) => installed).length,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: [],
    integration_types_config: { '0': {}, '1': {} },
    ...portal,
  };
}

const ownGuilds = (world: World) =>
  [...world.guilds.values()].filter(({ members }) => members.has(world.application.botId));

function ownGuild(world: World, asked: Asked) {
  const guild = ownGuilds(world).find(({ id }) => id === asked.param('guild'));
  if (!guild) throw world.guilds.has(asked.param('guild')) ? missingAccess() : refusal(404, 10004, 'Unknown Guild');
  return guild;
}

function openDirect(world: World, asked: Asked): Answered {
  const { recipient_id } = readBody(Recipient, asked.body);
  if (!world.users.has(recipient_id)) throw refusal(400, 50033, 'Invalid Recipient(s)');
  return { status: 200, body: channelPayload(world, directChannel(world, recipient_id)) };
}

function user(world: World, asked: Asked): Answered {
  const found = world.users.get(asked.param('user'));
  if (!found) throw refusal(404, 10013, 'Unknown User');
  return { status: 200, body: userPayload(found) };
}

function member(world: World, asked: Asked): Answered {
  const guild = ownGuild(world, asked);
  const id = asked.param('user');
  const channel = [...world.channels.values()].find(({ guildId }) => guildId === guild.id);
  if (!channel) throw unknownChannel();
  if (!guild.members.has(id)) throw refusal(404, 10007, 'Unknown Member');
  return { status: 200, body: interactingMember(world, guild, id, botsChannel(world, channel.id)) };
}
