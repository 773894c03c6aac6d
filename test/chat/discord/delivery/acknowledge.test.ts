import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it, vi } from 'vitest';
import type { FormSpec } from '#src/ports/cards.ts';
import { callsOf, openBench, originOfMessage } from './bench.ts';

const CALLBACK = /callback$/;
const ALL = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

const FORM: FormSpec = {
  name: 'edit',
  title: 'Edit',
  submitLabel: 'Go',
  state: 'token.edit',
  fields: [{ kind: 'text', id: 'prompt', label: 'What', required: true, max: 100 }],
};

describe('the answer to a command', () => {
  it('defers for everybody, and knows its message at once', async () => {
    const { handle, ada, discord } = await openBench();
    const { messageId, ...rest } = await handle('public');
    expect(rest).toMatchObject({ private: false, channelRoute: true, canThread: true, guildId: discord.guild.id });
    expect(ada.sees(discord.channel)).toMatchObject([{ id: messageId, loading: true, ephemeral: false }]);
  });

  it('defers for one person, without a route of its own', async () => {
    const { handle, ada, discord } = await openBench();
    const bob = discord.person('Bob');
    expect(await handle('private')).toMatchObject({ private: true, channelRoute: false, canThread: false });
    expect(ada.sees(discord.channel)).toMatchObject([{ ephemeral: true, loading: true }]);
    expect(bob.sees(discord.channel)).toEqual([]);
  });

  it('sends one call and nothing before it', async () => {
    const bench = await openBench();
    const before = bench.discord.traffic.length;
    await bench.handle();
    expect(bench.discord.traffic.slice(before)).toMatchObject([{ method: 'POST', path: /callback$/ }]);
  });

  it('has a token for 14 minutes after the event came, however long the answer took', async () => {
    const { ask, replies, clock, drive } = await openBench();
    const { origin } = await ask();
    await clock.advance(1000);
    const { tokenUntil } = await drive(replies.open(origin).ack('public'));
    expect(tokenUntil).toBe(origin.receivedAt + 14 * 60_000);
  });

  it('is one answer for a second delivery in another process, and shows what the first one is', async () => {
    const { ask, replies, again, drive, ada, discord } = await openBench();
    const { origin } = await ask();
    const first = await drive(replies.open(origin).ack('private'));
    const second = await drive(again().replies.open(origin).ack('public'));
    expect(second).toEqual({ ...first, again: true });
    expect(ada.sees(discord.channel)).toHaveLength(1);
  });

  it.each([
    ['a 502 that took effect', { status: 502, afterEffect: true }],
    ['a 502 that did not', { status: 502 }],
    ['a lost connection', { how: 'drop', afterEffect: true }],
  ] as const)('survives %s', async (_name, fault) => {
    const bench = await openBench();
    bench.discord.fail({ method: 'POST', path: CALLBACK, ...fault });
    const handle = await bench.handle('private');
    const seen = bench.ada.sees(bench.discord.channel);
    expect(seen).toMatchObject([{ id: handle.messageId, ephemeral: true }]);
    expect(handle.private).toBe(true);
  });

  it('repeats a call that gets no answer, before the 3 seconds are over', async () => {
    const { discord, ask, replies, clock, drive } = await openBench();
    discord.fail({ method: 'POST', path: CALLBACK, how: 'hang' });
    const { origin, interaction } = await ask();
    const acked = replies.open(origin).ack('public');
    await vi.waitUntil(() => discord.traffic.some(({ path }) => CALLBACK.test(path)));
    await clock.advance(1600);
    expect(await drive(acked)).toMatchObject({ token: origin.token });
    expect(interaction.answer).toEqual({ kind: 'deferred', ephemeral: false });
  });

  it('is a message in the channel where the token was dead before we came', async () => {
    const bench = await openBench();
    const { ask, replies, clock, drive, ada, discord } = bench;
    const { origin } = await ask();
    await clock.advance(3500);
    const handle = await drive(replies.open(origin).ack('public'));
    expect(handle).toMatchObject({ token: null, channelRoute: true, channelId: discord.channel.id, private: false });
    expect(ada.sees(discord.channel)).toMatchObject([{ id: handle.messageId, isV2: true, notified: [] }]);
  });

  it('is a direct message where a private one came too late', async () => {
    const { ask, replies, clock, drive, ada, discord } = await openBench();
    const { origin } = await ask();
    await clock.advance(3500);
    const handle = await drive(replies.open(origin).ack('private'));
    expect(ada.sees(discord.channel)).toEqual([]);
    expect(ada.sees(ada.directMessages())).toMatchObject([{ id: handle.messageId }]);
    expect(handle).toMatchObject({
      private: true,
      guildId: null,
      canThread: false,
      channelId: ada.directMessages().id,
    });
  });

  it('never makes a private one public, also where direct messages are closed', async () => {
    const { ask, replies, clock, drive, ada, discord } = await openBench({ ada: { dmsOpen: false } });
    const { origin } = await ask();
    await clock.advance(3500);
    await expect(drive(replies.open(origin).ack('private'))).rejects.toMatchObject({ code: 'not-found' });
    expect(ada.sees(discord.channel)).toEqual([]);
  });
});

describe('a place that forbids it', () => {
  it.each([
    ['ViewChannel', 'View Channels'],
    ['SendMessages', 'Send Messages'],
    ['AttachFiles', 'Attach Files'],
  ] as const)('is told by name before anything is sent, and a private answer follows: %s', async (permission, name) => {
    const bench = await openBench();
    const { discord, ask, replies, drive, ada } = bench;
    discord.deny(discord.channel, 'bot', permission);
    const reply = replies.open((await ask()).origin);
    await expect(reply.ack('public')).rejects.toMatchObject({
      code: 'place-forbids',
      details: { permissions: [name] },
    });
    expect(callsOf(bench, 'POST', CALLBACK)).toEqual([]);
    expect(await drive(reply.ack('private'))).toMatchObject({ private: true });
    expect(ada.sees(discord.channel)).toMatchObject([{ ephemeral: true }]);
  });

  it('asks for the permission of threads in a thread', async () => {
    const { discord, ask, replies } = await openBench();
    const thread = discord.addThread(discord.channel);
    discord.deny(discord.channel, 'bot', 'SendMessagesInThreads');
    await expect(replies.open((await ask(thread)).origin).ack('public')).rejects.toMatchObject({
      details: { permissions: ['Send Messages in Threads'] },
    });
  });

  it('is no direct message and no place where only the person installed Easel', async () => {
    const { discord, handle, ada } = await openBench({ ada: { installed: true } });
    expect(await handle('public', ada.directMessages())).toMatchObject({ channelRoute: true, canThread: false });
    const friends = discord.addPrivateChannel(ada, discord.person('Bob'));
    expect(await handle('public', friends)).toMatchObject({ channelRoute: false, canThread: false });
  });
});

describe('the watchdog', () => {
  it('answers in private where the app does not within 2.5 seconds, and a later answer is that one', async () => {
    const { ask, replies, pass, drive, interactionAnswer, log } = await withAnswer();
    const { origin, interaction } = await ask();
    const reply = replies.open(origin);
    await pass(2400);
    expect(interactionAnswer(interaction)).toBeNull();
    await pass(200);
    expect(interaction.answer).toEqual({ kind: 'deferred', ephemeral: true });
    expect(await drive(reply.ack('public'))).toMatchObject({ private: true });
    expect(log.lines).toContainEqual(
      expect.objectContaining({ message: 'An interaction was answered by the watchdog' }),
    );
  });

  it('answers for everybody where the event is known to be, and the place allows it', async () => {
    const { ask, replies, pass, discord } = await openBench();
    const first = await ask();
    replies.open(first.origin, 'public');
    await pass(2600);
    expect(first.interaction.answer).toEqual({ kind: 'deferred', ephemeral: false });
    discord.deny(discord.channel, 'bot', 'SendMessages');
    const second = await ask();
    replies.open(second.origin, 'public');
    await pass(2600);
    expect(second.interaction.answer).toEqual({ kind: 'deferred', ephemeral: true });
  });

  it('leaves what was answered alone', async () => {
    const bench = await openBench();
    await bench.handle();
    await bench.pass(5000);
    expect(callsOf(bench, 'POST', CALLBACK)).toHaveLength(1);
  });

  it('lets no form be opened after it', async () => {
    const { ask, replies, pass } = await openBench();
    const reply = replies.open((await ask()).origin);
    await pass(2600);
    await expect(reply.openForm(FORM)).rejects.toMatchObject({ code: 'not-found' });
  });

  async function withAnswer() {
    const bench = await openBench();
    return { ...bench, interactionAnswer: ({ answer }: { answer: unknown }) => answer };
  }
});

describe('a form', () => {
  it('is the first answer, and keeps the watchdog away', async () => {
    const bench = await openBench();
    const { origin, interaction } = await bench.ask();
    await bench.drive(bench.replies.open(origin).openForm(FORM));
    await bench.pass(5000);
    expect(interaction.answer).toMatchObject({ kind: 'modal', modal: { customId: 'edit|token.edit' } });
    expect(callsOf(bench, 'POST', CALLBACK)).toHaveLength(1);
  });

  it('survives a 502 that took effect, and a second delivery', async () => {
    const { discord, ask, replies, again, drive, interactions } = await counted();
    discord.fail({ method: 'POST', path: CALLBACK, afterEffect: true });
    const { origin, interaction } = await ask();
    await drive(replies.open(origin).openForm(FORM));
    await drive(again().replies.open(origin).openForm(FORM));
    expect(interaction.answer).toMatchObject({ kind: 'modal' });
    expect(interactions()).toBe(1);
  });

  it('that comes too late is told to be gone', async () => {
    const { ask, replies, clock, drive } = await openBench();
    const { origin } = await ask();
    await clock.advance(3500);
    await expect(drive(replies.open(origin).openForm(FORM))).rejects.toMatchObject({ code: 'not-found' });
  });

  async function counted() {
    const bench = await openBench();
    return { ...bench, interactions: () => bench.discord.world.interactions.size };
  }
});

describe('the answer to a message', () => {
  it('is a reply, once, however often the event is delivered and although the answer is lost', async () => {
    const bench = await openBench();
    const { discord, ada, replies, again, drive } = bench;
    const asked = await ada.say(discord.channel, 'draw a fox');
    const origin = originOfMessage(bench, asked, ALL);
    discord.fail({ method: 'POST', path: /messages$/, afterEffect: true });
    const handle = await drive(replies.open(origin).ack('public'));
    expect(await drive(again().replies.open(origin).ack('public'))).toEqual(handle);
    expect(ada.sees(discord.channel).filter(({ ours }) => ours)).toMatchObject([
      { id: handle.messageId, repliesTo: asked.id, isV2: true, notified: [] },
    ]);
    expect(handle).toMatchObject({ token: null, channelRoute: true, canThread: true });
  });

  it('needs no permission to read what was said before', async () => {
    const bench = await openBench();
    const { discord, ada, replies, drive } = bench;
    const asked = await ada.say(discord.channel, 'draw a fox');
    discord.fail({ method: 'POST', path: /messages$/, status: 403, body: { code: 160002, message: 'Cannot reply' } });
    await drive(replies.open(originOfMessage(bench, asked, ALL)).ack('public'));
    expect(ada.sees(discord.channel).at(-1)).toMatchObject({ ours: true, repliesTo: null });
  });

  it('is a direct message where it is private, and the reply itself where those are closed', async () => {
    const bench = await openBench();
    const { discord, ada, replies, drive } = bench;
    const origin = originOfMessage(bench, await ada.say(discord.channel, 'draw'), ALL);
    expect(await drive(replies.open(origin).ack('private'))).toMatchObject({ channelId: ada.directMessages().id });
    ada.user.dmsOpen = false;
    const other = originOfMessage(bench, await ada.say(discord.channel, 'draw'), ALL);
    expect(await drive(replies.open(other).ack('private'))).toMatchObject({
      channelId: discord.channel.id,
      private: false,
    });
  });

  it('stays in the direct messages where it came from', async () => {
    const bench = await openBench();
    const { ada, replies, drive } = bench;
    const origin = originOfMessage(bench, await ada.dm('draw a fox'), null);
    const handle = await drive(replies.open(origin).ack('private'));
    expect(handle).toMatchObject({ channelId: origin.channelId, private: true, channelRoute: true });
  });

  it('says by name what it lacks, and sends nothing', async () => {
    const bench = await openBench();
    const { discord, ada, replies } = bench;
    const asked = await ada.say(discord.channel, 'draw a fox');
    const origin = originOfMessage(
      bench,
      asked,
      ALL & ~PermissionFlagsBits.AttachFiles & ~PermissionFlagsBits.Administrator,
    );
    await expect(replies.open(origin).ack('public')).rejects.toMatchObject({
      details: { permissions: ['Attach Files'] },
    });
    expect(ada.sees(discord.channel)).toHaveLength(1);
  });

  it('says what is missing where Discord finds out', async () => {
    const bench = await openBench();
    const { discord, ada, replies, drive } = bench;
    const asked = await ada.say(discord.channel, 'draw a fox');
    discord.deny(discord.channel, 'bot', 'SendMessages');
    await expect(drive(replies.open(originOfMessage(bench, asked, ALL)).ack('public'))).rejects.toMatchObject({
      code: 'place-forbids',
    });
  });
});

describe('suggestions', () => {
  it('are sent, twenty-five at most, and never fail', async () => {
    const bench = await openBench();
    const { origin, interaction } = await bench.ask();
    const choices = Array.from({ length: 40 }, (_, index) => ({ name: `model ${index}`, value: `m${index}` }));
    await bench.drive(bench.replies.suggest({ ...origin, token: 'not-a-token' }, choices));
    expect(interaction.answer).toBeNull();
    expect(bench.log.lines.map(({ level }) => level)).toEqual(['debug']);
    expect(callsOf(bench, 'POST', CALLBACK)[0]?.body).toMatchObject({
      type: 8,
      data: { choices: choices.slice(0, 25) },
    });
  });
});

it('tells no token to the log, whatever fails', async () => {
  const bench = await openBench();
  const { discord, ask, replies, drive, log } = bench;
  const { origin } = await ask();
  discord.fail({
    method: 'POST',
    path: CALLBACK,
    times: 10,
    status: 400,
    body: { code: 50035, message: `bad ${origin.token}` },
  });
  const failed = await drive(
    replies
      .open(origin)
      .ack('public')
      .catch((error: unknown) => error),
  );
  const told = JSON.stringify([log.lines, failed], (_key, value) =>
    value instanceof Error ? { ...value, message: value.message, stack: value.stack, cause: value.cause } : value,
  );
  expect(told).toContain('cause');
  expect(told).not.toContain(origin.token);
});
