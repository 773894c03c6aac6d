import { ChannelType, type InteractionType } from 'discord.js';
import { FIRST_ANSWER_MS, type FirstAnswer, type PlayedInteraction, type ShownModal } from '../interaction.ts';
import { interactingChannel, interactingMember, userPayload } from '../payloads.ts';
import { appPermissions, may } from '../permissions.ts';
import { known, type PlayedChannel, type PlayedUser, type World } from '../state.ts';
import { type SeenMessage, seen } from './view.ts';

/** Something a person asked of the application, with what they see of it. */
export interface Asked {
  readonly interaction: PlayedInteraction;
  /** Null where none came in time: "The application did not respond". */
  readonly answer: FirstAnswer | null;
  /** The form that it opened. */
  readonly modal: ShownModal | null;
  readonly choices: readonly { readonly name: string; readonly value: string | number }[];
  /** The message of the answer as it is now, or undefined where there is none. */
  shown(): SeenMessage | undefined;
}

export interface Act {
  readonly type: InteractionType;
  readonly user: PlayedUser;
  readonly channel: PlayedChannel;
  readonly data: object;
  readonly sourceMessageId?: string;
  /** The message it hangs on, as the payload carries it. */
  readonly message?: object;
}

/** Sends an interaction over the gateway; resolves with the first answer, or when its time is over. */
export async function act(world: World, wish: Act): Promise<Asked> {
  const interaction = interactionOf(world, wish);
  world.interactions.set(interaction.id, interaction);
  world.dispatch(
    'INTERACTION_CREATE',
    { guildId: interaction.guildId, channelId: interaction.channelId },
    interaction.payload,
  );
  world.changed();
  await firstAnswer(world, interaction);
  return asked(world, interaction);
}

/** The very same event again, as the gateway sometimes delivers it. */
export function redeliver(world: World, { interaction }: Asked): void {
  world.dispatch(
    'INTERACTION_CREATE',
    { guildId: interaction.guildId, channelId: interaction.channelId },
    interaction.payload,
  );
}

function asked(world: World, interaction: PlayedInteraction): Asked {
  const { answer } = interaction;
  return {
    interaction,
    answer,
    modal: answer?.kind === 'modal' ? answer.modal : null,
    choices: answer?.kind === 'choices' ? answer.choices : [],
    shown() {
      const message = interaction.originalId ? world.messages.get(interaction.originalId) : undefined;
      return message && seen(world, message);
    },
  };
}

function firstAnswer(world: World, interaction: PlayedInteraction): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      forget();
      deadline.stop();
      resolve();
    };
    const forget = world.onChange(() => interaction.answer && done());
    const deadline = world.clock.after(FIRST_ANSWER_MS, done);
  });
}

function interactionOf(world: World, { type, user, channel, data, sourceMessageId, message }: Act): PlayedInteraction {
  const guild = channel.guildId === null ? undefined : known(world.guilds, channel.guildId);
  const owners = ownersOf(world, channel, user);
  const userInstallOnly = !('0' in owners);
  const id = world.newId();
  const token = `played-token-${id}-${'x'.repeat(140)}`;
  const attachmentSizeLimit = Math.max(user.uploadLimit, guild?.uploadLimit ?? 0);
  const payload = {
    id,
    application_id: world.application.id,
    type,
    token,
    version: 1,
    data,
    channel_id: channel.id,
    channel: interactingChannel(world, user.id, channel),
    ...(guild
      ? {
          guild_id: guild.id,
          guild: { id: guild.id, locale: guild.locale, features: [] },
          guild_locale: guild.locale,
          member: interactingMember(world, guild, user.id, channel),
        }
      : { user: userPayload(user) }),
    ...(message && { message }),
    app_permissions: String(appPermissions(world, channel)),
    locale: user.locale,
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: owners,
    context: guild ? 0 : channel.recipients.includes(world.application.botId) ? 1 : 2,
    attachment_size_limit: attachmentSizeLimit,
  };
  return {
    id,
    token,
    type,
    createdAt: world.clock.now(),
    userId: user.id,
    channelId: channel.id,
    guildId: channel.guildId,
    attachmentSizeLimit,
    userInstallOnly,
    answersHidden: userInstallOnly && guild !== undefined && !may(world, user.id, channel, 'UseExternalApps'),
    payload,
    sourceMessageId: sourceMessageId ?? null,
    claimed: false,
    answer: null,
    originalId: null,
    followUps: 0,
  };
}

/** Who let the application in there: the server, the person, or both. @throws where nobody did. */
function ownersOf(world: World, channel: PlayedChannel, user: PlayedUser): Record<string, string> {
  const guild = channel.guildId === null ? undefined : known(world.guilds, channel.guildId);
  const { botId } = world.application;
  const byGuild = guild?.members.has(botId) ? { '0': guild.id } : {};
  const byDirect = channel.type === ChannelType.DM && channel.recipients.includes(botId) ? { '0': '0' } : {};
  const owners = { ...byGuild, ...byDirect, ...(user.installed && { '1': user.id }) };
  if (Object.keys(owners).length === 0)
    throw new Error(`the application is installed neither there nor for ${user.username}`);
  return owners;
}
