import { describe, expect, it } from 'vitest';
import { plainText } from '#src/domain/text.ts';
import {
  ADA,
  BOB,
  BOT,
  CHANNEL,
  COMMANDS,
  createBench,
  factsOf,
  GUILD,
  payload,
  requestOfMessage,
  THREAD,
} from './intake-bench.ts';

const OURS = { id: BOT, username: 'easel', bot: true };
const BOBS = { id: BOB, username: 'bob' };
const RESULT = '1300000000000000001';
const ROLE = '1100000000000000060';

const picture = (name: string) => ({
  id: '1400000000000000031',
  filename: name,
  url: `https://cdn.discordapp.com/attachments/1/2/${name}`,
  content_type: 'image/png',
  size: 5,
});

/** A reply of Ada's to a message of somebody. */
const replyTo = (author: object, more: object = {}) => ({
  type: 19,
  message_reference: { type: 0, message_id: RESULT, channel_id: CHANNEL },
  referenced_message: { id: RESULT, author, content: '', attachments: [], ...more },
});

async function isHeard(name: string, changes: object, parts = {}): Promise<boolean> {
  const bench = createBench(parts);
  await bench.message(payload(name, changes));
  return bench.requests.length === 1;
}

describe('a mention', () => {
  it('brings its words without the mention, and its pictures', async () => {
    const { request, reply, files } = await requestOfMessage('mention');
    expect(request).toMatchObject({
      id: '1320000000000000001',
      trigger: 'message',
      name: '',
      options: { prompt: 'make it night' },
      actor: { userId: ADA, displayName: 'Countess Ada', isModerator: false },
      place: { tenantId: `discord:${GUILD}`, channelId: CHANNEL, ageRestricted: false },
    });
    expect(files).toEqual({ image: ['day.png'] });
    expect(request.state).toBeUndefined();
    expect(request.reply.openForm).toBeUndefined();
    expect(request.repliedTo).toBeUndefined();
    expect(reply.late).toBe('public');
    expect(reply.origin).toMatchObject({ token: null, installedThere: true, guildId: GUILD, maxFileBytes: 10_485_760 });
  });

  it.each([
    [`make <@!${BOT}> it night`, 'make it night'],
    [`<@${BOT}>`, ''],
    [`line one\n<@${BOT}>\nline two`, 'line one\n \nline two'],
    [`<@${BOT}> a cat for <@${BOB}>`, `a cat for <@${BOB}>`],
  ])('in "%s" says "%s"', async (content, prompt) => {
    expect((await requestOfMessage('mention', { content })).request.options).toEqual({ prompt });
  });

  it('counts only where it stands in the words', async () => {
    expect(await isHeard('mention', { content: 'make it night' })).toBe(false);
    expect(await isHeard('mention', { mentions: [] })).toBe(false);
    expect(await isHeard('mention', { content: '@everyone look', mentions: [], mention_everyone: true })).toBe(false);
  });

  it("counts by the bot's own role, and by no other", async () => {
    const changes = { content: `<@&${ROLE}> a fox`, mentions: [], mention_roles: [ROLE] };
    expect(await isHeard('mention', changes)).toBe(false);
    expect(await isHeard('mention', changes, { botRoleOf: () => '1' })).toBe(false);
    const { request } = await requestOfMessage('mention', changes, { botRoleOf: () => ROLE });
    expect(request.options).toEqual({ prompt: 'a fox' });
  });

  it('by the role alone is told what to do where Discord keeps its words back', async () => {
    const bench = createBench({ botRoleOf: () => ROLE });
    await bench.message(payload('mention', { content: '', attachments: [], mentions: [], mention_roles: [ROLE] }));
    expect(bench.requests).toEqual([]);
    expect(bench.told.map((answer) => answer.kind === 'text' && plainText(answer.text))).toEqual([
      expect.stringContaining('pick the bot itself'),
    ]);
  });

  it("brings the pictures of another person's message that it answers, where it has none", async () => {
    const reply = replyTo(BOBS, { content: 'mine', attachments: [picture('boat.png')] });
    const { files, request } = await requestOfMessage('mention', { ...reply, attachments: [] });
    expect(files).toEqual({ image: ['boat.png'] });
    expect(request.repliedTo).toBeUndefined();
    expect((await requestOfMessage('mention', reply)).files).toEqual({ image: ['day.png'] });
  });

  it('brings pictures that were passed on with it', async () => {
    const forwarded = { attachments: [], message_snapshots: [{ message: { attachments: [picture('far.png')] } }] };
    const reference = { message_reference: { type: 1, message_id: RESULT } };
    const { files, request } = await requestOfMessage('mention', { ...forwarded, ...reference });
    expect(files).toEqual({ image: ['far.png'] });
    expect(request.repliedTo).toBeUndefined();
  });

  it('may answer a message that Discord does not tell: perhaps it is ours', async () => {
    const { request } = await requestOfMessage('mention', { ...replyTo(BOBS), referenced_message: undefined });
    expect(await request.repliedTo?.()).toBe(`job of ${RESULT}`);
  });
});

describe('a reply to one of our messages', () => {
  it('is said to us where it pings, and leads to the job it answers', async () => {
    const { request, files } = await requestOfMessage('reply-to-result');
    expect(request.options).toEqual({ prompt: '#2 make it red' });
    expect(files).toEqual({ image: [] });
    expect(await request.repliedTo?.()).toBe(`job of ${RESULT}`);
  });

  it('is not said to us where it does not ping', async () => {
    expect(await isHeard('reply-to-result', { mentions: [] })).toBe(false);
  });

  it('is said to us also where Discord does not tell what it answers: only that can have pinged', async () => {
    expect(await isHeard('reply-to-result', { referenced_message: undefined })).toBe(true);
  });

  it('brings its own pictures too', async () => {
    const { files } = await requestOfMessage('reply-to-result', { attachments: [picture('hat.png')] });
    expect(files).toEqual({ image: ['hat.png'] });
  });
});

describe('a message about one that Discord does not show us', () => {
  it('is answered by how to do it, and not drawn from its words alone', async () => {
    const bench = createBench();
    await bench.message(payload('reply-unreadable'));
    expect(bench.requests).toEqual([]);
    expect(bench.opened).toMatchObject([{ acks: ['private'] }]);
    const [answer] = bench.told;
    expect(answer?.kind === 'text' && plainText(answer.text)).toBe(
      'Discord does not show Easel the message you answered. Right-click it (on a phone: press it long) → Apps → ' +
        'Edit this image. Or attach the picture to your own message.',
    );
  });

  it('is told the other way where there is no such menu', async () => {
    const bench = createBench({ commands: COMMANDS.slice(0, 1) });
    await bench.message(payload('reply-unreadable'));
    const [answer] = bench.told;
    expect(answer?.kind === 'text' && plainText(answer.text)).toBe(
      'Discord does not show Easel the message you answered. Attach the picture to your own message.',
    );
  });

  it('is handed over where it brings a picture itself, or where the other has readable words', async () => {
    expect(await isHeard('reply-unreadable', { attachments: [picture('own.png')] })).toBe(true);
    expect(await isHeard('reply-unreadable', replyTo(BOBS, { content: 'draw me a fox' }))).toBe(true);
    expect(await isHeard('reply-unreadable', { referenced_message: null })).toBe(true);
  });

  it('is only there without the privileged intent', async () => {
    expect(await isHeard('reply-unreadable', {}, { mayReadMessages: () => true })).toBe(true);
  });
});

describe('a direct message', () => {
  it('is said to us by itself', async () => {
    const { request, reply } = await requestOfMessage('direct-message');
    expect(request).toMatchObject({
      options: { prompt: 'a lighthouse in fog' },
      actor: { displayName: 'Ada' },
      place: { tenantId: 'discord:dm', isDirect: true, ageRestricted: false },
    });
    expect(reply.origin).toMatchObject({ guildId: null, permissions: null });
  });
});

describe('plain words', () => {
  const inThread = {
    mayReadMessages: () => true,
    channelOf: () =>
      factsOf({ isThread: true, isEaselsThread: true, nsfw: true, permissions: 32_768n, parentId: CHANNEL }),
  };

  it('are said to us in a thread of ours, where Discord lets us read them', async () => {
    const { request, reply } = await requestOfMessage('thread-message', {}, inThread);
    expect(request).toMatchObject({
      options: { prompt: 'now in winter' },
      place: { channelId: THREAD, parentId: CHANNEL, isThread: true, ageRestricted: true },
      caps: { preview: true },
    });
    expect(reply.origin).toMatchObject({ isThread: true, permissions: 32_768n });
  });

  it('are not said to us anywhere else', async () => {
    expect(await isHeard('thread-message', {})).toBe(false);
    expect(await isHeard('thread-message', {}, { ...inThread, mayReadMessages: () => false })).toBe(false);
    expect(await isHeard('thread-message', {}, { ...inThread, channelOf: () => factsOf({ isThread: true }) })).toBe(
      false,
    );
  });

  it('are not said to us where they are meant for somebody else in the thread', async () => {
    expect(await isHeard('thread-message', replyTo(BOBS), inThread)).toBe(false);
    expect(await isHeard('thread-message', { content: `<@${BOB}> look`, mentions: [BOBS] }, inThread)).toBe(false);
    expect(await isHeard('thread-message', { content: '' }, inThread)).toBe(false);
    expect(await isHeard('thread-message', { content: `like <@${BOB}>`, mentions: [BOBS] }, inThread)).toBe(true);
    expect(await isHeard('thread-message', replyTo(OURS), inThread)).toBe(true);
  });
});

describe('what no person said', () => {
  it.each([
    ['by a bot', { author: { ...OURS, id: '9' } }],
    ['by ourselves', { author: OURS }],
    ['by Discord', { author: { id: '9', username: 'system', system: true } }],
    ['through a webhook', { webhook_id: '9' }],
    ['as a notice that somebody joined', { type: 7 }],
    ['as the beginning of a thread', { type: 21 }],
    ['by a command', { type: 20 }],
  ])('is not heard: %s', async (_who, changes) => {
    expect(await isHeard('mention', changes)).toBe(false);
    expect(await isHeard('direct-message', changes)).toBe(false);
  });
});

describe('handing over a message', () => {
  it('awaits nothing before the app has the request', () => {
    const bench = createBench();
    bench.message(payload('mention')).catch(() => {});
    expect(bench.requests).toHaveLength(1);
  });

  it('waits until Discord has told who we are', async () => {
    expect(await isHeard('direct-message', {}, { botUserId: () => '' })).toBe(false);
  });

  it('logs what the app throws', async () => {
    const bench = createBench();
    await bench.message(payload('mention'), () => Promise.reject(new Error('a bug')));
    expect(bench.log.lines).toMatchObject([{ level: 'error', fields: { eventId: '1320000000000000001' } }]);
  });

  it('logs what cannot be read, without its words', async () => {
    const bench = createBench();
    await bench.message(payload('mention', { channel_id: 5 }));
    expect(bench.log.lines).toMatchObject([{ level: 'warn', fields: { where: ['channel_id'] } }]);
    expect(JSON.stringify(bench.log.lines)).not.toContain('night');
  });
});
