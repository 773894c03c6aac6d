import { beforeEach, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { openPortal, type Portal, TOKEN } from '../chat/discord/registration/open-portal.ts';
import { openWorkplace } from './run-easel.ts';

const linkOf = ({ applicationId }: Portal) =>
  `https://discord.com/oauth2/authorize?client_id=${applicationId}&permissions=309237763072&integration_type=0&scope=bot+applications.commands`;

let portal: Portal;
beforeEach(async () => {
  portal = await openPortal();
});

const open = (env: Readonly<Record<string, string>> = {}) =>
  openWorkplace({ DISCORD_TOKEN: TOKEN, DISCORD_API_URL: portal.url, ...env });

it('shows the difference, then deploys, then has nothing to do', async () => {
  const { easel } = open();
  const dry = await easel('deploy', 'discord', '--dry-run');
  expect(dry).toMatchObject({ code: 0, stderr: '' });
  expect(dry.stdout).toMatch(/^Commands of easel in every server:\n {2}\+ \/imagine\n {2}\+ \/edit\n/);
  expect(dry.stdout).toMatch(/Nothing was sent\. Without --dry-run: \d+ added\./);
  expect(portal.writes()).toEqual([]);

  const first = await easel('deploy', 'discord');
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/Done: \d+ added\.\n\nNext: add the bot to a server/);
  expect(first.stdout).toContain(linkOf(portal));
  expect(portal.commands().filter(({ type }) => type === 1)).toHaveLength(
    new Set(commands.map(({ name }) => name.split(' ')[0])).size,
  );

  const writes = portal.writes().length;
  const second = await easel('deploy', 'discord');
  expect(second.stdout).toContain('  = /imagine unchanged\n');
  expect(second.stdout).toContain('Nothing changed: everything is as it should be.');
  expect(second.stdout).not.toContain('+ /');
  expect(portal.writes()).toHaveLength(writes);
  for (const { stdout, stderr } of [dry, first, second]) expect(stdout + stderr).not.toContain(TOKEN);
});

it('deploys to one server, tells of doubles, and takes its own away again', async () => {
  const inServer = open({ DISCORD_GUILD_ID: portal.guildId, DISCORD_APPLICATION_ID: portal.applicationId });
  expect((await inServer.easel('deploy', 'discord')).stdout).toContain(`in the server ${portal.guildId}:`);
  expect(portal.commands()).toEqual([]);
  expect(portal.commands(portal.guildId).length).toBeGreaterThan(0);

  const everywhere = open({ EASEL_DATA_DIR: inServer.dataDir });
  const doubled = await everywhere.easel('deploy', 'discord');
  expect(doubled.stdout).toContain(
    `Note: the commands are in the server ${portal.guildId} too, so people see them twice. "easel deploy discord --remove" with DISCORD_GUILD_ID=${portal.guildId} takes those away.`,
  );

  const removed = await inServer.easel('deploy', 'discord', '--remove');
  expect(removed.stdout).toMatch(/ {2}- \/imagine\n[\s\S]*Done: \d+ removed\./);
  expect(removed.stdout).toContain(
    'The commands in every server are still there. "easel deploy discord --remove" without DISCORD_GUILD_ID',
  );
  expect(removed.stdout).not.toContain('twice');
  expect(portal.commands(portal.guildId)).toEqual([]);
  expect(portal.commands().length).toBeGreaterThan(0);
});

it('says what to set while Discord is off', async () => {
  const { easel } = openWorkplace();
  const { code, stdout, stderr } = await easel('deploy', 'discord');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe('DISCORD_TOKEN is not set, so Discord is off; docs/discord.md says where it is.\n');
});

it.each([
  [{ DISCORD_TOKEN: 'wrong' }, 1, /^DISCORD_TOKEN is not accepted by Discord; set it to the token of the Bot page/],
  [
    { DISCORD_APPLICATION_ID: '1181234567890120000' },
    2,
    /^The value 1181234567890120000 does not fit the option DISCORD_APPLICATION_ID\. Use \d+, which/,
  ],
  [{ DISCORD_API_URL: 'http://127.0.0.1:1/api' }, 1, /^http:\/\/127\.0\.0\.1:1\/api cannot be reached: .*ECONNREFUSED/],
])('names what is wrong with %o in one line', async (env, code, line) => {
  const ended = await open(env).easel('deploy', 'discord');
  expect(ended).toMatchObject({ code, stdout: '' });
  expect(ended.stderr).toMatch(line);
  expect(ended.stderr.trim().split('\n')).toHaveLength(1);
});

it('names the server the bot is not in', async () => {
  portal.instead('GET', '/commands', { status: 403, body: { code: 50_001, message: 'Missing Access' } });
  const { code, stderr } = await open({ DISCORD_GUILD_ID: portal.guildId }).easel('deploy', 'discord');
  expect(code).toBe(1);
  expect(stderr).toBe(
    `You may not change commands in the server ${portal.guildId}: the bot is not in it, or was added without commands; the install link adds it.\n`,
  );
});
