import { describe, expect, it, vi } from 'vitest';
import { commands } from '#commands/index.ts';
import type { PlayedDiscord } from '../fakes/discord/discord.ts';
import { openDiscord } from '../fakes/discord/open-client.ts';
import { openWorkplace, type Started } from './run-easel.ts';

function start({ token, apiUrl }: PlayedDiscord, env: Readonly<Record<string, string>> = {}): Started {
  const settings = { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl, PORT: '0', LOG_LEVEL: 'silent' };
  return openWorkplace({ ...settings, ...env }).start('start');
}

/** The address, once the start screen is there. */
const listening = ({ stdout }: Started): Promise<string> =>
  vi.waitFor(
    () => {
      const [url] = /http:\/\/127\.0\.0\.1:\d+(?=[\s\S]*Ctrl\+C)/.exec(stdout()) ?? [];
      if (!url) throw new Error('It does not listen yet.');
      return url;
    },
    { timeout: 10_000, interval: 10 },
  );

const ready = async (url: string) => (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) })).json();
const slashes = ({ commands: registered }: PlayedDiscord) => registered.filter(({ type }) => type === 1);

async function endsCleanly(started: Started): Promise<void> {
  started.child.kill('SIGTERM');
  expect(await started.ended).toMatchObject({ code: 0, stderr: '' });
}

describe('easel start with Discord', () => {
  it('says as which bot, is ready, answers, registers nothing by itself, and ends at once', async () => {
    const discord = await openDiscord();
    const started = start(discord);
    const url = await listening(started);
    expect(started.stdout()).toMatch(/^ {2}discord +on +as easel in 1 server$/m);
    expect(await ready(url)).toMatchObject({
      status: 'ready',
      parts: { discord: 'as easel in 1 server', playground: 'up' },
    });
    expect(discord.commands).toEqual([]);

    const ada = discord.person('Ada');
    await ada.say(discord.channel, `<@${discord.botId}> a fox`);
    const answered = () =>
      ada.sees(discord.channel).some(({ buttons }) => buttons.some(({ label }) => label === 'Reroll'));
    await discord.until(answered, 10_000);

    await endsCleanly(started);
    await discord.until(() => discord.gateway.connections() === 0);
    await discord.expectConform();
  });

  it('registers the commands of the server that is named, and nothing at the next start', async () => {
    const discord = await openDiscord();
    const { start: run } = openWorkplace({
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_GUILD_ID: discord.guild.id,
      PORT: '0',
      LOG_LEVEL: 'silent',
    });
    const writes = () => discord.traffic.filter(({ method, path }) => method !== 'GET' && path.includes('/commands'));
    const first = run('start');
    await listening(first);
    expect(slashes(discord).map(({ name }) => name)).toEqual([
      ...new Set(commands.map(({ name }) => name.split(' ')[0])),
    ]);
    expect(discord.commands.every(({ guildId }) => guildId === discord.guild.id)).toBe(true);
    const written = writes().length;
    await endsCleanly(first);

    const second = run('start');
    await listening(second);
    expect(writes()).toHaveLength(written);
    await endsCleanly(second);
    await discord.expectConform();
  });

  it('says where the token is wrong, and serves everything else', async () => {
    const discord = await openDiscord();
    const started = start(discord, { DISCORD_TOKEN: 'wrong.bot.token' });
    const url = await listening(started);
    expect(started.stdout()).toMatch(/^ {2}discord +off +Discord does not know the token\. Set DISCORD_TOKEN to /m);
    expect(started.stdout()).not.toContain('wrong.bot.token');
    expect(await ready(url)).toMatchObject({
      status: 'ready',
      parts: { discord: expect.stringMatching(/^down: Discord does not know the token\./), playground: 'up' },
    });
    const page = await fetch(`${url}/`, { signal: AbortSignal.timeout(5000) });
    expect(page.status).toBe(200);
    await endsCleanly(started);
  });

  it('starts without a Discord that cannot be reached, and says so', async () => {
    const discord = await openDiscord();
    const started = start(discord, { DISCORD_API_URL: 'http://127.0.0.1:1/api' });
    const url = await listening(started);
    expect(started.stdout()).toMatch(/^ {2}discord +on +connecting, but: .*ECONNREFUSED/m);
    expect(await ready(url)).toMatchObject({
      status: 'ready',
      parts: { discord: expect.stringContaining('ECONNREFUSED') },
    });
    await endsCleanly(started);
  });
});
