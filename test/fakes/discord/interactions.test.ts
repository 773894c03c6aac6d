import { MessageFlags, Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { button, openTable, pending, row, text, V2 } from './asking.ts';

const { Ephemeral } = MessageFlags;

describe('a first answer', () => {
  it('comes within three seconds', async () => {
    const { clock, ask, ada, discord } = await openTable();
    const one = await ask();
    await clock.advance(2999);
    await one.callback(5);
    expect((await one.asked).answer).toEqual({ kind: 'deferred', ephemeral: false });
    expect(ada.sees(discord.channel)).toMatchObject([{ loading: true, ours: true, text: '' }]);
  });

  it('that is later is not known any more, and the person sees none', async () => {
    const { clock, ask } = await openTable();
    const one = await ask();
    await clock.advance(3000);
    await expect(one.callback(5)).rejects.toMatchObject({ code: 10062, status: 404 });
    await expect(one.edit([text('late')])).rejects.toMatchObject({ code: 10062 });
    expect((await one.asked).answer).toBeNull();
  });

  it('is there once', async () => {
    const { ask, ada, discord } = await openTable();
    const one = await ask();
    const both = await Promise.allSettled([one.callback(5), one.callback(4, { content: 'twice' })]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 40060 } });
    expect(ada.sees(discord.channel)).toHaveLength(1);
  });

  it('cannot be edited before it is there', async () => {
    const { ask } = await openTable();
    const one = await ask();
    await expect(one.edit([text('early')])).rejects.toMatchObject({ code: 10015 });
  });

  it('may be put off without a word about Components V2 only', async () => {
    const { ask } = await openTable();
    const one = await ask();
    await expect(one.callback(5, { flags: V2 | Ephemeral })).rejects.toMatchObject({ code: 50035 });
    await one.callback(5, { flags: Ephemeral });
    expect((await one.asked).answer).toEqual({ kind: 'deferred', ephemeral: true });
  });

  it('tells its message where that is asked for', async () => {
    const { ask, rest, discord } = await openTable();
    const { interaction } = await ask();
    const url = Routes.interactionCallback(interaction.id, interaction.token);
    const query = new URLSearchParams({ with_response: 'true' });
    const answer = await rest.post(url, { body: { type: 4, data: { flags: V2, components: [text('hello')] } }, query });
    const shown = discord.messagesSeenBy({ id: interaction.userId }, discord.channel)[0];
    expect(answer).toMatchObject({
      interaction: { response_message_id: shown?.id, response_message_loading: false },
      resource: { type: 4, message: { components: [{ type: 10, content: 'hello' }] } },
    });
  });
});

describe('the token', () => {
  it('opens the answer for fifteen minutes', async () => {
    const { clock, deferred } = await openTable();
    const one = await deferred();
    await clock.advance(15 * 60_000 - 1);
    await one.edit([text('in time')]);
    await clock.advance(1);
    await expect(one.edit([text('late')])).rejects.toMatchObject({ code: 50027, status: 401 });
    await expect(one.followUp([text('late')])).rejects.toMatchObject({ code: 50027 });
  });

  it('lets the first follow-up take the place of the stub', async () => {
    const { deferred, ada, discord } = await openTable();
    const one = await deferred();
    await one.followUp([text('first')]);
    await one.followUp([text('second')]);
    expect(ada.sees(discord.channel)).toMatchObject([{ text: 'first', loading: false }, { text: 'second' }]);
  });
});

describe('a private answer', () => {
  it('is there for one person and not for the bot itself', async () => {
    const { deferred, discord, ada, rest } = await openTable();
    const one = await deferred(true);
    await one.edit([text('psst'), row(button('share'))]);
    const ben = discord.person('Ben');
    const [seen] = ada.sees(discord.channel);
    expect(seen).toMatchObject({ text: 'psst\nshare', ephemeral: true });
    expect(ben.sees(discord.channel)).toEqual([]);
    await expect(ben.press({ id: seen?.id ?? '' }, 'share')).rejects.toThrow('does not see');
    const route = Routes.channelMessage(discord.channel.id, seen?.id ?? '');
    await expect(rest.get(route)).rejects.toMatchObject({ code: 10008 });
    await expect(rest.patch(route, { body: {} })).rejects.toMatchObject({ code: 10008 });
    await expect(rest.delete(route)).rejects.toMatchObject({ code: 10008 });
  });

  it('stays private whatever the edit says', async () => {
    const { deferred, ada, discord } = await openTable();
    await (await deferred(true)).edit([text('psst')], { flags: V2 });
    await (await deferred(false)).edit([text('loud')], { flags: V2 | Ephemeral });
    expect(ada.sees(discord.channel).map(({ ephemeral }) => ephemeral)).toEqual([true, false]);
  });
});

describe('where only the person installed the application', () => {
  async function openElsewhere() {
    const table = await openTable();
    const elsewhere = table.discord.addGuild({ name: 'Elsewhere', withoutBot: true });
    const channel = table.discord.addChannel({ guild: elsewhere });
    const eve = table.discord.person('Eve', { guilds: [elsewhere], installed: true });
    return { ...table, channel, eve };
  }

  it('there is no route of its own, and few follow-ups', async () => {
    const { channel, eve, rest, deferred } = await openElsewhere();
    const one = await deferred(false, channel, eve);
    expect(one.interaction.payload).toMatchObject({ authorizing_integration_owners: { '1': eve.id } });
    await one.edit([text('here')]);
    for (let count = 0; count < 5; count++) await one.followUp([text(`more ${count}`)]);
    await expect(one.followUp([text('too many')])).rejects.toMatchObject({ code: 40094 });
    const route = Routes.channelMessages(channel.id);
    await expect(rest.post(route, { body: { content: 'hello' } })).rejects.toMatchObject({ code: 50001, status: 403 });
  });

  it('answers are private where the server wants no applications of others', async () => {
    const { channel, eve, discord, deferred } = await openElsewhere();
    discord.deny(channel, 'everyone', 'UseExternalApps');
    await deferred(false, channel, eve);
    expect(eve.sees(channel)).toMatchObject([{ ephemeral: true }]);
  });

  it('somebody without it cannot use it', async () => {
    const { channel, discord } = await openElsewhere();
    const guilds = [...discord.world.guilds.values()].slice(-1);
    const finn = discord.person('Finn', { guilds });
    await expect(finn.command(channel, 'draw', { prompt: 'x' })).rejects.toThrow('installed neither there');
  });
});

describe('a button', () => {
  it('may update its message, in its own time', async () => {
    const { deferred, discord, rest, ada } = await openTable();
    await (await deferred()).edit([text('choose'), row(button('again', '🔄'), { ...button('off'), disabled: true })]);
    const [message] = ada.sees(discord.channel);
    const ben = discord.person('Ben');
    const pressed = await pending(discord, rest, () => ben.press(message ?? { id: '' }, 'again'));
    expect(pressed.interaction.payload).toMatchObject({
      data: { custom_id: 'again', component_type: 2 },
      message: { id: message?.id, components: [{ content: 'choose' }, { components: [{ custom_id: 'again' }, {}] }] },
      member: { user: { username: 'ben' } },
    });
    await pressed.callback(6);
    await pressed.edit([text('chosen')]);
    expect(ada.sees(discord.channel)).toMatchObject([{ text: 'chosen', edited: true, buttons: [] }]);
    await pressed.followUp([text('for you')], { flags: V2 | Ephemeral });
    expect(ben.sees(discord.channel)[1]).toMatchObject({ text: 'for you', ephemeral: true });
  });

  it('that is disabled or not there cannot be pressed', async () => {
    const { deferred, discord, ada } = await openTable();
    await (await deferred()).edit([row({ ...button('off'), disabled: true })]);
    const message = ada.sees(discord.channel)[0] ?? { id: '' };
    await expect(ada.press(message, 'off')).rejects.toThrow('disabled');
    await expect(ada.press(message, 'on')).rejects.toThrow('there is no on, but off');
  });
});

it('delivers the same event again where a test asks for it', async () => {
  const { discord, ask } = await openTable();
  const heard: string[] = [];
  discord.world.dispatch = (event, _place, data) => heard.push(`${event} ${'id' in data ? data.id : ''}`);
  const one = await ask();
  await one.callback(5);
  discord.person('Ben').redeliver(await one.asked);
  const told = `INTERACTION_CREATE ${one.interaction.id}`;
  expect(heard.filter((event) => event === told)).toHaveLength(2);
});
