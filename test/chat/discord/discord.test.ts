import { describe, expect, it, onTestFinished } from 'vitest';
import type { DiscordRecord } from '#src/chat/discord/delivery/records.ts';
import { createDiscord, type DiscordParts } from '#src/chat/discord/discord.ts';
import type { KeptArrival } from '#src/chat/discord/inbox.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { openDiscord } from '../../fakes/discord/open-client.ts';
import type { SeenMessage } from '../../fakes/discord/people/view.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createSilentLog } from '../../fakes/silent-log.ts';

async function open(more: Partial<DiscordParts> = {}) {
  const discord = await openDiscord();
  const { token, apiUrl } = discord;
  const [clock, log] = [createManualClock(), createSilentLog()];
  const storage = createMemoryStorage();
  const records = createDocuments<DiscordRecord>(storage, 'discord-messages');
  const parts = {
    token,
    apiUrl,
    messageContent: false,
    commands: [],
    completions: async () => [],
    records,
    arrivals: createDocuments<KeptArrival>(storage, 'discord-inbox'),
    processes: { id: 'one', isGone: async () => false },
    clock,
    log,
  };
  const platform = createDiscord({ ...parts, ...more });
  onTestFinished(() => platform.stop());
  return { discord, platform, clock, log };
}

/** Somebody speaks to Easel, and whoever answers takes as long as the test wants. */
async function askedOf({ discord, platform }: Awaited<ReturnType<typeof open>>) {
  const [arrived, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await platform.start(() => {
    arrived.resolve();
    return answered.promise;
  });
  await discord.person('Ada').dm('a fox');
  await arrived.promise;
  let isStopped = false;
  const stopped = platform.stop().then(() => {
    isStopped = true;
  });
  await discord.until(() => discord.gateway.connections() === 0);
  return { answer: answered.resolve, stopped, isStopped: () => isStopped };
}

describe('the end of Discord', () => {
  it('waits for what is being handed over', async () => {
    const { answer, stopped, isStopped } = await askedOf(await open());
    expect(isStopped()).toBe(false);
    answer();
    await stopped;
  });

  it('does not wait for what hangs', async () => {
    const opened = await open();
    const { answer, stopped, isStopped } = await askedOf(opened);
    await opened.clock.advance(9900);
    expect(isStopped()).toBe(false);
    await opened.clock.advance(100);
    await stopped;
    answer();
  });
});

it('tells who names only its role why it cannot read that', async () => {
  const { discord, platform } = await open();
  const requests: IncomingRequest[] = [];
  await platform.start(async (request) => void requests.push(request));
  const role = [...discord.guild.roles.values()].find(({ botId }) => botId !== undefined);
  const ada = discord.person('Ada');
  await ada.say(discord.channel, `<@&${role?.id}> a fox`);
  const isTold = ({ text }: SeenMessage) => text.includes('pick the bot itself');
  await discord.until(() => [...ada.sees(discord.channel), ...ada.sees(ada.directMessages())].some(isTold));
  expect(requests).toEqual([]);
  await discord.expectConform();
});

describe('the first connection', () => {
  it('tells once as whom it is', async () => {
    const told: string[] = [];
    const { discord, platform } = await open({
      onConnected: async ({ applicationId }) => void told.push(applicationId),
    });
    await platform.start(async () => undefined);
    expect(told).toEqual([discord.applicationId]);
  });

  it('stands although what follows it fails', async () => {
    const onConnected = () => Promise.reject(new Error('Missing Access'));
    const { platform, log } = await open({ onConnected });
    await platform.start(async () => undefined);
    expect(platform.connection().kind).toBe('connected');
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'The commands could not be deployed' }),
    );
  });
});
