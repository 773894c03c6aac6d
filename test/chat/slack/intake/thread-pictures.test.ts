import { describe, expect, it } from 'vitest';
import { createThreadPictures } from '#src/chat/slack/intake/thread-pictures.ts';
import { answeringSlack } from './answering-slack.ts';
import { ADA, BOT, BOT_ID, CHANNEL, payload, ROOT, WORKSPACE } from './intake-bench.ts';

const BEFORE = '1767225700.000200';
const { files } = payload('app-mention-file');
const { message: ours } = payload('shortcut-ours');

const photo = { type: 'message', user: ADA, text: 'look', ts: ROOT, files };
const words = (ts: string) => ({ type: 'message', user: ADA, text: 'nice', ts, thread_ts: ROOT });

async function found(messages: readonly unknown[]) {
  const { send, calls } = answeringSlack({ 'conversations.replies': [{ ok: true, messages }] });
  const thread = { channelId: CHANNEL, threadTs: ROOT, before: BEFORE };
  const around = { workspace: WORKSPACE, botUserId: BOT, botId: BOT_ID };
  const refs = await createThreadPictures({ send })(thread, around);
  return { calls, names: refs.map(({ filename }) => filename) };
}

describe('the picture that people in a thread talk about', () => {
  it('is the newest that somebody posted', async () => {
    const { names, calls } = await found([photo, words('1767225650.000100')]);
    expect(names).toEqual(['day.png']);
    expect(calls).toMatchObject([
      { args: { channel: CHANNEL, ts: ROOT, latest: BEFORE, limit: 200 }, timeoutMs: 2000 },
    ]);
  });

  it("is not looked for behind one of Easel's own: the app knows that", async () => {
    expect((await found([photo, ours])).names).toEqual([]);
    const later = { ...photo, ts: '1767225660.000100', files: [{ id: 'F0NEW00001', name: 'new.png' }] };
    expect((await found([photo, ours, later])).names).toEqual(['new.png']);
  });

  it('is not in what was said after the words', async () => {
    expect((await found([{ ...photo, ts: '1767225800.000100' }])).names).toEqual([]);
  });

  it.each(['rate-limited', 'missing-scope', 'channel-gone'] as const)(
    'is not known where Slack gives nothing: %s',
    async (problem) => {
      const { send } = answeringSlack({ 'conversations.replies': [problem] });
      const thread = { channelId: CHANNEL, threadTs: ROOT, before: BEFORE };
      const around = { workspace: WORKSPACE, botUserId: BOT, botId: BOT_ID };
      expect(await createThreadPictures({ send })(thread, around)).toEqual([]);
    },
  );
});
