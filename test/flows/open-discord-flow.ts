import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { accountIdOf } from '#src/app/accept-job.ts';
import type { Parts } from '#src/app/parts.ts';
import type { Route } from '#src/app/route.ts';
import type { Config } from '#src/config/config.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { connectDiscord } from '#src/connect-discord.ts';
import type { Job } from '#src/domain/job.ts';
import { openEasel } from '#src/main.ts';
import type { Clock } from '#src/ports/clock.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { registerCommands } from '../crash/register-commands.ts';
import { type DiscordOptions, type PlayedDiscord, startDiscord } from '../fakes/discord/discord.ts';
import type { Asked } from '../fakes/discord/people/act.ts';
import type { Person } from '../fakes/discord/people/person.ts';
import type { SeenMessage } from '../fakes/discord/people/view.ts';
import type { PlayedChannel } from '../fakes/discord/state.ts';
import { createSilentLog } from '../fakes/silent-log.ts';
import { whoseOf } from '../fakes/whose.ts';
import { openAiAt } from './open-flow.ts';

export type DiscordFlow = Awaited<ReturnType<typeof openDiscordFlow>>;

export interface DiscordFlowOptions {
  /** Where people already talk, for a restart. */
  readonly discord?: PlayedDiscord;
  readonly played?: DiscordOptions;
  /** Data of an earlier flow, for a restart. */
  readonly dataDir?: string;
  readonly simulator?: Awaited<ReturnType<typeof startSimulator>>;
  /** Variables of other providers and more, given the simulator's address. */
  readonly env?: (url: string) => Readonly<Record<string, string>>;
  readonly change?: (config: Config) => Config;
  /** Stands between the engine and its parts. */
  readonly wrap?: (parts: Parts) => Parts;
  /** Of the platform; the engine's own goes by `wrap`. */
  readonly clock?: Clock;
}

/** The whole bot on a played Discord, with the simulator as OpenAI: real discord.js, SDK, store and queue between them. */
export async function openDiscordFlow({
  discord: talk,
  played = {},
  dataDir,
  simulator,
  env: more = openAiAt,
  change = (config) => config,
  wrap = (parts) => parts,
  clock,
}: DiscordFlowOptions = {}) {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'easel-discord-')));
  const provider = simulator ?? (await startSimulator({ paceMs: 0 }));
  const discord = talk ?? (await startDiscord(played));
  const env = {
    EASEL_DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    ...more(provider.url),
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
  };
  const config = change(loadConfig({ env, cwd: folder }));
  const log = createSilentLog();
  const routes = new Map<string, Route>();
  const easel = await openEasel(config, { routes, log, wrap });
  if (!config.discord) throw new Error('The flow is without Discord.');
  const platform = connectDiscord(config.discord, clock ? { ...easel, clock } : easel);
  routes.set(platform.id, platform);
  await registerCommands(discord, easel);
  await easel.engine.start();
  await platform.start(easel.engine.handle, easel.engine.gone);

  return {
    discord,
    platform,
    easel,
    simulator: provider,
    dataDir: folder,
    log,
    shown,
    ended,
    answered,
    jobs,
    balance,
    stop,
    close,
  };

  /** The first message of ours in a place, as somebody sees it, that is what is looked for. */
  async function shown(
    person: Person,
    isIt: (message: SeenMessage) => boolean,
    channel: PlayedChannel = discord.channel,
  ): Promise<SeenMessage> {
    const isThat = (message: SeenMessage) => message.ours && isIt(message);
    const found = await discord.until(() => person.sees(channel).find(isThat), PATIENCE_MS);
    if (isResult(found)) await noted(person, channel);
    return found;
  }

  /** A result is shown a moment before that is noted. */
  function noted(person: Someone, channel?: PlayedChannel): Promise<void> {
    return vi.waitFor(
      async () => {
        const states = (await jobs(person, channel)).map(({ state }) => state);
        if (states.includes('delivering')) throw new Error('That it was shown has not been noted yet.');
      },
      { timeout: PATIENCE_MS, interval: 5 },
    );
  }

  /** The end of something asked, where it was asked: in the message that said it arrived, or in one for the asker alone. */
  async function ended(asked: Asked | Promise<Asked>, isIt = isEnd): Promise<SeenMessage> {
    const { interaction, shown: first } = await asked;
    const answers = () => [
      first(),
      ...discord
        .messagesSeenBy({ id: interaction.userId }, { id: interaction.channelId })
        .filter(({ interactionId, ephemeral }) => ephemeral && interactionId === interaction.id),
    ];
    const isThat = (message: SeenMessage | undefined) => message && !message.deleted && isIt(message);
    const found = await discord.until(() => answers().find(isThat), PATIENCE_MS);
    const channel = discord.world.channels.get(interaction.channelId);
    if (isResult(found)) await noted({ id: interaction.userId }, channel);
    return found;
  }

  /** The end of what a person's message asked for, as the answer to it. */
  function answered(person: Person, said: { readonly id: string; readonly channelId: string }): Promise<SeenMessage> {
    const channel = discord.world.channels.get(said.channelId);
    if (!channel) throw new Error('That was said nowhere.');
    return shown(person, (message) => message.repliesTo === said.id && isEnd(message), channel);
  }

  /** A person's jobs, newest first. */
  async function jobs(person: Someone, channel: PlayedChannel = discord.channel): Promise<readonly Job[]> {
    return easel.jobs.byAccount(accountOf(person, channel), 50);
  }

  async function balance(person: Person, channel: PlayedChannel = discord.channel) {
    const { available, held } = await easel.engine.balance(whoseOf(accountOf(person, channel)));
    return { available, held };
  }

  /** Ends this process's part and leaves the data, Discord and the provider for the next one. */
  async function stop(): Promise<void> {
    await platform.stop();
    await easel.engine.stop(5000);
    await easel.close();
  }

  async function close(): Promise<void> {
    await stop();
    await discord.close();
    await provider.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const PATIENCE_MS = 15_000;

type Someone = Pick<Person, 'id'>;

const accountOf = ({ id }: Someone, { guildId }: PlayedChannel): string =>
  accountIdOf(guildId === null ? 'discord:dm' : `discord:${guildId}`, id);

/** Not on its way any more, whatever came of it. */
export const isEnd = ({ loading, text }: SeenMessage): boolean => !loading && !/[▰▱]|^Starting …/.test(text);

/** A finished result: pictures at full size and what can be done next. */
export const isResult = ({ files, buttons }: SeenMessage): boolean =>
  files.some((file) => file.in === 'gallery') && buttons.some(({ label }) => label === 'Reroll');

/** The label of every button, in order. */
export const labelsOf = ({ buttons }: SeenMessage): readonly string[] => buttons.map(({ label }) => label);

/** What a person reads: Discord leaves out the marks before characters that would otherwise mean something. */
export const readOf = ({ text }: SeenMessage): string => text.replace(/\\([^\p{L}\p{N}\s])/gu, '$1');
