import {
  ApplicationCommandOptionType,
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

const MAX_DESCRIPTION = 100;

/**
 * Everything people can say, as Discord's commands: one slash command each, and a menu where a command has one. Commands of two
 * words, such as `quota set`, are the subcommands of one.
 */
export function commandBodies(commands: readonly Command[]): RESTPostAPIApplicationCommandsJSONBody[] {
  const families = Map.groupBy(commands, ({ name }) => rootOf(name));
  return [...families].flatMap(([root, family]) => [
    ...(family.some(isSubcommand) ? [parentOf(root, family.filter(isSubcommand))] : family.map(slashCommand)),
    ...family.flatMap(menuOf),
  ]);
}

const rootOf = (name: string): string => name.split(' ', 1)[0] ?? name;

const isSubcommand = ({ name }: Command): boolean => name.includes(' ');

/** It cannot be used alone, so it says what there is. Only what all of it keeps to moderators is kept to them by Discord itself. */
function parentOf(name: string, family: readonly Command[]): RESTPostAPIChatInputApplicationCommandsJSONBody {
  const who = family.every((command) => command.who === 'moderators') ? 'moderators' : 'everyone';
  return {
    type: ApplicationCommandType.ChatInput,
    name,
    ...nameIn(name),
    description: family
      .map((command) => lastOf(command.name))
      .join(', ')
      .slice(0, MAX_DESCRIPTION),
    options: family.map((command) => ({
      type: ApplicationCommandOptionType.Subcommand as const,
      name: lastOf(command.name),
      ...nameIn(lastOf(command.name)),
      description: command.description,
      ...sentenceIn(command.description),
      options: optionBodies(command),
    })),
    ...whereAndWho({ who }),
  };
}

const lastOf = (name: string): string => name.slice(rootOf(name).length + 1);

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
