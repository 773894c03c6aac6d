import { describe, expect, it } from 'vitest';
import type { ThreadPictures } from '#src/chat/slack/intake/thread-pictures.ts';
import {
  ADA,
  BOB,
  BOT,
  BOT_ID,
  CHANNEL,
  createBench,
  DIRECT,
  fileIds,
  isHeard,
  payload,
  ROOT,
  requestOf,
} from './intake-bench.ts';

const fresh = { sessions: { isFresh: async () => true } };

describe('a mention', () => {
  it('brings its words without the mention, and its pictures, to a thread below it', async () => {
    const { request, reply, files } = await requestOf('mention', 'app-mention-file');
    expect(request).toMatchObject({
      id: `${CHANNEL}:${ROOT}`,
      trigger: 'message',
      name: '',
      options: { prompt: 'make it night' },
      actor: { userId: ADA, displayName: ADA, isModerator: false },
      place: { platform: 'slack', tenantId: 'slack:T0EASEL01', channelId: `${CHANNEL}/${ROOT}`, isThread: true },
    });
    expect(files).toEqual({ image: ['day.png'] });
    expect(request.state).toBeUndefined();
    expect(request.repliedTo).toBeUndefined();
    expect(request.begunBy).toBeUndefined();
    expect(request.mayMissPictures).toBeUndefined();
    expect(request.reply.openForm).toBeUndefined();
    expect(reply.origin).toMatchObject({ channelId: CHANNEL, threadTs: ROOT, responseUrl: null, triggerId: null });
  });

  it('comes as a message too, and both are the same request', async () => {
    const mention = await requestOf('mention', 'app-mention-file');
    const message = await requestOf('message', 'message-file-share');
    expect(message.request.id).toBe(mention.request.id);
    expect(message.request.options).toEqual(mention.request.options);
    expect(message.request.images).toEqual(mention.request.images);
    expect(message.request.place).toEqual(mention.request.place);
  });

  it('in a thread stays there, and is about what the thread hangs on', async () => {
    const { request } = await requestOf('mention', 'app-mention-thread');
    expect(request.id).toBe(`${CHANNEL}:1767225700.000200`);
    expect(request.place).toMatchObject({ channelId: `${CHANNEL}/${ROOT}`, isThread: true });
    expect(await request.begunBy?.()).toBe(`job of ${CHANNEL} ${ROOT}`);
    // Without the right to read the channel nobody knows what stands above.
    expect(request.mayMissPictures).toBe(true);
  });

  it.each([
    [`<@${BOT}|easel>: make it night`, 'make it night'],
    [`make <@${BOT}> it night`, 'make it night'],
    [`<@${BOT}>`, ''],
    [`<@${BOT}>, a cat for <@${BOB}> &amp; me`, `a cat for @${BOB} & me`],
    [`line one\n<@${BOT}>\nline two`, 'line one\n \nline two'],
    [`<@${BOT}> <!channel> <https://example.com|here>`, '@channel here'],
  ])('in "%s" says "%s"', async (text, prompt) => {
    expect((await requestOf('mention', 'app-mention-file', { text })).request.options).toEqual({ prompt });
  });

  it('is heard in a group of people, and not where somebody else is mentioned', async () => {
    const text = `<@${BOB}> a fox`;
    expect(await isHeard('message', 'message-file-share', { channel_type: 'mpim', channel: 'G1' })).toBe(true);
    expect(await isHeard('message', 'message-file-share', { text })).toBe(false);
    expect(await isHeard('message', 'message-file-share', { text: `${BOT} a fox` })).toBe(false);
  });
});

describe('a direct message', () => {
  it('is said to us by itself, and answered beside it', async () => {
    const { request, reply, files } = await requestOf('message', 'message-im');
    expect(request.options).toEqual({ prompt: 'a lighthouse & fog' });
    expect(files).toEqual({ image: ['sea.jpg'] });
    expect(request.place).toEqual({
      platform: 'slack',
      tenantId: 'slack:T0EASEL01',
      channelId: DIRECT,
      isDirect: true,
    });
    expect(reply.origin).toMatchObject({ channelId: DIRECT, threadTs: null, isDirect: true });
  });

  it('in a thread stays there', async () => {
    const { request } = await requestOf('message', 'message-im', { thread_ts: ROOT });
    expect(request.place).toMatchObject({ channelId: `${DIRECT}/${ROOT}`, isThread: true, isDirect: true });
  });
});

describe('plain words', () => {
  it('are said to us in a thread where somebody talks with us', async () => {
    const { request } = await requestOf('message', 'message-thread', {}, fresh);
    expect(request).toMatchObject({
      options: { prompt: 'now in winter' },
      actor: { displayName: 'Ada' },
      place: { channelId: `${CHANNEL}/${ROOT}`, isThread: true },
    });
  });

  it('are not said to us anywhere else, nor after a while', async () => {
    const asked: unknown[] = [];
    const sessions = {
      async isFresh(...thread: readonly string[]) {
        asked.push(thread);
        return false;
      },
    };
    expect(await isHeard('message', 'message-thread', {}, { sessions })).toBe(false);
    expect(await isHeard('message', 'message-thread', { thread_ts: undefined }, { sessions })).toBe(false);
    expect(asked).toEqual([[CHANNEL, ROOT]]);
    expect(await isHeard('message', 'message-thread', {}, { ...fresh, plainReplies: false })).toBe(false);
  });

  it('are not said to us where they are meant for somebody else, or nothing is said', async () => {
    expect(await isHeard('message', 'message-thread', { text: `<@${BOB}> look` }, fresh)).toBe(false);
    expect(await isHeard('message', 'message-thread', { text: '<!here> look' }, fresh)).toBe(false);
    expect(await isHeard('message', 'message-thread', { text: `like <@${BOB}>` }, fresh)).toBe(true);
    const { files } = payload('message-im');
    expect(await isHeard('message', 'message-thread', { text: '', files }, fresh)).toBe(false);
  });
});

describe('what no person says', () => {
  it.each([
    ['by a bot', { bot_id: 'B1' }],
    ['by ourselves', { user: BOT }],
    ['by Slack', { user: 'USLACKBOT' }],
    ['by nobody', { user: undefined }],
    ['by a bot of old', { subtype: 'bot_message', bot_id: 'B1' }],
    ['as a notice that somebody joined', { subtype: 'channel_join' }],
    ['as an aside', { subtype: 'me_message' }],
  ])('is not heard: %s', async (_who, changes) => {
    expect(await isHeard('mention', 'app-mention-file', changes)).toBe(false);
    expect(await isHeard('message', 'message-im', changes)).toBe(false);
  });

  it('is not heard where words were changed afterwards', async () => {
    expect(await isHeard('message', 'message-changed', {}, fresh)).toBe(false);
  });
});

describe('a message that somebody removes', () => {
  it('takes its job along where it was ours', async () => {
    const bench = createBench();
    await bench.intake.message(payload('message-deleted'), bench.around);
    expect(bench.gone).toEqual([`job of ${CHANNEL} 1767225950.000450`]);
    expect(bench.requests).toEqual([]);
  });

  it('may be ours where Slack does not tell whose it was', async () => {
    const bench = createBench();
    await bench.intake.message(payload('message-deleted', { previous_message: undefined }), bench.around);
    expect(bench.gone).toHaveLength(1);
  });

  it("of others' is nothing to us, nor is one that shows no job", async () => {
    const others = createBench();
    const previous_message = { user: ADA, text: 'a fox' };
    await others.intake.message(payload('message-deleted', { previous_message }), others.around);
    expect(others.gone).toEqual([]);
    const jobless = createBench({ jobOfMessage: async () => undefined });
    await jobless.intake.message(payload('message-deleted'), jobless.around);
    expect(jobless.gone).toEqual([]);
  });
});

describe('words about a picture that others posted in the thread', () => {
  const posted = (fileId: string) => [{ key: `T0EASEL01/${fileId}`, filename: 'boat.png' }];

  it('bring it, where the workspace lets the thread be read', async () => {
    const asked: unknown[] = [];
    const threadPictures: ThreadPictures = async (thread, { botUserId, botId }) => {
      asked.push({ ...thread, botUserId, botId });
      return posted('F0BOAT0001');
    };
    const { request } = await requestOf('mention', 'app-mention-thread', {}, { threadPictures });
    expect(fileIds(request)).toEqual(['F0BOAT0001']);
    expect(asked).toEqual([
      { channelId: CHANNEL, threadTs: ROOT, before: '1767225700.000200', botUserId: BOT, botId: BOT_ID },
    ]);
  });

  it('bring their own instead, and outside of threads nothing is looked for', async () => {
    const threadPictures: ThreadPictures = async () => posted('F0BOAT0001');
    const { files } = payload('app-mention-file');
    const own = await requestOf('mention', 'app-mention-thread', { files }, { threadPictures });
    expect(fileIds(own.request)).toEqual(['F0DAY00001']);
    const outside = await requestOf('mention', 'app-mention-file', { files: [] }, { threadPictures });
    expect(fileIds(outside.request)).toEqual([]);
  });
});

it('what cannot be read is logged, without its words', async () => {
  const bench = createBench();
  await bench.intake.message(payload('message-im', { ts: 5 }), bench.around);
  expect(bench.log.lines).toMatchObject([{ level: 'warn', fields: { where: ['ts'] } }]);
  expect(JSON.stringify(bench.log.lines)).not.toContain('lighthouse');
});
