import { GatewayCloseCodes } from 'discord.js';
import { describe, expect, it, vi } from 'vitest';
import { type Listening, openListening } from './open-listening.ts';

async function connected(...wish: Parameters<typeof openListening>): Promise<Listening> {
  const listening = await openListening(...wish);
  await listening.start();
  return listening;
}

const standsAgain = ({ gateway }: Listening) => vi.waitFor(() => expect(gateway.state().kind).toBe('connected'), 5000);

describe('a connection that stands', () => {
  it.each([
    ['is closed by Discord', 'disconnect'],
    ['is asked to reconnect', 'askToReconnect'],
    ['breaks', 'cut'],
  ] as const)('and %s is resumed, and hears what happened meanwhile', async (_name, how) => {
    const listening = await connected();
    const { discord, gateway, heard, said } = listening;
    const ada = discord.person('Ada');
    const before = await ada.say(discord.channel, 'one');
    await vi.waitFor(() => expect(heard).toEqual([before.id]));
    discord.gateway[how]();
    await vi.waitFor(() => expect(gateway.state()).toEqual({ kind: 'connecting' }));
    const meanwhile = await ada.say(discord.channel, 'two');
    ada.deleteMessage(before);
    await standsAgain(listening);
    await vi.waitFor(() => expect(heard).toEqual([before.id, meanwhile.id, before.id]));
    expect(discord.gateway.counts).toMatchObject({ identified: 1, resumed: 1 });
    expect(said()).toEqual([
      'Discord is connected',
      'The connection to Discord broke; Easel takes it up',
      'The connection to Discord goes on',
    ]);
  });

  it.each([
    [true, { identified: 1, resumed: 1 }],
    [false, { identified: 2, resumed: 0 }],
  ])('and whose session is invalid, resumable: %s, goes on', async (resumable, counts) => {
    const listening = await connected();
    const { discord, heard } = listening;
    discord.gateway.invalidate(resumable);
    await discord.until(() => discord.gateway.counts.identified + discord.gateway.counts.resumed === 2);
    await standsAgain(listening);
    expect(discord.gateway.counts).toMatchObject(counts);
    const { id } = await discord.person('Ada').say(discord.channel, 'still there?');
    await vi.waitFor(() => expect(heard).toEqual([id]));
  });

  it('and only seems to is found out by its heartbeats, and resumed', async () => {
    const listening = await connected({ heartbeatMs: 40 });
    const { discord, heard } = listening;
    await discord.until(() => discord.gateway.counts.heartbeats > 0);
    discord.gateway.acknowledgeHeartbeats(false);
    await discord.until(() => discord.gateway.counts.resumed > 0);
    discord.gateway.acknowledgeHeartbeats(true);
    await standsAgain(listening);
    const { id } = await discord.person('Ada').say(discord.channel, 'hello');
    await vi.waitFor(() => expect(heard).toEqual([id]));
  });

  it('comes back after the network was away, and says so once', async () => {
    const listening = await connected();
    const { discord, gateway, heard, said } = listening;
    const attempts = vi.fn();
    discord.gateway.refuseConnections(true, attempts);
    discord.gateway.cut();
    await vi.waitFor(() => expect(attempts.mock.calls.length).toBeGreaterThan(1), 5000);
    expect(gateway.state()).toEqual({ kind: 'connecting' });
    const { id } = await discord.person('Ada').say(discord.channel, 'anybody?');
    discord.gateway.refuseConnections(false);
    await standsAgain(listening);
    await vi.waitFor(() => expect(heard).toEqual([id]));
    expect(said()).toEqual([
      'Discord is connected',
      'The connection to Discord broke; Easel takes it up',
      'The connection to Discord goes on',
    ]);
  });

  it('is over where the token was made anew, and says what to do', async () => {
    const { discord, gateway } = await connected();
    discord.gateway.disconnect(GatewayCloseCodes.AuthenticationFailed);
    await vi.waitFor(() =>
      expect(gateway.state()).toEqual({ kind: 'refused', why: expect.stringContaining('DISCORD_TOKEN') }),
    );
    expect(discord.gateway.connections()).toBe(0);
  });

  it('is over where Discord takes away an intent that Easel cannot be without', async () => {
    const { discord, gateway } = await connected();
    discord.gateway.disconnect(GatewayCloseCodes.DisallowedIntents);
    await vi.waitFor(() =>
      expect(gateway.state()).toEqual({ kind: 'refused', why: expect.stringContaining('page Bot') }),
    );
  });

  it('is opened anew where there are too many servers for its shards', async () => {
    const listening = await connected({ shards: 2 });
    const { discord } = listening;
    discord.gateway.disconnect(GatewayCloseCodes.ShardingRequired);
    await discord.until(() => discord.gateway.counts.identified === 4);
    await standsAgain(listening);
    expect(discord.gateway.connections()).toBe(2);
  });

  it('does not know of a server it was removed from', async () => {
    const { discord, gateway } = await connected();
    discord.removeBot(discord.guild);
    await vi.waitFor(() => expect(gateway.state()).toMatchObject({ kind: 'connected', guilds: 0 }));
  });
});

describe('several shards', () => {
  it('stand as one, each with its own servers', async () => {
    const listening = await openListening({ shards: 2 });
    const { discord, gateway, heard, start } = listening;
    const other = discord.addGuild({ name: 'Other' });
    const there = discord.addChannel({ guild: other });
    await start();
    expect(discord.gateway.counts.identified).toBe(2);
    expect(gateway.state()).toMatchObject({ kind: 'connected', guilds: 2 });
    const ada = discord.person('Ada', { guilds: [discord.guild, other] });
    const ids = [await ada.say(discord.channel, 'here'), await ada.say(there, 'there')].map(({ id }) => id);
    await vi.waitFor(() => expect(heard.toSorted()).toEqual(ids.toSorted()));
  });

  it('do not stand while one of them does not', async () => {
    const listening = await connected({ shards: 2 });
    const { discord, gateway } = listening;
    discord.gateway.sessions[1]?.socket?.close(4000);
    await vi.waitFor(() => expect(gateway.state().kind).toBe('connecting'));
    await standsAgain(listening);
    expect(discord.gateway.counts).toMatchObject({ identified: 2, resumed: 1 });
  });
});

it('tells two processes on one token the same', async () => {
  const one = await connected();
  const other = await connected({ onDiscord: one.discord });
  const { id } = await one.discord.person('Ada').say(one.discord.channel, 'hello');
  await vi.waitFor(() => expect([one.heard, other.heard]).toEqual([[id], [id]]));
  expect([one, other].map(({ gateway }) => gateway.state().kind)).toEqual(['connected', 'connected']);
});
