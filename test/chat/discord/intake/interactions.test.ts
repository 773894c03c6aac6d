import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { ADA, BOB, CHANNEL, createBench, factsOf, GUILD, payload, requestOf, THREAD } from './intake-bench.ts';

describe('a slash command', () => {
  it('brings its options, and its pictures in their order whatever order they were filled in', async () => {
    const { request, files } = await requestOf('slash-attachments');
    expect(request).toMatchObject({
      id: '1310000000000000001',
      trigger: 'command',
      name: 'edit',
      options: { prompt: 'put the cat of the second picture on the sofa', n: 2, private: true },
    });
    expect(files).toEqual({ image: ['sofa.png', 'cat.jpg', 'light.webp'], mask: ['mask.png'] });
    expect(request.images.image?.[0]).toEqual({
      key: expect.stringMatching(/^https:\/\/cdn\.discordapp\.com\/ephemeral-attachments\/.*sofa\.png\?ex=/),
      filename: 'sofa.png',
      declaredBytes: 48_213,
    });
  });

  it('brings a picture that Discord does not tell of as one that is missing, rather than without a word', async () => {
    const data = { name: 'edit', type: 1, options: [{ name: 'image', type: 11, value: '12' }] };
    const { request } = await requestOf('slash-attachments', { data });
    expect(request.images).toEqual({ image: [{ key: '', filename: 'picture' }] });
  });

  it('is named with its subcommand, and its people by their ids', async () => {
    const { request } = await requestOf('slash-subcommand');
    expect(request).toMatchObject({ name: 'quota set', options: { user: BOB, amount: 50 } });
  });

  it('brings roles and channels by their ids, and whoever asks with the roles they have', async () => {
    const options = [
      {
        name: 'grant',
        type: 1,
        options: [
          { name: 'role', type: 8, value: '1100000000000000050' },
          { name: 'channel', type: 7, value: THREAD },
          { name: 'amount', type: 4, value: 50 },
        ],
      },
    ];
    const resolved = {
      roles: { '1100000000000000050': { id: '1100000000000000050', name: 'Supporters' } },
      channels: { [THREAD]: { id: THREAD, name: 'posters', type: 11 } },
    };
    const { request } = await requestOf('slash-subcommand', { data: { name: 'quota', type: 1, options, resolved } });
    expect(request).toMatchObject({
      name: 'quota grant',
      options: { role: '1100000000000000050', channel: THREAD, amount: 50 },
      called: { role: 'Supporters', channel: 'posters' },
    });
  });

  it('keeps its name where nobody knows it, so that the app can say so', async () => {
    const { request, reply } = await requestOf('slash-direct', { data: { name: 'paint', type: 1 } });
    expect(request).toMatchObject({ trigger: 'command', name: 'paint', options: {}, images: {} });
    expect(reply.late).toBe('private');
  });

  it('may be answered by a form, and says how it is answered where the app is late', async () => {
    const { request, reply } = await requestOf('slash-user-installed');
    const form = { name: 'edit', title: 'Edit', submitLabel: 'Go', state: 's', fields: [] };
    await request.reply.openForm?.(form);
    expect(reply.forms).toEqual([form]);
    expect(reply.late).toBe('public');
    expect((await requestOf('slash-attachments')).reply.late).toBe('private');
  });
});

describe('the menu of a message', () => {
  it('finds the pictures of a result, and not the sheet of what it was made from', async () => {
    const { request, files } = await requestOf('message-menu-components');
    expect(request).toMatchObject({ trigger: 'menu', name: 'edit', options: {} });
    expect(files).toEqual({ image: ['easel-j1-1.png', 'easel-j1-2.png'] });
    expect(await request.repliedTo?.()).toBe('job of 1300000000000000001');
  });

  it("finds all pictures of anybody's message in their order, each once, and nothing from elsewhere", async () => {
    const { request, files } = await requestOf('message-menu-mixed');
    expect(files).toEqual({ image: ['boat.png', 'IMG_0001.heic', 'harbour.jpg', 'small.png', 'original.png'] });
    expect(request.repliedTo).toBeUndefined();
  });

  it('finds pictures that were forwarded', async () => {
    expect((await requestOf('message-menu-forwarded')).files).toEqual({ image: ['forwarded.png'] });
  });

  it('is handed over without pictures where the message has none', async () => {
    const { request, files } = await requestOf('message-menu-mixed', {
      data: { name: 'Edit this image', type: 3, target_id: '5', resolved: { messages: { 5: { content: 'words' } } } },
    });
    expect(request.trigger).toBe('menu');
    expect(files).toEqual({ image: [] });
  });

  it('is a command nobody knows where its label is of another time', async () => {
    const data = { name: 'Paint this', type: 3, target_id: '5', resolved: {} };
    expect((await requestOf('message-menu-mixed', { data })).request).toMatchObject({
      trigger: 'command',
      name: 'Paint this',
    });
  });
});

it('the menu of a person is the command about that person', async () => {
  const { request } = await requestOf('person-menu');
  expect(request).toMatchObject({ trigger: 'command', name: 'credits', options: { user: BOB }, images: {} });
});

it('a button is its state, and nothing else', async () => {
  const { request } = await requestOf('button');
  expect(request).toMatchObject({ trigger: 'button', name: '', state: 'state-v1', options: {}, images: {} });
  expect(request.reply.openForm).toBeTypeOf('function');
});

describe('a form', () => {
  it('brings its name and state, what was filled in, and what was uploaded', async () => {
    const { request, files } = await requestOf('modal-uploads');
    expect(request).toMatchObject({ trigger: 'form', name: 'edit', state: 'state-e1' });
    expect(request.options).toEqual({ prompt: 'warmer light', region: 'left', exact: true, which: '#2' });
    expect(files).toEqual({ image: ['two.png', 'one.png'] });
  });

  it('cannot be answered by another form', async () => {
    expect((await requestOf('modal-uploads')).request.reply.openForm).toBeUndefined();
  });

  it('is read in its older shape too', async () => {
    const row = { type: 1, components: [{ type: 4, custom_id: 'prompt', value: 'fog' }] };
    const { request } = await requestOf('modal-uploads', { data: { custom_id: 'a|b|c', components: [row] } });
    expect(request).toMatchObject({ name: 'a', state: 'b|c', options: { prompt: 'fog' } });
  });
});

describe('where an interaction comes from', () => {
  it('is told of a guild', async () => {
    const { request, reply } = await requestOf('slash-attachments');
    expect(request.actor).toEqual({
      userId: ADA,
      displayName: 'Countess Ada',
      isModerator: false,
      roles: ['1100000000000000050'],
    });
    expect(request.place).toEqual({
      platform: 'discord',
      tenantId: `discord:${GUILD}`,
      channelId: CHANNEL,
      ageRestricted: false,
    });
    expect(reply.origin).toEqual({
      id: '1310000000000000001',
      applicationId: '1200000000000000001',
      token: 'aW50ZXJhY3Rpb246c2VjcmV0',
      receivedAt: expect.any(Number),
      guildId: GUILD,
      channelId: CHANNEL,
      userId: ADA,
      permissions: 2222085726793281n,
      isThread: false,
      installedThere: true,
      maxFileBytes: 26_214_400,
    });
  });

  it('is told of direct messages, where everybody has one account and nobody moderates', async () => {
    const { request, reply } = await requestOf('slash-direct');
    expect(request.place).toMatchObject({ tenantId: 'discord:dm', channelId: '1500000000000000001', isDirect: true });
    expect(request.place.ageRestricted).toBe(false);
    expect(request.actor).toEqual({ userId: ADA, displayName: 'Ada', isModerator: false });
    expect(reply.origin).toMatchObject({
      guildId: null,
      permissions: null,
      installedThere: true,
      maxFileBytes: 10_485_760,
    });
  });

  it('is told of a place where only the person installed Easel', async () => {
    const { reply } = await requestOf('slash-user-installed');
    expect(reply.origin).toMatchObject({ guildId: GUILD, installedThere: false });
    const elsewhere = { authorizing_integration_owners: { 0: '5', 1: ADA } };
    expect((await requestOf('slash-user-installed', elsewhere)).reply.origin.installedThere).toBe(false);
    const privately = await requestOf('slash-direct', { context: 2, authorizing_integration_owners: { 1: ADA } });
    expect(privately.reply.origin.installedThere).toBe(false);
  });

  it('is told of a thread, which is for adults where its parent is', async () => {
    const { request, reply } = await requestOf(
      'slash-thread',
      {},
      { channelOf: (id) => factsOf({ nsfw: id === CHANNEL }) },
    );
    expect(request.place).toMatchObject({ channelId: THREAD, parentId: CHANNEL, isThread: true, ageRestricted: true });
    expect(reply.origin.isThread).toBe(true);
    expect((await requestOf('slash-thread')).request.place.ageRestricted).toBe(false);
  });

  it('is told of a channel for adults', async () => {
    const channel = { id: CHANNEL, type: 0, nsfw: true };
    expect((await requestOf('slash-attachments', { channel })).request.place.ageRestricted).toBe(true);
  });

  it.each([
    ['Administrator', PermissionFlagsBits.Administrator, true],
    ['ManageGuild', PermissionFlagsBits.ManageGuild, true],
    ['ManageMessages', PermissionFlagsBits.ManageMessages, false],
  ])('makes somebody with %s a moderator or not', async (_name, bit, isModerator) => {
    const member = { user: { id: BOB, username: 'bob', global_name: null }, nick: null, permissions: String(bit) };
    const { request } = await requestOf('slash-attachments', { member });
    expect(request.actor).toEqual({ userId: BOB, displayName: 'bob', isModerator, roles: [] });
  });

  it('has no previews where Easel may not attach files', async () => {
    expect((await requestOf('slash-attachments')).request.caps.preview).toBe(true);
    expect((await requestOf('slash-attachments', { app_permissions: '3072' })).request.caps.preview).toBe(false);
    expect((await requestOf('slash-direct')).request.caps.preview).toBe(true);
  });
});

describe('handing over', () => {
  it('awaits nothing before the app has the request', () => {
    const bench = createBench();
    bench.interaction(payload('slash-attachments')).catch(() => {});
    expect(bench.requests).toHaveLength(1);
  });

  it('passes a second delivery of the same event on under the same id', async () => {
    const bench = createBench();
    await Promise.all([bench.interaction(payload('button')), bench.interaction(payload('button'))]);
    expect(bench.requests.map(({ id }) => id)).toEqual(['1310000000000000008', '1310000000000000008']);
  });

  it('lasts as long as the app works on it, and logs what it throws', async () => {
    const bench = createBench();
    await bench.interaction(payload('button'), () => Promise.reject(new Error('a bug')));
    expect(bench.log.lines).toMatchObject([{ level: 'error', fields: { eventId: '1310000000000000008' } }]);
  });
});

describe('what nobody can use', () => {
  it.each([
    ['a ping', { type: 1, id: '1', token: 'x' }],
    ['a kind of another time', { type: 77 }],
    ['a select menu in a message', payload('button', { data: { component_type: 3, custom_id: 'x', values: [] } })],
  ])('is ignored: %s', async (_what, data) => {
    const bench = createBench();
    await bench.interaction(data);
    expect(bench.requests).toEqual([]);
    expect(bench.opened).toEqual([]);
    expect(bench.log.lines).toMatchObject([{ level: 'debug' }]);
  });

  it.each(['slash-attachments', 'modal-uploads'])(
    'is answered privately where %s has no readable data',
    async (name) => {
      const bench = createBench();
      await bench.interaction(payload(name, { data: 'junk' }));
      expect(bench.requests).toEqual([]);
      expect(bench.opened).toMatchObject([{ acks: ['private'] }]);
      expect(bench.told).toMatchObject([
        { kind: 'text', text: [{ plain: expect.stringContaining('could not read') }] },
      ]);
    },
  );

  it('is logged where nobody knows whom to answer, without its secrets', async () => {
    const bench = createBench();
    await bench.interaction(payload('slash-attachments', { member: undefined, id: 7 }));
    expect(bench.log.lines).toMatchObject([{ level: 'warn', fields: { where: ['id'] } }]);
    expect(JSON.stringify(bench.log.lines)).not.toContain('c2VjcmV0');
  });
});
