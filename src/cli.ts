import { Command, Option } from 'commander';
import { readEnvironment } from '#src/config/environment.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { ROLES } from '#src/config/roles.ts';
import type { HealthFlags } from './cli/ask-health.ts';
import type { BatchFlags } from './cli/batch/make-batch.ts';
import { addPictureOptions, addServerOptions } from './cli/command-options.ts';
import type { DeployFlags } from './cli/deploy-discord.ts';
import type { SlackFlags } from './cli/deploy-slack.ts';
import { EXIT, type ExitCode } from './cli/exit-codes.ts';
import { collect, shardNumbers, wholeNumber } from './cli/flag-values.ts';
import type { KeyFlags } from './cli/keys.ts';
import type { AvatarFlags } from './cli/make-avatar.ts';
import type { MakeFlags } from './cli/make-pictures.ts';
import type { MigrateFlags } from './cli/migrate.ts';
import type { PauseFlags } from './cli/pause.ts';
import type { RemoteMakeFlags } from './cli/remote/make-remotely.ts';
import { serverOf } from './cli/remote/server-of.ts';
import { reportFailure } from './cli/report-failure.ts';
import type { StartFlags } from './cli/run-server.ts';

/** The command line. Every command loads only what it needs, so that `easel models` answers at once. */
const program = new Command('easel')
  .description("The image studio that lives in your team's chat.")
  .exitOverride()
  .showHelpAfterError('Add --help for what is possible.')
  .configureHelp({ showGlobalOptions: true });

const LAST_WORDS_MS = 500;

const LISTS = ['csv', 'jsonl', 'lines'];

let exitCode: ExitCode = EXIT.done;

const config = () => {
  const cwd = process.cwd();
  return loadConfig({ env: readEnvironment(cwd), cwd });
};

program
  .command('start')
  .description('start the playground, the HTTP server and everything that is configured')
  .addOption(new Option('--role <role>', 'one part of several processes (docs/fleet.md)').choices(ROLES))
  .option('--shards <numbers>', 'which shards of Discord this gateway serves, such as 0,1', shardNumbers)
  .option('--shard-count <number>', 'how many shards all gateways have together', wholeNumber)
  .action(async (flags: StartFlags) => {
    const { runServer } = await import('./cli/run-server.ts');
    exitCode = await runServer(config(), flags);
  });

addServerOptions(
  addPictureOptions(program.command('generate').argument('<prompt>').description('make pictures from words')),
).action(async (prompt: string, flags: RemoteMakeFlags) => {
  exitCode = (await remotely('generations', prompt, flags)) ?? (await here('imagine', prompt, flags));
});

addServerOptions(
  addPictureOptions(program.command('edit').argument('[prompt]').description('change pictures by words')),
)
  .option('--image <file>', 'a picture to start from; repeat it for several', collect)
  .option('--mask <file>', 'what may change: a part erased, white on black, or a copy with that part drawn over')
  .option(
    '--region <words>',
    'what may change, in words: "top third", "C2-F5", "box 10,20,60,80"; grid draws the cells',
  )
  .option('--scale <times>', 'how many times as large, for --mode upscale', wholeNumber)
  .addOption(new Option('--fidelity <level>', 'keep faces, logos and fine detail').choices(['high', 'low']))
  .action(async (prompt: string | undefined, flags: RemoteMakeFlags) => {
    exitCode = (await remotely('edits', prompt ?? '', flags)) ?? (await here('edit', prompt ?? '', flags));
  });

addPictureOptions(
  program.command('avatar').description('make a portrait by what somebody tells of themselves, and variations'),
)
  .option('--name <name>', 'their name')
  .option('--bio <words>', 'a few words about them; repeat it for more', collect)
  .option('--gender <word>', 'in their own word, or none')
  .option('--count <number>', 'how many variations: 4, 8 or more fours', wholeNumber)
  .action(async (flags: AvatarFlags) => {
    const { makeAvatar } = await import('./cli/make-avatar.ts');
    exitCode = await makeAvatar(flags, config());
  });

addServerOptions(
  addPictureOptions(
    program
      .command('batch')
      .argument('<file>')
      .description('make a list of prompts: CSV, JSON lines or a prompt a line'),
  ),
)
  .addOption(new Option('--list <kind>', 'how the list is written, where its name does not say it').choices(LISTS))
  .option('--resume', 'only go on with what was begun')
  .option('--again', 'make a list anew that was made before')
  .action(async (file: string, flags: BatchFlags) => {
    const { runBatchHere } = await import('./cli/batch/run-batch-command.ts');
    const { runBatchThere } = await import('./cli/batch/run-batch-there.ts');
    exitCode =
      serverOf(flags) === undefined ? await runBatchHere(file, flags, config()) : await runBatchThere(file, flags);
  });

program
  .command('models')
  .description('list the models and what each can do')
  .option('--provider <name>', 'only this provider')
  .option('--mode <mode>', 'only models that can do this')
  .option('--json', 'as JSON')
  .action(async (flags: { provider?: string; mode?: string; json?: boolean }) => {
    const { listModels } = await import('./cli/list-models.ts');
    exitCode = listModels(config(), flags);
  });

program
  .command('credits')
  .description('show what a person has left, and the last movements')
  .option('--user <name>', 'whose', 'cli')
  .option('--json', 'as JSON')
  .action(async (flags: { user: string; json?: boolean }) => {
    const { showCredits } = await import('./cli/show-credits.ts');
    exitCode = await showCredits(config(), flags);
  });

const keys = program.command('keys').description('keys of the HTTP API, each with an account of its own');

keys
  .command('create <name>')
  .description('make a key and print it, once')
  .option(
    '--trusted',
    'it may ask in the names of members: user discord:SERVER:MEMBER, slack:TEAM:MEMBER, playground:NAME',
  )
  .option('--per-minute <number>', 'how many requests a minute, 600 unless said', wholeNumber)
  .option('--allowance <credits>', 'what it has in a period, instead of what everybody has', wholeNumber)
  .action(async (name: string, flags: KeyFlags) => {
    const { createKey } = await import('./cli/keys.ts');
    exitCode = await createKey(config(), name, flags);
  });

keys
  .command('list')
  .description('show the keys, without what makes them work')
  .option('--json', 'as JSON')
  .action(async (flags: { json?: boolean }) => {
    const { listKeys } = await import('./cli/keys.ts');
    exitCode = await listKeys(config(), flags);
  });

keys
  .command('revoke <name>')
  .description('refuse a key from now on, in every process')
  .action(async (name: string) => {
    const { revokeKey } = await import('./cli/keys.ts');
    exitCode = await revokeKey(config(), name);
  });

keys
  .command('link <name> <code>')
  .description("join a key's credits with those of somebody who was given a code by /link in a chat")
  .action(async (name: string, code: string) => {
    const { linkKey } = await import('./cli/keys.ts');
    exitCode = await linkKey(config(), name, code);
  });

program
  .command('pause')
  .description('stop new calls of providers at once, on every process')
  .option('--reason <words>', 'what members are told', '')
  .option('--cancel', 'also cancel what runs and waits')
  .option('--tenant <id>', 'only one server or workspace, such as discord:4711')
  .action(async (flags: PauseFlags) => {
    const { pauseEasel } = await import('./cli/pause.ts');
    exitCode = await pauseEasel(config(), flags);
  });

program
  .command('resume')
  .description('end a pause')
  .option('--tenant <id>', 'only one server or workspace')
  .action(async (flags: { tenant?: string }) => {
    const { resumeEasel } = await import('./cli/pause.ts');
    exitCode = await resumeEasel(config(), flags);
  });

program
  .command('migrate')
  .description('move all records into another, empty store: SQLite, Redis or Postgres')
  .option('--from <address>', 'the store that is moved; DATABASE_URL unless given')
  .option('--to <address>', 'the empty store they go to, such as postgres://user:password@host/easel')
  .option('--resume', 'go on with a copy that was broken off')
  .option('--reopen', 'let Easel start again on a store that was moved away')
  .action(async (flags: MigrateFlags) => {
    const { migrate } = await import('./cli/migrate.ts');
    exitCode = await migrate(config(), flags, process.cwd());
  });

program
  .command('doctor')
  .description('say what is configured, what is missing, and reach every configured service')
  .action(async () => {
    const { runDoctor } = await import('./cli/doctor.ts');
    exitCode = await runDoctor(config());
  });

program
  .command('health')
  .description('ask the Easel that runs on this machine whether it lives: exit code 0 where it does, else 1')
  .option('--ready', 'ask whether it can do its work, and say what keeps it from it')
  .action(async (flags: HealthFlags) => {
    const { askHealth } = await import('./cli/ask-health.ts');
    exitCode = await askHealth(config(), flags);
  });

const deploy = program.command('deploy').description('give a chat platform the commands');

deploy
  .command('discord')
  .description('say how the commands at Discord differ, and bring them up to date')
  .option('--dry-run', 'only say it')
  .option('--remove', "take Easel's commands away again")
  .action(async (flags: DeployFlags) => {
    const { deployDiscord } = await import('./cli/deploy-discord.ts');
    exitCode = await deployDiscord(config(), flags);
  });

deploy
  .command('slack')
  .description("print the app's manifest for Slack, and what to do with it")
  .option('--socket', 'for Socket Mode, which needs no public address')
  .addOption(new Option('--http', 'for calls to PUBLIC_BASE_URL').conflicts('socket'))
  .option('--json', 'as JSON (unless said otherwise)')
  .addOption(new Option('--yaml', 'as YAML').conflicts('json'))
  .option('--plain-replies', 'also ask to read answers in threads that do not mention Easel')
  .option('--moderator-group', 'also ask to read user groups, one of which may moderate')
  .option('--public-channels', 'also ask to show results in public channels without an invitation')
  .action(async (flags: SlackFlags) => {
    const { deploySlack } = await import('./cli/deploy-slack.ts');
    exitCode = deploySlack(config(), flags);
  });

program
  .command('simulate')
  .description('run only the simulator, for OPENAI_BASE_URL of other programs')
  .option('--port <number>', 'port on 127.0.0.1', wholeNumber, 8788)
  .option('--pace <ms>', 'how long a picture takes', wholeNumber, 1200)
  .action(async (flags: { port: number; pace: number }) => {
    const { runSimulator } = await import('./cli/run-simulator.ts');
    exitCode = await runSimulator(flags);
  });

try {
  await program.parseAsync();
} catch (error) {
  exitCode = reportFailure(error, { raw: process.argv.includes('--raw') });
}
// Set, not called: output that is still being written is not cut off.
process.exitCode = exitCode;
// A provider that never answers has had its time by now, and must not hold the process.
setTimeout(() => process.exit(), LAST_WORDS_MS).unref();

/** By the server that is named, where one is. */
async function remotely(operation: 'generations' | 'edits', prompt: string, flags: RemoteMakeFlags) {
  if (serverOf(flags) === undefined) return undefined;
  const { makeRemotely } = await import('./cli/remote/make-remotely.ts');
  return makeRemotely(operation, prompt, flags);
}

async function here(command: 'imagine' | 'edit', prompt: string, flags: MakeFlags): Promise<ExitCode> {
  const { makePictures } = await import('./cli/make-pictures.ts');
  return makePictures(command, prompt, flags, config());
}
