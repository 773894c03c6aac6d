import { describe, expect, it } from 'vitest';
import { configOf, problemsOf } from './open-config.ts';

const TOKEN = 'sec-ret.Token_of-a.bot';
const ID = '1181234567890123456';

describe('Discord', () => {
  it('is off while it has no token', () => {
    expect(configOf()).not.toHaveProperty('discord');
    expect(configOf({}, { discord: { messageContent: true } })).toMatchObject({ notices: [] });
  });

  it('needs nothing but its token', () => {
    const { discord, notices } = configOf({ DISCORD_TOKEN: ` ${TOKEN} ` });
    expect(discord).toEqual({ token: TOKEN, apiUrl: 'https://discord.com/api', messageContent: false });
    expect(notices).toEqual([]);
    expect(Object.isFrozen(discord)).toBe(true);
  });

  it('takes the ids, another address and the intent', () => {
    const env = { DISCORD_TOKEN: TOKEN, DISCORD_APPLICATION_ID: ID, DISCORD_GUILD_ID: '81384788765712384' };
    const config = configOf(
      { ...env, DISCORD_API_URL: 'http://127.0.0.1:9/api/' },
      { discord: { messageContent: true } },
    );
    expect(config.discord).toEqual({
      token: TOKEN,
      applicationId: ID,
      guildId: '81384788765712384',
      apiUrl: 'http://127.0.0.1:9/api',
      messageContent: true,
    });
  });

  it('says which of its variables wait for the token', () => {
    const env = { DISCORD_APPLICATION_ID: ID, DISCORD_GUILD_ID: ID, DISCORD_API_URL: 'http://127.0.0.1:9/api' };
    expect(configOf(env).notices).toEqual([
      'DISCORD_APPLICATION_ID is set but DISCORD_TOKEN is not, so Discord is off.',
      'DISCORD_GUILD_ID is set but DISCORD_TOKEN is not, so Discord is off.',
      'DISCORD_API_URL is set but DISCORD_TOKEN is not, so Discord is off.',
    ]);
  });

  it.each([
    [
      { DISCORD_APPLICATION_ID: 'easel' },
      'DISCORD_APPLICATION_ID is "easel"; it must be an id of Discord, 17 to 20 digits.',
    ],
    [{ DISCORD_GUILD_ID: '12345' }, 'DISCORD_GUILD_ID is "12345"; it must be an id of Discord, 17 to 20 digits.'],
    [
      { DISCORD_API_URL: 'https://discord.com/api/v10/' },
      'DISCORD_API_URL does not fit; it must be the address without a version: leave out what follows /api.',
    ],
    [{ DISCORD_API_URL: 'discord.com/api' }, /^DISCORD_API_URL does not fit; it must be an address that begins with /],
    [{ DISCORD_TOKEN: `Bot ${TOKEN}` }, /^DISCORD_TOKEN does not fit; it must be the key alone: /],
    [{ DISCORD_GUILD_ID: `${TOKEN}${TOKEN}` }, /^DISCORD_GUILD_ID does not fit; it must be an id /],
  ])('refuses %o with one line that says what would be right', (env, problem) => {
    const problems = problemsOf(() => configOf({ DISCORD_TOKEN: TOKEN, ...env }));
    expect(problems).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)]);
    expect(problems.join()).not.toContain('sec-ret');
  });

  it.each([
    [{ messageContent: 'yes' }, 'EASEL_CONFIG discord.messageContent is "yes"; it must be true or false.'],
    [
      { messagecontent: true },
      'EASEL_CONFIG discord.messagecontent is not a setting; the nearest one is messageContent.',
    ],
    [true, 'EASEL_CONFIG discord is true; it must be an object.'],
  ])('refuses %j in the file', (discord, problem) => {
    expect(problemsOf(() => configOf({}, { discord }))).toEqual([problem]);
  });
});
