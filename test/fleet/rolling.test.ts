import { describe, expect, it, onTestFinished } from 'vitest';
import { registerFrom } from '../crash/register-commands.ts';
import { startDiscord } from '../fakes/discord/discord.ts';
import { realRedis } from '../fakes/real-stores.ts';
import { isResult } from '../flows/open-discord-flow.ts';
import { openRoles } from './open-roles.ts';

const PATIENCE_MS = 60_000;
const ALLOWANCE = 40;
const COST = 2;

describe.skipIf(realRedis.missing)(`a rolling deploy${realRedis.missing ?? ''}`, () => {
  it('replaces worker and gateway under load: nobody is refused, nothing is lost or made twice, each ends well', async () => {
    const { discord, roles } = await open();
    const channel = discord.addChannel();
    const people = ['ada', 'bob', 'cleo'].map((name) => discord.person(name));
    let rounds = 0;
    /** Everybody asks, whoever is being replaced. */
    const everybodyAsks = async () => {
      rounds++;
      await Promise.all(people.map((person) => person.command(channel, 'imagine', { prompt: `a fox, ${rounds}` })));
    };
    const connected = (count: number) => discord.until(() => discord.gateway.connections() === count, PATIENCE_MS);

    const [oldGateway, oldWorker] = [await roles.start('gateway'), await roles.start('worker')];
    await connected(1);
    await everybodyAsks();
    await discord.until(() => roles.simulator.requests.length > 0, PATIENCE_MS);
    await roles.start('worker');
    const workerEnds = oldWorker.end('SIGTERM');
    await everybodyAsks();
    expect(await workerEnds).toBe(0);
    await roles.start('gateway');
    await connected(2);
    await everybodyAsks();
    const gatewayEnds = oldGateway.end('SIGTERM');
    await connected(1);
    await everybodyAsks();
    expect(await gatewayEnds).toBe(0);

    const [ada] = people;
    const shown = () => ada?.sees(channel) ?? [];
    await discord.until(() => shown().filter(isResult).length === rounds * people.length, PATIENCE_MS);
    for (const { id } of people)
      await roles.expectSettled({ tenantId: `discord:${discord.guild.id}`, personId: id }, ALLOWANCE - rounds * COST);
    expect(shown()).toHaveLength(rounds * people.length);
    expect(roles.simulator.requests).toHaveLength(rounds * people.length);
    await discord.expectConform();
  }, 240_000);
});

async function open() {
  const discord = await startDiscord();
  onTestFinished(() => discord.close());
  const env = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl };
  const roles = await openRoles({ env, paceMs: 500 });
  await registerFrom(roles.folder, discord);
  return { discord, roles };
}
