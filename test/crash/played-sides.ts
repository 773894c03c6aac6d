import { type CountingProvider, countedAt, startCountingProvider } from '../fakes/counting-provider.ts';
import { type PlayedDiscord, startDiscord } from '../fakes/discord/discord.ts';
import { type PlayedSlack, startSlack } from '../fakes/slack/slack.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { type Asker, discordAsker, slackAsker } from './askers.ts';

/** Everything outside of Easel: two platforms with people on them, and providers that count. */
export interface PlayedSides {
  readonly provider: CountingProvider;
  /** Half of them on Discord, half on Slack; each asks for one picture in a channel of their own. */
  readonly askers: readonly Asker[];
  /** Variables that lead Easel there. */
  readonly variables: Readonly<Record<string, string>>;
  /** Resolves once Easel hears both platforms. */
  connected(): Promise<void>;
  /** Holds the so-manieth post of a picture on its way in. */
  holdPosts(count: number): { readonly arrived: Promise<void>; release(): void };
  /** Calls once so many pictures stand on both platforms together. @returns what forgets it. */
  onPost(count: number, call: () => void): () => void;
  close(): Promise<void>;
}

const CONNECTED_MS = 20_000;
const SIZE = { width: 64, height: 64 };

export async function openSides(people: number, drawMs: number): Promise<PlayedSides> {
  const provider = await startCountingProvider({ picture: await pngOf({ ...SIZE, noise: true }), drawMs });
  const discord = await startDiscord();
  const slack = await startSlack({ transport: 'socket' });
  const askers = Array.from({ length: people }, (_, index) =>
    index % 2 === 0 ? discordAsker(discord, index) : slackAsker(slack, index),
  );
  return {
    provider,
    askers,
    variables: { ...countedAt(provider.url), ...discordAt(discord), ...slackAt(slack) },
    async connected() {
      await discord.until(
        () => discord.commands.length > 0 && discord.gateway.sessions.some(({ socket }) => socket),
        CONNECTED_MS,
      );
      await slack.until(() => slack.sockets.connections() > 0, CONNECTED_MS);
    },
    holdPosts: (count) => holdPosts(discord, slack, count),
    onPost: (count, call) => onPost(discord, slack, count, call),
    async close() {
      await Promise.all([discord.close(), slack.close(), provider.close()]);
    },
  };
}

const discordAt = ({ token, apiUrl, guild }: PlayedDiscord) => ({
  DISCORD_TOKEN: token,
  DISCORD_API_URL: apiUrl,
  DISCORD_GUILD_ID: guild.id,
});

const slackAt = ({ token, app, apiUrl }: PlayedSlack) => ({
  SLACK_BOT_TOKEN: token,
  SLACK_APP_TOKEN: app.appToken,
  SLACK_API_URL: apiUrl,
});

const hasPicture = ({ blocks }: { readonly blocks?: unknown }): boolean =>
  JSON.stringify(blocks ?? '').includes('slack_file');

function holdPosts(discord: PlayedDiscord, slack: PlayedSlack, count: number) {
  let left = count;
  const isLast = (isPost: boolean): boolean => {
    if (isPost) left -= 1;
    return isPost && left === 0;
  };
  const held = [
    discord.hold({ when: (files) => isLast(files > 0) }),
    slack.hold({ method: 'chat.postMessage', when: (args) => isLast(hasPicture(args)) }),
  ];
  return {
    arrived: Promise.race(held.map(({ arrived }) => arrived)),
    release: () => held.forEach(({ release }) => void release()),
  };
}

function onPost(discord: PlayedDiscord, slack: PlayedSlack, count: number, call: () => void): () => void {
  const posts = () =>
    [...discord.world.messages.values()].filter(({ files }) => files.length > 0).length +
    [...slack.world.messages.values()].filter(hasPicture).length;
  const look = () => {
    if (posts() < count) return;
    stop();
    call();
  };
  const forget = [discord.world.onChange(look), slack.world.onChange(look)];
  const stop = () => forget.forEach((one) => void one());
  return stop;
}
