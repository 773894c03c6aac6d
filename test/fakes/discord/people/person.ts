import { ComponentType, InteractionType } from 'discord.js';
import type { ShownModal } from '../interaction.ts';
import { messagePayload } from '../message-payload.ts';
import { tellAgain } from '../messages.ts';
import { type Part, within } from '../parts.ts';
import { memberPayload, userPayload } from '../payloads.ts';
import { may } from '../permissions.ts';
import { known, type PlayedChannel, type PlayedMessage, type PlayedUser, type World } from '../state.ts';
import { directChannel, removeMessage } from '../things.ts';
import { type Asked, act, redeliver } from './act.ts';
import { commandData, findCommand, type OptionValues } from './command-data.ts';
import { type FieldValue, modalData } from './fill-modal.ts';
import { type Said, say } from './say.ts';
import { messagesSeenBy, type SeenMessage } from './view.ts';

type Anything = { readonly id: string };

/** Somebody who uses Discord. What they do resolves with the first answer, or when its time is over. */
export interface Person {
  readonly id: string;
  readonly user: PlayedUser;
  /** A slash command, such as `imagine` or `quota set`. */
  command(channel: PlayedChannel, name: string, options?: OptionValues): Promise<Asked>;
  /** Typing into one option; `options` holds what was filled in before. */
  autocomplete(
    channel: PlayedChannel,
    name: string,
    option: string,
    typed: string,
    options?: OptionValues,
  ): Promise<Asked>;
  /** A button by its label, emoji or custom id. */
  press(message: Anything, button: string): Promise<Asked>;
  /** Values of a select menu by its custom id. */
  select(message: Anything, customId: string, values: readonly string[]): Promise<Asked>;
  /** Sends the form that an answer opened. */
  fill(asked: Asked, values?: Readonly<Record<string, FieldValue>>): Promise<Asked>;
  /** The command under "Apps" of a message, or of a person. */
  messageMenu(message: Anything, label: string): Promise<Asked>;
  personMenu(person: Anything, label: string, channel: PlayedChannel): Promise<Asked>;
  say(channel: PlayedChannel, text: string, more?: Said): Promise<PlayedMessage>;
  /** A direct message to the application. */
  dm(text: string, more?: Said): Promise<PlayedMessage>;
  /** The channel of the direct messages with the application. */
  directMessages(): PlayedChannel;
  /** The event of something asked before, once more. */
  redeliver(asked: Asked): void;
  /** The same of something said. */
  tellAgain(message: PlayedMessage): void;
  deleteMessage(message: Anything): void;
  sees(channel: PlayedChannel, withDeleted?: boolean): SeenMessage[];
}

export function createPerson(world: World, user: PlayedUser): Person {
  const channelOf = (message: PlayedMessage) => known(world.channels, message.channelId);

  /** @throws where the person does not see that message. */
  function visible({ id }: Anything): PlayedMessage {
    const message = known(world.messages, id);
    const sees =
      may(world, user.id, channelOf(message), 'ViewChannel') && (message.ephemeralFor ?? user.id) === user.id;
    if (!sees || message.deleted) throw new Error(`${user.username} does not see that message`);
    return message;
  }

  function useComponent(message: PlayedMessage, part: Part, data: object): Promise<Asked> {
    if (part.disabled) throw new Error(`${part.label ?? part.custom_id} is disabled`);
    const { custom_id, type, id } = part;
    return act(world, {
      type: InteractionType.MessageComponent,
      user,
      channel: channelOf(message),
      data: { custom_id, component_type: type, id, ...data },
      sourceMessageId: message.id,
      message: messagePayload(world, message),
    });
  }

  function findPart(message: PlayedMessage, what: string, types: readonly number[]): Part {
    const parts = [...within(message.components)].filter(({ type }) => types.includes(type));
    const found = parts.find(({ label, custom_id, emoji }) => [label, custom_id, emoji?.name].includes(what));
    if (!found)
      throw new Error(`there is no ${what}, but ${parts.map(({ label, custom_id }) => label ?? custom_id).join(', ')}`);
    return found;
  }

  function menu(
    channel: PlayedChannel,
    label: string,
    type: number,
    target_id: string,
    resolved: object,
  ): Promise<Asked> {
    const command = findCommand(world, user, channel, label, type);
    const data = { id: command.id, name: label, type, target_id, resolved };
    return act(world, { type: InteractionType.ApplicationCommand, user, channel, data });
  }

  async function fill(asked: Asked, values: Readonly<Record<string, FieldValue>> = {}): Promise<Asked> {
    const { interaction } = asked;
    const channel = known(world.channels, interaction.channelId);
    const data = await modalData(world, { user, channel }, modalOf(asked), values);
    const source = interaction.sourceMessageId;
    return act(world, {
      type: InteractionType.ModalSubmit,
      user,
      channel,
      data,
      ...(source !== null && {
        sourceMessageId: source,
        message: messagePayload(world, known(world.messages, source)),
      }),
    });
  }

  return {
    id: user.id,
    user,
    async command(channel, name, options = {}) {
      const data = await commandData(world, { user, channel }, name.split(' '), options);
      return act(world, { type: InteractionType.ApplicationCommand, user, channel, data });
    },
    async autocomplete(channel, name, option, typed, options = {}) {
      const data = await commandData(
        world,
        { user, channel },
        name.split(' '),
        { ...options, [option]: typed },
        option,
      );
      return act(world, { type: InteractionType.ApplicationCommandAutocomplete, user, channel, data });
    },
    async press(message, button) {
      const shown = visible(message);
      return useComponent(shown, findPart(shown, button, [ComponentType.Button]), {});
    },
    async select(message, customId, values) {
      const shown = visible(message);
      return useComponent(shown, findPart(shown, customId, [3, 5, 6, 7, 8]), { values });
    },
    fill,
    async messageMenu(message, label) {
      const shown = visible(message);
      const target = messagePayload(world, shown);
      return menu(channelOf(shown), label, 3, shown.id, { messages: { [shown.id]: target } });
    },
    async personMenu({ id }, label, channel) {
      const guild = channel.guildId === null ? undefined : known(world.guilds, channel.guildId);
      const member = guild && memberPayload(guild, id);
      const users = { [id]: userPayload(known(world.users, id)) };
      return menu(channel, label, 2, id, {
        users,
        ...(member && { members: { [id]: { ...member, permissions: '0' } } }),
      });
    },
    say: (channel, text, more) => say(world, user, channel, text, more),
    dm: (text, more) => say(world, user, directChannel(world, user.id), text, more),
    directMessages: () => directChannel(world, user.id),
    redeliver: (asked) => redeliver(world, asked),
    tellAgain: (message) => tellAgain(world, message),
    deleteMessage: (message) => removeMessage(world, visible(message)),
    sees: (channel, withDeleted) => messagesSeenBy(world, user.id, channel.id, withDeleted),
  };
}

/** The form that an answer opened. @throws where it opened none. */
function modalOf({ modal }: Asked): ShownModal {
  if (!modal) throw new Error('no form was opened');
  return modal;
}
