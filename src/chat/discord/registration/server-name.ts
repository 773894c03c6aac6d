import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { registrationError } from './discord-error.ts';

const GUILD = z.object({ name: z.string() });

/**
 * The name of a server the bot is in.
 * @throws {EaselError} `not-allowed` where it is not in it, or there is no such server.
 */
export async function serverName(rest: REST, guildId: string): Promise<string> {
  try {
    return GUILD.parse(await rest.get(Routes.guild(guildId))).name;
  } catch (thrown) {
    throw registrationError(thrown, guildId);
  }
}
