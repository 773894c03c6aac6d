import { commands } from '#commands/index.ts';
import { type Application, readApplication } from '#src/chat/discord/registration/application.ts';
import { openCommandLineRest } from '#src/chat/discord/registration/command-line-rest.ts';
import { deployCommands } from '#src/chat/discord/registration/deploy-commands.ts';
import { installLink } from '#src/chat/discord/registration/install-link.ts';
import { sayChanges } from '#src/chat/discord/registration/say-changes.ts';
import { serverName } from '#src/chat/discord/registration/server-name.ts';
import type { DiscordConfig } from '#src/config/config.ts';
import type { Easel } from '#src/main.ts';
import { recordsOf } from './deploy-discord.ts';
import { discordTrouble } from './discord-trouble.ts';
import { type Finding, REACH_MS } from './doctor-finding.ts';

type Said = Omit<Finding, 'part'>;
type Rest = ReturnType<typeof openCommandLineRest>;

/** Whether Discord knows the token, what is switched on for it there, and whether people see the commands as they are now. */
export async function checkDiscord(
  discord: DiscordConfig,
  easel: Pick<Easel, 'documents'>,
): Promise<readonly Finding[]> {
  return (await look(discord, easel)).map((said) => ({ part: 'discord', ...said }));
}

async function look(discord: DiscordConfig, easel: Pick<Easel, 'documents'>): Promise<readonly Said[]> {
  const rest = openCommandLineRest({ ...discord, timeoutMs: REACH_MS });
  try {
    const application = await readApplication(rest, discord.applicationId);
    const server = discord.guildId === undefined ? [] : [await inServer(rest, discord, discord.guildId)];
    const isThere = server.every(({ state }) => state === 'ok');
    return [
      { state: 'ok', says: `Discord accepts DISCORD_TOKEN: ${application.botName}, application ${application.id}` },
      ...portal(application),
      reading(application, discord),
      ...server,
      ...(isThere ? [await registered(rest, application, discord, easel)] : []),
      { state: 'ok', says: `add the bot to a server: ${installLink(application.id)}` },
    ];
  } catch (thrown) {
    return [{ state: 'FAIL', says: discordTrouble(thrown, discord) }];
  }
}

/** Settings of the developer portal that keep everything from working. */
const portal = ({ hasEndpoint, installable }: Application): readonly Said[] => [
  ...(hasEndpoint
    ? [
        fails(
          'the application has an Interactions Endpoint URL, so no command reaches Easel: clear it under General Information in the developer portal',
        ),
      ]
    : []),
  ...(installable.inServers
    ? []
    : [
        fails(
          'the application cannot be added to servers: tick Guild Install under Installation in the developer portal',
        ),
      ]),
];

function reading({ messageContent: granted }: Application, { messageContent: asked }: DiscordConfig): Said {
  if (!asked)
    return { state: 'ok', says: 'of messages it reads those that mention it or reply to it, and direct messages' };
  if (granted) return { state: 'ok', says: "of messages it reads also plain words in Easel's threads" };
  const says =
    'discord.messageContent is on, but Discord does not grant it: switch on Message Content Intent under Bot in the developer portal';
  return { state: 'note', says };
}

async function inServer(rest: Rest, discord: DiscordConfig, guildId: string): Promise<Said> {
  try {
    return { state: 'ok', says: `it is in the server of DISCORD_GUILD_ID, ${await serverName(rest, guildId)}` };
  } catch (thrown) {
    return fails(discordTrouble(thrown, discord));
  }
}

async function registered(
  rest: Rest,
  { id }: Application,
  discord: DiscordConfig,
  easel: Pick<Easel, 'documents'>,
): Promise<Said> {
  const scope = { applicationId: id, guildId: discord.guildId };
  const changes = await deployCommands({ ...scope, rest, commands, records: recordsOf(easel), dryRun: true });
  const different = changes.filter(({ kind }) => kind !== 'unchanged');
  const where = discord.guildId === undefined ? 'every server' : 'that server';
  if (different.length === 0) return { state: 'ok', says: `all ${changes.length} commands are registered in ${where}` };
  const says = `commands in ${where} are not up to date; run "easel deploy discord": ${sayChanges(different).join('; ')}`;
  return { state: different.some(({ kind }) => kind === 'added') ? 'FAIL' : 'note', says };
}

const fails = (says: string): Said => ({ state: 'FAIL', says });
