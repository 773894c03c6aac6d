import { GatewayCloseCodes } from 'discord.js';
import { describe, expect, it, vi } from 'vitest';
import { sayConnection } from '#src/chat/discord/connection-state.ts';
import { type Listening, openListening } from './open-listening.ts';

const GATEWAY = { path: '/gateway/bot' };

/** Lets one wait after the other pass, up to that one. */
async function passWaits({ gateway, clock, waits }: Listening, last: number): Promise<void> {
  for (let wait = waits().length + 1; wait <= last; wait++) {
    await vi.waitFor(() => expect(waits()).toHaveLength(wait));
    expect(gateway.state()).toMatchObject({ kind: 'connecting', trouble: expect.stringMatching(/./) });
    await clock.advance(Number(waits()[wait - 1]));
  }
}

describe('a first connection', () => {
  it('stands, and says as whom', async () => {
    const { discord, gateway, start } = await openListening();
    expect(gateway.state()).toEqual({ kind: 'off' });
    const started = start();
    expect(gateway.state()).toEqual({ kind: 'connecting' });
    await started;
    const { applicationId, botId: botUserId } = discord;
    const identity = { applicationId, botUserId, botName: 'easel' };
    expect(gateway.state()).toEqual({ kind: 'connected', identity, guilds: 1 });
    expect(gateway.identity()).toEqual(identity);
    expect(sayConnection(gateway.state())).toBe('as easel in 1 server');
  });

  it('is tried again, less and less often, while Discord cannot be reached', async () => {
    const listening = await openListening();
    const { discord, gateway, start, waits } = listening;
    discord.fail({ ...GATEWAY, how: 'drop', times: 2 });
    discord.fail({ ...GATEWAY, status: 500, times: 6 });
    const started = start();
    await passWaits(listening, 7);
    expect(sayConnection(gateway.state())).toMatch(/^connecting, but: Discord answers 500$/);
    await passWaits(listening, 8);
    await started;
    expect(waits()).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    expect(gateway.state().kind).toBe('connected');
    expect(discord.gateway.counts.identified).toBe(1);
  });

  it('waits as long as Discord says', async () => {
    const { discord, gateway, clock, start, waits } = await openListening();
    const { stop } = discord.limit({ ...GATEWAY, remaining: 0, resetAfter: 90 });
    const started = start();
    await vi.waitFor(() => expect(waits()).toHaveLength(1));
    expect(waits()[0]).toBeGreaterThan(89_000);
    expect(sayConnection(gateway.state())).toBe('connecting, but: Discord asks for patience');
    stop();
    await clock.advance(Number(waits()[0]));
    await started;
    expect(gateway.state().kind).toBe('connected');
  });

  it('is tried again where the gateway lets nobody in, and then there is one', async () => {
    const listening = await openListening();
    const { discord, start } = listening;
    discord.gateway.refuseConnections(true);
    const started = start();
    await passWaits(listening, 1);
    await vi.waitFor(() => expect(listening.waits()).toHaveLength(2));
    discord.gateway.refuseConnections(false);
    await listening.clock.advance(2000);
    await started;
    await longerThanDiscordJsWaits();
    expect(discord.gateway.connections()).toBe(1);
    expect(discord.gateway.counts.identified).toBe(1);
  });

  it('stands although the gateway hung up before', async () => {
    const { discord, gateway, start } = await openListening();
    discord.gateway.hangUp(1001, GatewayCloseCodes.UnknownError);
    await start();
    expect(gateway.state().kind).toBe('connected');
    expect(discord.gateway.counts.identified).toBe(1);
  });

  it('says that Discord lets it begin no more sessions for now, and begins one when it may', async () => {
    const listening = await openListening();
    const { discord, gateway, start, clock } = listening;
    const limit = { total: 1000, remaining: 0, reset_after: 3_600_000, max_concurrency: 1 };
    const body = { url: discord.origin.replace('http', 'ws'), shards: 1, session_start_limit: limit };
    discord.fail({ ...GATEWAY, status: 200, body });
    const started = start();
    await vi.waitFor(() => expect(listening.waits()).toEqual([1000]));
    expect(sayConnection(gateway.state())).toMatch(/^connecting, but: Not enough sessions remaining to spawn 1 shards/);
    await clock.advance(1000);
    await started;
    expect(gateway.state().kind).toBe('connected');
  });

  it('is not tried again with a token that Discord does not know', async () => {
    const { discord, gateway, start, clock, log } = await openListening({ parts: { token: 'wrong.bot.token' } });
    await start();
    const why =
      'Discord does not know the token. Set DISCORD_TOKEN to the one that the page Bot of your application shows.';
    expect(gateway.state()).toEqual({ kind: 'refused', why });
    expect(sayConnection(gateway.state())).toBe(`down: ${why}`);
    await clock.advance(3_600_000);
    expect(discord.traffic).toHaveLength(1);
    expect(log.lines).toMatchObject([{ level: 'error', message: why }]);
    expect(JSON.stringify(log.lines)).not.toContain('wrong.bot.token');
  });
});

describe('the Message Content intent', () => {
  const wish = { parts: { messageContent: true } };

  it('is used where it is granted', async () => {
    const { discord, gateway, start, heard } = await openListening({ messageContent: true, ...wish });
    await start();
    expect(gateway.readsMessages()).toBe(true);
    const { id } = await discord.person('Ada').say(discord.channel, 'just words');
    await vi.waitFor(() => expect(heard).toEqual([id]));
  });

  it('is gone without where it is not granted, with a warning', async () => {
    const { gateway, start, log, waits } = await openListening(wish);
    await start();
    expect(gateway.state().kind).toBe('connected');
    expect(gateway.readsMessages()).toBe(false);
    expect(log.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: 'Discord does not grant the Message Content intent; Easel goes on without it',
      }),
    );
    expect(waits()).toEqual([]);
  });

  it('is gone without where it is taken away later', async () => {
    const { discord, gateway, start } = await openListening({ messageContent: true, ...wish });
    await start();
    discord.gateway.disconnect(GatewayCloseCodes.DisallowedIntents);
    await discord.until(() => discord.gateway.counts.identified === 2);
    await vi.waitFor(() => expect(gateway.state().kind).toBe('connected'));
    expect(gateway.readsMessages()).toBe(false);
  });
});

/** It comes back half a second later where nobody stops it, by a clock of its own. */
const longerThanDiscordJsWaits = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 700));
