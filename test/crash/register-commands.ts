import { commands } from '#commands/index.ts';
import { deployCommands } from '#src/chat/discord/registration/deploy-commands.ts';
import type { DeployedRecord } from '#src/chat/discord/registration/record.ts';
import type { Easel } from '#src/main.ts';
import { restOf } from '../fakes/discord/open-client.ts';
import { readEasel } from './read-easel.ts';

type Registry = Parameters<typeof restOf>[0] & { readonly applicationId: string };

/** Tells Discord all commands, as `easel deploy` does. */
export const registerCommands = (discord: Registry, { documents }: Pick<Easel, 'documents'>) =>
  deployCommands({
    rest: restOf(discord),
    applicationId: discord.applicationId,
    commands,
    records: documents<DeployedRecord>('discord-commands'),
  });

/** The same, remembered in a folder that no process has open. */
export const registerFrom = (folder: string, discord: Registry) =>
  readEasel(folder, (easel) => registerCommands(discord, easel));
