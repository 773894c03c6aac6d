import { Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { hasDescriptions } from '../../descriptions.ts';
import { bodyOf, button, file, gallery, openTable, row, text, V2 } from './asking.ts';
import { judgeAnswers, judgeTraffic } from './judge-traffic.ts';
import { restOf } from './open-client.ts';

const MIB = 1024 * 1024;

/** A table with Easel's own message in the channel, and the route to it. */
async function openPosted(components: readonly object[] = [text('hello')], names: readonly string[] = []) {
  const table = await openTable();
  const { discord, rest } = table;
  const files = names.map((name) => file(name));
  const route = Routes.channelMessages(discord.channel.id);
  const post = (parts: readonly object[], more = {}) => rest.post(route, { body: bodyOf(parts), ...more });
  await post(components, files.length > 0 ? { files } : {});
  const shown = () => table.ada.sees(discord.channel).at(-1);
  const id = shown()?.id ?? '';
  const edit = (body: object, more = {}) =>
    rest.patch(Routes.channelMessage(discord.channel.id, id), { body, ...more });
  const namesShown = () => shown()?.files.map(({ name }) => name);
  return {
    ...table,
    route,
    post,
    shown,
    id,
    edit,
    namesShown,
    fileId: () => discord.world.messages.get(id)?.files[0]?.id,
  };
}

describe('attachments of an edit', () => {
  it('stay as they are where it says nothing of them', async () => {
    const { edit, namesShown } = await openPosted([gallery('a.png')], ['a.png']);
    await edit({ components: [text('with'), gallery('a.png')] });
    expect(namesShown()).toEqual(['a.png']);
  });

  it('are replaced by files that come without a list', async () => {
    const { edit, namesShown, discord, id } = await openPosted([gallery('a.png')], ['a.png']);
    await edit({ components: [gallery('b.png')] }, { files: [file('b.png')] });
    expect(namesShown()).toEqual(['b.png']);
    expect(discord.world.messages.get(id)?.files).toHaveLength(1);
  });

  it('stay where the list names them, beside new ones', async () => {
    const { edit, namesShown, fileId } = await openPosted([gallery('a.png')], ['a.png']);
    const attachments = [{ id: fileId() }, { id: 0, filename: 'b.png', description: 'the second' }];
    await edit({ components: [gallery('a.png', 'b.png')], attachments }, { files: [file('x.png')] });
    expect(namesShown()).toEqual(['a.png', 'b.png']);
  });

  it('that are gone cannot be shown', async () => {
    const { edit, namesShown } = await openPosted([gallery('a.png')], ['a.png']);
    await expect(edit({ components: [gallery('a.png')], attachments: [] })).rejects.toMatchObject({ code: 50035 });
    await expect(edit({ attachments: [{ id: '12345' }] })).rejects.toMatchObject({ code: 50035 });
    expect(namesShown()).toEqual(['a.png']);
  });

  it('that components show are not among the attachments of the message', async () => {
    const { rest, discord, id } = await openPosted([gallery('a.png')], ['a.png', 'unseen.png']);
    const message = await rest.get(Routes.channelMessage(discord.channel.id, id));
    expect(message).toMatchObject({ attachments: [{ filename: 'unseen.png' }] });
    expect(message).toMatchObject({ components: [{ items: [{ media: { attachment_id: expect.any(String) } }] }] });
  });
});

describe('Components V2', () => {
  it('is for good, and without words of the old kind', async () => {
    const { edit, shown } = await openPosted();
    await expect(edit({ flags: 0 })).rejects.toMatchObject({ code: 50035 });
    await expect(edit({ content: 'old' })).rejects.toMatchObject({ code: 50035 });
    await edit({ content: null, embeds: [], components: [text('new')] });
    expect(shown()).toMatchObject({ text: 'new', isV2: true, edited: true });
  });

  it('cannot be empty, and can take the place of an old message', async () => {
    const { rest, route, post, ada, discord } = await openPosted();
    await expect(post([])).rejects.toMatchObject({ code: 50006 });
    await rest.post(route, { body: { content: 'old' } });
    const old = ada.sees(discord.channel).at(-1);
    const oldRoute = Routes.channelMessage(discord.channel.id, old?.id ?? '');
    await expect(rest.patch(oldRoute, { body: bodyOf([text('new')]) })).rejects.toMatchObject({ code: 50035 });
    await rest.patch(oldRoute, { body: { ...bodyOf([text('new')]), content: null } });
    expect(ada.sees(discord.channel).at(-1)).toMatchObject({ id: old?.id, text: 'new', isV2: true });
  });

  it('breaks under too many bytes of text, which characters do not show', async () => {
    const { post } = await openPosted();
    await post([text('a'.repeat(4000))]);
    await expect(post([text('🎨'.repeat(4000))])).rejects.toMatchObject({ status: 500 });
  });
});

describe('too much', () => {
  it('of one file, by the route it takes', async () => {
    const { discord, post } = await openPosted();
    const big = [file('a.png', 10 * MIB + 1)];
    await expect(post([gallery('a.png')], { files: big })).rejects.toMatchObject({ status: 413, code: 40005 });
    const { deferred } = await openTable({ guild: { uploadLimit: 12 * MIB } });
    const one = await deferred();
    expect(one.interaction.payload.attachment_size_limit).toBe(12 * MIB);
    await one.edit([gallery('a.png')], { files: big });
    expect(discord.traffic.at(-1)?.status).toBe(413);
  });

  it('of everything in one request', async () => {
    const { deferred, ada, discord } = await openTable({ guild: { uploadLimit: 50 * MIB } });
    const one = await deferred();
    const names = ['a.png', 'b.png', 'c.png'];
    const files = names.map((name) => file(name, 9 * MIB));
    await expect(one.edit([gallery(...names)], { files })).rejects.toMatchObject({ status: 413, code: 40005 });
    expect(ada.sees(discord.channel)).toMatchObject([{ loading: true }]);
  });

  it('of files in one message', async () => {
    const { post } = await openPosted();
    const files = Array.from({ length: 11 }, (_, at) => file(`${at}.png`));
    await expect(post([text('many')], { files })).rejects.toMatchObject({ code: 30015 });
  });

  it('of edits to messages older than an hour', async () => {
    const { clock, edit, discord, id } = await openPosted();
    await clock.advance(3_600_001);
    for (let count = 0; count < 3; count++) await edit({ components: [text(`edit ${count}`)] });
    const route = Routes.channelMessage(discord.channel.id, id);
    const hasty = restOf(discord, { rejectOnRateLimit: () => true });
    const late = () => hasty.patch(route, { body: { components: [text('one more')] } });
    await expect(late()).rejects.toMatchObject({ retryAfter: 6050 });
    expect(discord.traffic.at(-1)?.answer).toMatchObject({ code: 30046, retry_after: 6 });
    await clock.advance(6000);
    await edit({ components: [text('now')] });
  });
});

describe('who is called', () => {
  it('is whoever the text names and nobody forbids', async () => {
    const { rest, route, discord, ada, shown } = await openPosted();
    const ben = discord.person('Ben');
    const content = `<@${ada.id}> <@${ben.id}> @everyone \`<@${discord.guild.ownerId}>\``;
    await rest.post(route, { body: { content } });
    expect(shown()?.notified).toEqual([ada.id, ben.id]);
    await rest.post(route, { body: { content, allowed_mentions: { users: [ben.id] } } });
    expect(shown()?.notified).toEqual([ben.id]);
    await rest.post(route, { body: bodyOf([text(content)]) });
    expect(shown()?.notified).toEqual([]);
    discord.allow(discord.channel, 'bot', 'MentionEveryone');
    await rest.post(route, { body: { content } });
    expect(shown()?.notified).toContain('everyone');
  });

  it('is nobody by an edit', async () => {
    const { edit, shown, ada } = await openPosted();
    await edit({ components: [text(`<@${ada.id}>`)] });
    expect(shown()?.notified).toEqual([]);
  });
});

it('sends a message with the same nonce once', async () => {
  const { rest, route, ada, discord } = await openPosted();
  const body = { ...bodyOf([text('once')]), nonce: 'job-1', enforce_nonce: true };
  const [first, second] = [await rest.post(route, { body }), await rest.post(route, { body })];
  expect(second).toMatchObject({ id: (first as { id: string }).id });
  expect(ada.sees(discord.channel)).toHaveLength(2);
});

it('loses messages to moderators, for the answer too', async () => {
  const { deferred, discord, edit, id } = await openPosted();
  const one = await deferred();
  discord.deleteMessage({ id: one.interaction.originalId ?? '' });
  discord.deleteMessage({ id });
  await expect(one.edit([text('gone')])).rejects.toMatchObject({ code: 10008, status: 404 });
  await expect(edit({ components: [text('gone')] })).rejects.toMatchObject({ code: 10008 });
});

it('keeps addresses of files for a day, and only those it signed', async () => {
  const { clock, shown } = await openPosted([gallery('a.png')], ['a.png']);
  const url = shown()?.files[0]?.url ?? '';
  expect((await fetch(url)).headers.get('content-type')).toBe('image/png');
  expect((await fetch(url.replace('hm=', 'hm=0'))).status).toBe(404);
  await clock.advance(24 * 3_600_000);
  expect((await fetch(url)).status).toBe(404);
  expect((await fetch(shown()?.files[0]?.url ?? '')).status).toBe(200);
});

it.skipIf(!hasDescriptions)(
  'is asked and answers as Discord describes its API (skipped without the description)',
  async () => {
    const { discord, deferred, edit, rest } = await openPosted([gallery('a.png'), row(button('x'))], ['a.png']);
    const one = await deferred();
    const parts = [
      text('hi'),
      gallery('b.png'),
      { type: 17, components: [{ type: 14 }, { type: 13, file: { url: 'attachment://b.png' } }] },
    ];
    await one.edit(parts, { files: [file('b.png')] });
    await one.followUp([text('more')], { flags: V2 });
    await edit({ components: [text('again')] });
    await rest.get(Routes.channelMessages(discord.channel.id));
    expect(await judgeTraffic(discord.traffic)).toEqual([]);
    expect(await judgeAnswers(discord.traffic)).toEqual([]);
    await expect(discord.expectConform()).resolves.toBeUndefined();
  },
);
