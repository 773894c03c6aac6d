import type { PlayedDiscord } from '../../../fakes/discord/discord.ts';
import { openDiscord } from '../../../fakes/discord/open-client.ts';
import type { FaultRule } from '../../../fakes/discord/rest/faults.ts';
import { CommandBody } from '../../../fakes/discord/rest/validate-command.ts';
import type { PlayedCommand } from '../../../fakes/discord/state.ts';

export const TOKEN = 'sec-ret.Token_of-a.bot';

/** A played Discord, seen from where commands are registered. */
export interface Portal {
  readonly discord: PlayedDiscord;
  /** For `DISCORD_API_URL`. */
  readonly url: string;
  readonly applicationId: string;
  readonly guildId: string;
  /** Calls that change something. */
  writes(): PlayedDiscord['traffic'];
  /** What Discord has now, everywhere or in a server. */
  commands(guildId?: string): readonly PlayedCommand[];
  /** What somebody else registered, in the place of one of its name and type. */
  put(command: Readonly<Record<string, unknown>>): void;
  /** Another answer to all such calls. */
  instead(method: string, path: string | RegExp, answer: Pick<FaultRule, 'status' | 'body' | 'headers'>): void;
}

export async function openPortal(): Promise<Portal> {
  const discord = await openDiscord({ token: TOKEN, messageContent: true, guild: { name: 'The Studio' } });
  const { world } = discord;
  const commands = (guildId: string | null = null) =>
    [...world.commands.values()].filter((command) => command.guildId === guildId);
  return {
    discord,
    url: discord.apiUrl,
    applicationId: discord.applicationId,
    guildId: discord.guild.id,
    writes: () => discord.traffic.filter(({ method }) => method !== 'GET'),
    commands,
    put(command) {
      const body = CommandBody.parse(command);
      const id = commands().find(({ name, type }) => name === body.name && type === body.type)?.id ?? world.newId();
      world.commands.set(id, { id, guildId: null, name: body.name, type: body.type, body, version: id });
    },
    instead: (method, path, answer) => discord.fail({ method, path, times: Number.POSITIVE_INFINITY, ...answer }),
  };
}
