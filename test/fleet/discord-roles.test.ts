import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEasel } from '../crash/read-easel.ts';
import { registerFrom } from '../crash/register-commands.ts';
import { type PlayedDiscord, startDiscord } from '../fakes/discord/discord.ts';
import type { Person } from '../fakes/discord/people/person.ts';
import type { SeenMessage } from '../fakes/discord/people/view.ts';
import type { PlayedChannel } from '../fakes/discord/state.ts';
import { realRedis } from '../fakes/real-stores.ts';
import { isResult } from '../flows/open-discord-flow.ts';
import { everyoneAt } from '../flows/open-flow.ts';
import { openRoles, type Roles, type RolesOptions } from './open-roles.ts';

const SLOW = 120_000;
const PATIENCE_MS = 20_000;
/** Discord takes nothing later for an answer. */
const ACKNOWLEDGED_MS = 3000;
const ALLOWANCE = 40;
const COST = 2;
const COST_OF_EDIT = 4;

describe.skipIf(realRedis.missing)(`a gateway and workers on Discord${realRedis.missing ?? ''}`, () => {
  let discord: PlayedDiscord;
  beforeAll(async () => {
    discord = await startDiscord();
  });
  afterAll(async () => {
    await discord.expectConform();
    await discord.close();
  });

  it(
    'the gateway answers, a worker without a connection makes it and shows it, and buttons and forms work',
    async () => {
      const { roles, ada, channel } = await open();
      await connected(roles);
      await roles.start('worker');
      expect(discord.gateway.connections()).toBe(1);
      const askedAt = Date.now();
      const asked = await ada.command(channel, 'imagine', { prompt: 'a red fox' });
      expect(asked.shown()?.loading).toBe(true);
      expect(Date.now() - askedAt).toBeLessThan(ACKNOWLEDGED_MS);
      const [first] = await results(ada, channel, 1);
      await ada.press(first, 'Reroll');
      await results(ada, channel, 2);
      await ada.fill(await ada.press(first, 'Edit'), { prompt: 'at night' });
      await results(ada, channel, 3);
      expect(ada.sees(channel)).toHaveLength(3);
      await roles.expectSettled(whose(ada), ALLOWANCE - 2 * COST - COST_OF_EDIT);
      expect(roles.simulator.requests).toHaveLength(3);
    },
    SLOW,
  );

  it(
    'cancels within a second what a worker draws, and nobody pays',
    async () => {
      const { roles, ada, channel } = await open({ paceMs: 8000 });
      await connected(roles);
      await roles.start('worker');
      await ada.command(channel, 'imagine', { prompt: 'a red fox' });
      const drawing = await discord.until(
        () => roles.simulator.requests.length === 1 && ada.sees(channel).find(hasButton('Cancel')),
        PATIENCE_MS,
      );
      await ada.press(drawing, 'Cancel');
      await discord.until(() => ada.sees(channel).some(({ text }) => /cancell?ed/i.test(text)), 1000);
      expect(ada.sees(channel).filter(({ ephemeral }) => !ephemeral)).toHaveLength(1);
      await roles.expectSettled(whose(ada), ALLOWANCE);
    },
    SLOW,
  );

  it(
    'cancels what waits while no worker is there, and the next worker does not make it',
    async () => {
      const { roles, ada, channel } = await open();
      await connected(roles);
      await ada.command(channel, 'imagine', { prompt: 'a red fox' });
      const waiting = await discord.until(() => ada.sees(channel).find(hasButton('Cancel')), PATIENCE_MS);
      await ada.press(waiting, 'Cancel');
      await roles.start('worker');
      await discord.until(() => ada.sees(channel).some(({ text }) => /cancell?ed/i.test(text)), PATIENCE_MS);
      await roles.expectSettled(whose(ada), ALLOWANCE);
      expect(roles.simulator.requests).toHaveLength(0);
    },
    SLOW,
  );

  it(
    'tells, once, of what a killed worker had sent, that nobody knows what became of it',
    async () => {
      const { roles, ada, channel } = await open({ paceMs: 4000 });
      await connected(roles);
      const doomed = await roles.start('worker');
      await ada.command(channel, 'imagine', { prompt: 'a red fox' });
      await discord.until(() => roles.simulator.requests.length === 1, PATIENCE_MS);
      await doomed.end('SIGKILL');
      await roles.start('worker');
      await discord.until(() => ada.sees(channel).some(({ text }) => text.includes('restarted while')), PATIENCE_MS);
      await roles.expectSettled(whose(ada), ALLOWANCE);
      expect(ada.sees(channel)).toHaveLength(1);
      expect(roles.simulator.requests).toHaveLength(1);
    },
    SLOW,
  );

  it(
    'goes on with the task that a killed worker had at the provider, and pays for it once',
    async () => {
      const { roles, ada, channel } = await open({ paceMs: 4000, providers: everyoneAt });
      await connected(roles);
      const doomed = await roles.start('worker');
      await ada.command(channel, 'imagine', { prompt: 'a red fox', model: 'replicate/qwen-image-2' });
      const named = () =>
        readEasel(roles.folder, async ({ jobs }) => (await jobs.unfinished()).some(({ taskIds }) => taskIds?.['0']));
      await expect.poll(named, { timeout: PATIENCE_MS, interval: 50 }).toBe(true);
      await doomed.end('SIGKILL');
      await roles.start('worker');
      await results(ada, channel, 1);
      expect(ada.sees(channel)).toHaveLength(1);
      expect(roles.simulator.taken).toBe(1);
    },
    SLOW,
  );

  it.each([
    ['before a worker was there', false],
    ['while the worker draws', true],
  ])(
    'a gateway that is killed after its acknowledgement, %s, leaves a job that is made and shown once',
    async (_when, isDrawn) => {
      const { roles, ada, channel } = await open({ paceMs: 1500 });
      const gateway = await connected(roles);
      if (isDrawn) await roles.start('worker');
      await ada.command(channel, 'imagine', { prompt: 'a red fox' });
      if (isDrawn) await discord.until(() => roles.simulator.requests.length === 1, PATIENCE_MS);
      else await expect.poll(() => states(roles), { timeout: PATIENCE_MS }).toEqual(['queued']);
      await gateway.end('SIGKILL');
      if (!isDrawn) await roles.start('worker');
      await results(ada, channel, 1);
      expect(ada.sees(channel)).toHaveLength(1);
      await expectPaid(roles, ada, 1);
    },
    SLOW,
  );

  it(
    'two gateways divide the shards that they are told',
    async () => {
      const { roles } = await open();
      const before = discord.gateway.sessions.length;
      await connected(roles, ['--shards', '0,1', '--shard-count', '3'], 2);
      await connected(roles, ['--shards', '2', '--shard-count', '3'], 3);
      const shards = discord.gateway.sessions.slice(before).map(({ shard }) => shard.join(','));
      expect(shards.toSorted()).toEqual(['0,3', '1,3', '2,3']);
      await roles.start('worker');
      const ada = discord.person('ada');
      const channel = discord.addChannel();
      await ada.command(channel, 'imagine', { prompt: 'a red fox' });
      await results(ada, channel, 1);
      expect(ada.sees(channel)).toHaveLength(1);
      await expectPaid(roles, ada, 1);
    },
    SLOW,
  );

  async function open(options: Omit<RolesOptions, 'env'> = {}) {
    const env = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl };
    const roles = await openRoles({ ...options, env });
    await discord.until(() => discord.gateway.connections() === 0, PATIENCE_MS);
    await registerFrom(roles.folder, discord);
    return { roles, ada: discord.person('ada'), channel: discord.addChannel() };
  }

  async function connected(roles: Roles, flags: readonly string[] = [], connections = 1) {
    const gateway = await roles.start('gateway', flags);
    await discord.until(
      () => discord.gateway.sessions.filter(({ socket }) => socket).length === connections,
      PATIENCE_MS,
    );
    return gateway;
  }

  /** So many finished results, newest last. */
  async function results(person: Person, channel: PlayedChannel, count: number): Promise<[SeenMessage]> {
    const found = () => person.sees(channel).filter(isResult);
    await discord.until(() => found().length >= count, PATIENCE_MS);
    const last = found().at(-1);
    if (!last) throw new Error('There was one a moment ago.');
    return [last];
  }

  async function expectPaid(roles: Roles, person: Person, times: number): Promise<void> {
    await roles.expectSettled(whose(person), ALLOWANCE - times * COST);
    expect(roles.simulator.requests).toHaveLength(times);
  }

  const whose = ({ id }: Person) => ({ tenantId: `discord:${discord.guild.id}`, personId: id });
});

const states = ({ folder }: Roles) =>
  readEasel(folder, async ({ jobs }) => (await jobs.unfinished()).map(({ state }) => state));

const hasButton =
  (label: string) =>
  ({ buttons }: SeenMessage): boolean =>
    buttons.some((button) => button.label === label);
