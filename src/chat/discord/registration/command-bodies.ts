import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type RESTPostAPIApplicationCommandsJSONBody,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
  type RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord.js';
import type { Command } from '#src/ports/command.ts';
import { optionBodies } from './option-bodies.ts';
import { nameIn, sentenceIn } from './translate.ts';

/** Everything people can say, as Discord's commands: one slash command each, and a menu where a command has one. */
export const commandBodies = (commands: readonly Command[]): RESTPostAPIApplicationCommandsJSONBody[] =>
  commands.flatMap((command) => [slashCommand(command), ...menuOf(command)]);

function slashCommand(command: Command): RESTPostAPIChatInputApplicationCommandsJSONBody {
  const { name, description } = command;
  return {
    type: ApplicationCommandType.ChatInput,
    name,
    ...nameIn(name),
    description,
    ...sentenceIn(description),
    options: optionBodies(command),
    ...whereAndWho(command),
  };
}

function menuOf({ menu, who }: Command): readonly RESTPostAPIContextMenuApplicationCommandsJSONBody[] {
  if (!menu) return [];
  const type = menu.on === 'picture' ? ApplicationCommandType.Message : ApplicationCommandType.User;
  return [{ type, name: menu.label, ...nameIn(menu.label), ...whereAndWho({ who }) }];
}

/** What only moderators may do makes sense in servers alone; administrators can open it to others there. */
function whereAndWho({ who }: Pick<Command, 'who'>) {
  const { Guild, BotDM, PrivateChannel } = InteractionContextType;
  const { GuildInstall, UserInstall } = ApplicationIntegrationType;
  if (who === 'everyone')
    return { contexts: [Guild, BotDM, PrivateChannel], integration_types: [GuildInstall, UserInstall] };
  return {
    contexts: [Guild],
    integration_types: [GuildInstall],
    default_member_permissions: String(PermissionFlagsBits.ManageGuild),
  };
}
