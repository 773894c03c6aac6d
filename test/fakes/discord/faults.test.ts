import { Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { bodyOf, openTable, text } from './asking.ts';
import { restOf } from './open-client.ts';

async function openPosting() {
  const table = await openTable();
  const { discord, rest, ada } = table;
  const route = Routes.channelMessages(discord.channel.id);
  const post = (words = 'hello', by = rest) => by.post(route, { body: bodyOf([text(words)]) });
  return { ...table, post, texts: () => ada.sees(discord.channel).map((message) => message.text) };
}

const POST = { method: 'POST', path: /^\/channels\/\d+\/messages$/ };

describe('a fault', () => {
  it('answers in the place of the effect, as often as told', async () => {
    const { discord, post, texts } = await openPosting();
    discord.fail({ ...POST, times: 2, status: 503 });
    await expect(post()).rejects.toMatchObject({ status: 503 });
    await expect(post()).rejects.toMatchObject({ status: 503 });
    await post();
    expect(texts()).toEqual(['hello']);
  });

  it('may hit the answer after the effect', async () => {
    const { discord, post, texts } = await openPosting();
    discord.fail({ ...POST, afterEffect: true });
    await expect(post()).rejects.toMatchObject({ status: 502 });
    expect(texts()).toEqual(['hello']);
    expect(discord.traffic.at(-1)).toMatchObject({ status: 200, method: 'POST' });
  });

  it.each([false, true])('may be a lost connection, after the effect: %s', async (afterEffect) => {
    const { discord, post, texts } = await openPosting();
    discord.fail({ ...POST, how: 'drop', afterEffect });
    await expect(post()).rejects.toThrow();
    expect(texts()).toHaveLength(afterEffect ? 1 : 0);
  });

  it('may be no answer at all', async () => {
    const { discord, post, texts } = await openPosting();
    discord.fail({ ...POST, how: 'hang' });
    const impatient = restOf(discord, { timeout: 50 });
    await expect(post('hello', impatient)).rejects.toThrow(/abort/i);
    expect(texts()).toEqual([]);
  });

  it('may carry words of Discord', async () => {
    const { discord, post } = await openPosting();
    discord.fail({ ...POST, status: 400, body: { code: 20009, message: 'Explicit content cannot be sent' } });
    await expect(post()).rejects.toMatchObject({ code: 20009 });
  });
});

it('holds a call until it is let go', async () => {
  const { discord, post, texts } = await openPosting();
  const held = discord.hold(POST);
  const first = post('first');
  await held.arrived;
  const elsewhere = restOf(discord);
  await post('second', elsewhere);
  expect(texts()).toEqual(['second']);
  held.release();
  await first;
  expect(texts()).toEqual(['second', 'first']);
});

describe('a rate limit', () => {
  it('tells how much is left, and refuses what is too much', async () => {
    const { discord, post, clock } = await openPosting();
    const rule = discord.limit({ ...POST, remaining: 1, resetAfter: 5 });
    const url = `${discord.apiUrl}/v10${Routes.channelMessages(discord.channel.id)}`;
    const headers = { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' };
    const call = () => fetch(url, { method: 'POST', headers, body: JSON.stringify({ content: 'hi' }) });
    const first = await call();
    expect(first.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(first.headers.get('x-ratelimit-reset-after')).toBe('5');
    await clock.advance(2000);
    const second = await call();
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '3']);
    expect(await second.json()).toEqual({ message: 'You are being rate limited.', retry_after: 3, global: false });
    await clock.advance(3000);
    expect((await call()).status).toBe(200);
    rule.stop();
    await post();
  });

  it('is waited for by the real client', async () => {
    const { discord, rest, post } = await openPosting();
    discord.limit({ ...POST, remaining: 0, resetAfter: 60, global: true });
    const told = new Promise((resolve) => rest.once('rateLimited', resolve));
    const hasty = restOf(discord, { rejectOnRateLimit: () => true });
    await expect(post('hello', hasty)).rejects.toMatchObject({ retryAfter: 60_050, global: true });
    void post().catch(() => undefined);
    expect(await told).toMatchObject({ global: true });
  });

  it('of the whole bot leaves the answers to interactions alone', async () => {
    const { discord, deferred } = await openPosting();
    discord.limit({ remaining: 0, resetAfter: 60, global: true });
    await (await deferred()).edit([text('hello')]);
  });
});

it('keeps tokens out of what it records', async () => {
  const { discord, deferred } = await openTable();
  const one = await deferred();
  await one.edit([text('hello')]);
  expect(discord.traffic.map(({ path }) => path)).toContain(
    `/webhooks/${discord.applicationId}/token/messages/@original`,
  );
  expect(JSON.stringify(discord.traffic)).not.toContain(one.interaction.token);
});
