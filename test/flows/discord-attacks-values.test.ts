import { createServer } from 'node:http';
import { InteractionType } from 'discord.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { act } from '../fakes/discord/people/act.ts';
import type { SeenMessage } from '../fakes/discord/people/view.ts';
import { ALLOWANCE, type Asking, type FaultyFlow, openFaultyFlow } from './discord-fault-kit.ts';

/** A server on this machine that nobody may reach through Easel. */
const trap = createServer((request, response) => {
  trapped.push(request.url ?? '');
  response.end('inside');
});
const trapped: string[] = [];
let trapPort = 0;

let flow: FaultyFlow;
beforeAll(async () => {
  flow = await openFaultyFlow();
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', () => resolve()));
  const address = trap.address();
  trapPort = typeof address === 'object' && address ? address.port : 0;
});
afterAll(async () => {
  await flow.discord.expectConform();
  await flow.close();
  trap.close();
});

/** What was said of it, to whomever. */
async function said(asked: Asking): Promise<string> {
  const { discord } = flow;
  const { id, userId, channelId } = asked.interaction;
  const seen = () => discord.messagesSeenBy({ id: userId }, { id: channelId });
  const isAnswer = ({ interactionId, loading, text, buttons }: SeenMessage) =>
    interactionId === id && !loading && (text.includes('charged') || buttons.some(({ label }) => label === 'Reroll'));
  return (await discord.until(() => seen().find(isAnswer), 15_000)).text;
}

const STRING = 3;
const INTEGER = 4;
const BOOLEAN = 5;
const ATTACHMENT = 11;

/** A command as no app of Discord would send it. */
function command(name: string, options: readonly object[], attachments: Readonly<Record<string, object>> = {}) {
  const { discord } = flow;
  const ada = discord.person('ada');
  const data = { id: '1', name, type: 1, options, resolved: { attachments } };
  return act(discord.world, {
    type: InteractionType.ApplicationCommand,
    user: ada.user,
    channel: discord.channel,
    data,
  });
}

const prompt = { name: 'prompt', type: STRING, value: 'a red fox' };

describe('values that no app of Discord would send', () => {
  it.each<[string, object, RegExp]>([
    ['more pictures than there may be', { name: 'n', type: INTEGER, value: 1000 }, /Nothing was charged/],
    ['no pictures', { name: 'n', type: INTEGER, value: 0 }, /Nothing was charged/],
    ['half a picture', { name: 'n', type: INTEGER, value: 1.5 }, /Nothing was charged/],
    ['words for a number', { name: 'n', type: STRING, value: 'many' }, /Nothing was charged/],
    ['a choice that is not offered', { name: 'background', type: STRING, value: '<@1>' }, /Nothing was charged/],
    ['a model that is not', { name: 'model', type: STRING, value: '../../etc' }, /Nothing was charged/],
    ['a number for words', { name: 'prompt', type: INTEGER, value: 7 }, /charged|7/],
    ['yes as the prompt', { name: 'prompt', type: BOOLEAN, value: true }, /charged|true/],
    ['a prompt of 100,000 letters', { name: 'prompt', type: STRING, value: 'x'.repeat(100_000) }, /the limit is 2,000/],
  ])('are refused with a clear word: %s', async (_what, option, says) => {
    const name = 'name' in option && option.name === 'prompt' ? [] : [prompt];
    expect(await said(await command('imagine', [...name, option]))).toMatch(says);
  });

  it.each<[string, object]>([
    ['an option that is not', { name: 'sudo', type: STRING, value: 'yes' }],
    ['an option of every object', { name: '__proto__', type: STRING, value: 'x' }],
    ['one more of every object', { name: 'constructor', type: STRING, value: 'x' }],
    ['a yes that is no yes', { name: 'private', type: INTEGER, value: 2 }],
  ])('mean nothing where they mean nothing: %s', async (_what, option) => {
    expect(await said(await command('imagine', [prompt, option]))).toMatch(/a red fox/);
  });

  it('of a place for adults count only there', async () => {
    const low = { name: 'moderation', type: STRING, value: 'low' };
    expect(await said(await command('imagine', [prompt, low]))).toContain('only for places marked as age\\-restricted');
  });

  it('open the form where what is needed is empty', async () => {
    const asked = await command('imagine', [{ name: 'prompt', type: STRING, value: ' ' }]);
    expect(asked.modal).toMatchObject({ title: 'Imagine', components: expect.any(Array) });
  });

  it('and a command that is not are answered', async () => {
    expect(await said(await command('drop-tables', []))).toContain('Nothing was charged');
  });
});

describe('a picture that lies somewhere else', () => {
  it.each<[string, () => string]>([
    ['on this machine', () => `http://127.0.0.1:${trapPort}/secrets`],
    ['on this machine, as Discord', () => `http://cdn.discordapp.com@127.0.0.1:${trapPort}/secrets`],
    ['on this machine, by name', () => `http://localhost:${trapPort}/secrets`],
    ['in the cloud around it', () => 'http://169.254.169.254/latest/meta-data'],
    ['at a host that begins like Discord', () => 'https://cdn.discordapp.com.evil.example/a.png'],
    ['in a file', () => 'file:///etc/passwd'],
    ['in the address itself', () => 'data:image/png;base64,AAAA'],
    ['nowhere', () => 'not an address'],
  ])('%s is never fetched', async (_what, url) => {
    const image = { name: 'image', type: ATTACHMENT, value: '5' };
    const file = { id: '5', filename: 'fox.png', size: 100, url: url(), proxy_url: url(), content_type: 'image/png' };
    expect(await said(await command('edit', [prompt, image], { '5': file }))).toContain('could not be fetched');
    expect(trapped).toEqual([]);
  });

  it('because its number names nothing is missing, not left out', async () => {
    const image = { name: 'image', type: ATTACHMENT, value: '__proto__' };
    expect(await said(await command('edit', [prompt, image]))).toContain('could not be fetched');
  });
});

describe('a form that was changed on its way', () => {
  const text = (name: string, value: unknown) => ({
    type: 18,
    id: 1,
    component: { type: 4, id: 2, custom_id: name, value },
  });

  it.each<[string, readonly object[]]>([
    ['with fields that are not', [text('prompt', 'in winter'), text('__proto__', 'x'), text('n', '999999')]],
    ['with no fields', []],
    ['with values of other kinds', [text('prompt', { $ne: null }), { type: 18 }, { type: 99, component: 7 }]],
    ['with a region of no place', [text('prompt', 'in winter'), text('region', '<@&1> **x**')]],
    ['with a picture that is not', [text('prompt', 'in winter'), text('picture', '99')]],
  ])('%s is read or refused, and answered', async (_what, components) => {
    const { discord } = flow;
    const ada = discord.person('ada');
    const made = await ada.command(discord.channel, 'imagine', { prompt: 'a fox', n: 2 });
    const result = await flow.result(made);
    const form = await ada.press(result, 'Edit');
    const data = { custom_id: form.modal?.customId, components };
    const sent = await act(discord.world, {
      type: InteractionType.ModalSubmit,
      user: ada.user,
      channel: discord.channel,
      data,
    });
    expect(await said(sent)).toMatch(/charged|in winter/);
    await expect.poll(() => flow.easel.jobs.unfinished()).toEqual([]);
    expect((await flow.balance(ada)).held).toBe(0);
    expect((await flow.balance(ada)).available).toBeGreaterThanOrEqual(ALLOWANCE - 4 - 8);
  });

  it('of another name or of nobody does nothing', async () => {
    const { discord } = flow;
    const ada = discord.person('ada');
    for (const custom_id of [
      '',
      '|',
      'edit|',
      'sudo|x',
      `edit|${'0'.repeat(16)}.edit`,
      `edit|${'0'.repeat(16)}.menu/1`,
    ]) {
      const data = { custom_id: custom_id || 'x', components: [text('prompt', 'in winter')] };
      const sent = await act(discord.world, {
        type: InteractionType.ModalSubmit,
        user: ada.user,
        channel: discord.channel,
        data,
      });
      expect(await said(sent)).toContain('is not here any more');
    }
    expect(await flow.jobs(ada)).toEqual([]);
  });
});

describe('what Easel does not know', () => {
  it('does not end it: kinds of events, parts and pictures that came after it', async () => {
    const { discord } = flow;
    const place = { guildId: discord.guild.id, channelId: discord.channel.id };
    const ada = discord.person('ada');
    for (const [name, data] of [
      ['INTERACTION_CREATE', { id: '1', type: 77, token: 'x', application_id: discord.applicationId }],
      ['INTERACTION_CREATE', { type: 3 }],
      ['MESSAGE_CREATE', {}],
      ['MESSAGE_CREATE', { id: '1', channel_id: '2', type: 0, author: { id: '3' }, components: [{ type: 400 }] }],
      ['MESSAGE_UPDATE', {}],
      ['MESSAGE_DELETE', { id: '1', channel_id: '2' }],
      ['SOMETHING_NEW', { it: 'is' }],
    ] as const)
      discord.world.dispatch(name, place, data);
    await flow.result(await ada.command(discord.channel, 'imagine', { prompt: 'a red fox' }));
  });
});
