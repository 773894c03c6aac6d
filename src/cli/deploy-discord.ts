import { commands } from '#commands/index.ts';
import { type Application, readApplication } from '#src/chat/discord/registration/application.ts';
import { openCommandLineRest } from '#src/chat/discord/registration/command-line-rest.ts';
import { type Change, deployCommands } from '#src/chat/discord/registration/deploy-commands.ts';
import { installLink } from '#src/chat/discord/registration/install-link.ts';
import { alsoDeployedTo, type DeployedRecord } from '#src/chat/discord/registration/record.ts';
import { sayChanges } from '#src/chat/discord/registration/say-changes.ts';
import type { Config, DiscordConfig } from '#src/config/config.ts';
import { ConfigError } from '#src/config/config-error.ts';
import { asEaselError } from '#src/domain/errors.ts';
import { type Easel, openEasel } from '#src/main.ts';
import { createPinoLog } from '#src/pino-log.ts';
import { openDataFolder } from './data-folder.ts';
import { discordTrouble } from './discord-trouble.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';

export interface DeployFlags {
  readonly dryRun?: boolean;
  readonly remove?: boolean;
}

/** Where the commands that are ours are remembered. */
export const recordsOf = ({ documents }: Pick<Easel, 'documents'>) => documents<DeployedRecord>('discord-commands');

/** Gives Discord the commands it lacks, says what is different, and what to do next. */
export async function deployDiscord(config: Config, flags: DeployFlags): Promise<ExitCode> {
  const { discord } = config;
  if (!discord)
    throw new ConfigError(['DISCORD_TOKEN is not set, so Discord is off; docs/discord.md says where it is.']);
  await openDataFolder(config.dataDir);
  const easel = await openEasel(config, { routes: new Map(), log: createPinoLog('silent') });
  try {
    await deploy(discord, flags, recordsOf(easel));
    return EXIT.done;
  } catch (thrown) {
    const error = asEaselError(thrown);
    if (error.code === 'store-unavailable' || error.code === 'internal') throw thrown;
    const said = discordTrouble(error, discord);
    console.error(said.endsWith('.') ? said : `${said}.`);
    return exitCodeOf(error);
  } finally {
    await easel.close();
  }
}

async function deploy(
  discord: DiscordConfig,
  flags: DeployFlags,
  records: ReturnType<typeof recordsOf>,
): Promise<void> {
  const rest = openCommandLineRest(discord);
  const application = await readApplication(rest, discord.applicationId);
  const scope = { applicationId: application.id, guildId: discord.guildId };
  const wanted = flags.remove ? [] : commands;
  const { dryRun } = flags;
  const changes = await deployCommands({ ...scope, rest, commands: wanted, records, dryRun });
  const elsewhere = await alsoDeployedTo(records, scope);
  console.log(
    [
      `Commands of ${application.botName} in ${placeOf(discord)}:`,
      ...sayChanges(changes).map((line) => `  ${line}`),
      '',
      summary(changes, flags),
      ...elsewhere.map(flags.remove ? still : twice),
      ...(flags.remove || dryRun ? [] : nextSteps(application)),
    ].join('\n'),
  );
}

const placeOf = ({ guildId }: DiscordConfig): string =>
  guildId === undefined ? 'every server' : `the server ${guildId}`;

function summary(changes: readonly Change[], { dryRun }: DeployFlags): string {
  const kinds = ['added', 'changed', 'removed'] as const;
  const counts = kinds.flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  if (counts.length === 0) return 'Nothing changed: everything is as it should be.';
  return dryRun ? `Nothing was sent. Without --dry-run: ${counts.join(', ')}.` : `Done: ${counts.join(', ')}.`;
}

const twice = (place: string): string =>
  `Note: the commands are ${whereOf(place)} too, so people see them twice. ${removalOf(place)} takes those away.`;

const still = (place: string): string =>
  `The commands ${whereOf(place)} are still there. ${removalOf(place)} would take those away too.`;

const whereOf = (place: string): string => (place === 'everywhere' ? 'in every server' : `in the server ${place}`);

const removalOf = (place: string): string =>
  `"easel deploy discord --remove" ${place === 'everywhere' ? 'without DISCORD_GUILD_ID' : `with DISCORD_GUILD_ID=${place}`}`;

const nextSteps = ({ id }: Application): readonly string[] => [
  '',
  `Next: add the bot to a server, if it is not there yet: ${installLink(id)}`,
  'Then start Easel (npm start). Who does not see a new command reloads Discord with Ctrl+R.',
];
