import type { z } from 'zod';
import type { DiscordConfig } from './config.ts';
import type { Environment } from './environment.ts';
import type { ENVIRONMENT_SCHEMA } from './environment-schema.ts';
import type { FileSettings } from './file-schema.ts';

/** What turns Discord on. */
export const DISCORD_KEY = 'DISCORD_TOKEN';

/** The version is the client library's to choose. */
const HOME = 'https://discord.com/api';

type Variables = z.infer<typeof ENVIRONMENT_SCHEMA>;

/** Discord where it has its token. */
export function discordOf(variables: Variables, { discord }: FileSettings): DiscordConfig | undefined {
  const { DISCORD_TOKEN: token, DISCORD_APPLICATION_ID: applicationId, DISCORD_GUILD_ID: guildId } = variables;
  if (token === undefined) return undefined;
  return {
    token,
    ...(applicationId !== undefined && { applicationId }),
    ...(guildId !== undefined && { guildId }),
    apiUrl: variables.DISCORD_API_URL ?? HOME,
    messageContent: discord.messageContent,
  };
}

/** Variables of Discord that wait for its token, as notices. Takes the environment without blank variables. */
export const discordWithoutToken = (environment: Environment): readonly string[] =>
  environment[DISCORD_KEY] !== undefined
    ? []
    : ['DISCORD_APPLICATION_ID', 'DISCORD_GUILD_ID', 'DISCORD_API_URL']
        .filter((name) => environment[name] !== undefined)
        .map((name) => `${name} is set but ${DISCORD_KEY} is not, so Discord is off.`);
