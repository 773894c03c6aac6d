import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pngOf } from '../fixtures/pictures.ts';
import { ALLOWANCE, COST, type FaultyFlow, openFaultyFlow } from './discord-fault-kit.ts';

const SECRET_WORDS = 'a secret fox in a secret wood';
const EDITS = /original$/;

let flow: FaultyFlow;
beforeAll(async () => {
  flow = await openFaultyFlow();
});
afterAll(async () => {
  await flow.discord.expectConform();
  await flow.close();
});

/** Everything that lets Easel speak of Discord's addresses, tokens and answers to its operator. */
async function troubles(): Promise<void> {
  const { discord, gate, clock } = flow;
  const ada = discord.person('ada');
  const late = { status: 404, body: { code: 10062, message: 'Unknown interaction' } };
  discord.fail({ method: 'POST', path: /callback$/, ...late });
  void ada.command(discord.channel, 'imagine', { prompt: SECRET_WORDS });
  await flow.newest(ada, 1);
  for (const fault of [
    { status: 500 },
    { how: 'drop' },
    { status: 401, body: { code: 50027, message: 'Invalid Webhook Token' } },
    { status: 403, body: { code: 50013, message: 'Missing Permissions' } },
    { status: 400, body: { code: 50035, message: 'Invalid Form Body' } },
  ] as const) {
    const asked = await flow.drawing(ada, discord.channel, { prompt: SECRET_WORDS });
    discord.fail({ method: 'PATCH', path: EDITS, ...fault });
    gate.open();
    await flow.result(asked);
  }
  const closed = discord.person('closed', { dmsOpen: false });
  await flow.drawing(closed, discord.channel, { private: true, prompt: SECRET_WORDS });
  clock.jump(15 * 60_000);
  gate.open();
  await flow.over(closed);
  await missingPicture();
  discord.gateway.disconnect();
}

async function missingPicture(): Promise<void> {
  const { discord } = flow;
  const ada = discord.person('ada');
  const { files } = discord.world;
  const keep = files.set.bind(files);
  files.set = () => files;
  const image = { name: 'fox.png', bytes: await pngOf({ width: 16, height: 16 }) };
  const asked = await ada.command(discord.channel, 'edit', { prompt: SECRET_WORDS, image });
  files.set = keep;
  await discord.until(() => asked.shown()?.text.includes('could not be fetched'));
}

describe('what Easel tells its operator', () => {
  const lines = () => flow.log.lines;
  const told = (some = lines()) =>
    inspect(some, { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null });

  it('names the troubles', async () => {
    await troubles();
    expect(lines().length).toBeGreaterThan(20);
    expect(told()).toContain('Invalid Form Body');
    expect(lines().map(({ message }) => message)).toContain('The end of a job cannot be shown');
  });

  it('is without tokens and without signed addresses', () => {
    const { discord } = flow;
    expect(told()).not.toContain(discord.token);
    for (const { token } of discord.world.interactions.values()) expect(told()).not.toContain(token);
    expect(told()).not.toMatch(/[?&](?:hm|ex|is)=/);
  });

  it('is without the words and names of people', () => {
    const seen = lines().filter(({ level }) => level !== 'debug');
    expect(told(seen)).not.toContain('secret wood');
    expect(told(seen)).not.toContain("'ada'");
  });
});

describe('what people see of the troubles', () => {
  it('is without tokens, addresses of the machine and codes', () => {
    const { discord } = flow;
    const ours = [...discord.world.messages.values()].filter(({ authorId }) => authorId === discord.botId);
    const words = ours.map(({ components, content }) =>
      JSON.stringify([content, components]).replaceAll(discord.origin, ''),
    );
    for (const one of words)
      expect(one).not.toMatch(/played-token|played\.bot|127\.0\.0\.1|\b(?:50013|10062|50027|50035)\b/);
  });

  it('costs what was made and nothing else', async () => {
    const closed = [...flow.discord.world.users.values()].find(({ globalName }) => globalName === 'closed');
    const { available, held } = await flow.easel.engine.balance({
      tenantId: `discord:${flow.discord.guild.id}`,
      personId: closed?.id ?? '',
    });
    expect({ available, held }).toEqual({ available: ALLOWANCE - COST, held: 0 });
  });
});
