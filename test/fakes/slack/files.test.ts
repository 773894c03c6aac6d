import { describe, expect, it } from 'vitest';
import { gifOf, pngOf, webpOf } from '../../fixtures/pictures.ts';
import { createManualClock } from '../manual-clock.ts';
import { clientOf, openSlack } from './open-slack.ts';
import { imageBlock, ready, uploaded } from './uploading.ts';

const PNG = await pngOf({ width: 8, height: 6 });
const refusedAs = (error: string) => ({ data: { ok: false, error } });

describe('an upload', () => {
  it('can be shown only some time after it was completed', async () => {
    const clock = createManualClock();
    const slack = await openSlack({ clock, readyAfterMs: 1500 });
    const client = clientOf(slack);
    const id = await uploaded(client, PNG);
    const post = () => client.chat.postMessage({ channel: slack.channel.id, text: 'a fox', blocks: [imageBlock(id)] });
    await expect(post()).rejects.toMatchObject(refusedAs('invalid_blocks'));
    expect((await client.files.info({ file: id })).file).toMatchObject({ mimetype: '', title: 'fox.png' });
    await clock.advance(1500);
    expect((await client.files.info({ file: id })).file).toMatchObject({
      mimetype: 'image/png',
      original_w: 8,
      shares: {},
    });
    await post();
    await slack.expectConform();
  });

  it('may never become ready', async () => {
    const clock = createManualClock();
    const slack = await openSlack({ clock, readyAfterMs: Number.POSITIVE_INFINITY });
    const client = clientOf(slack);
    const id = await uploaded(client, PNG);
    await clock.advance(3_600_000);
    expect((await client.files.info({ file: id })).file?.mimetype).toBe('');
  });

  it.each([
    ['webp', () => webpOf({ width: 8, height: 6 }), false],
    ['gif', () => gifOf({ frames: 2 }), true],
    ['nothing known', async () => new Uint8Array([1, 2, 3]), false],
  ])('of %s is shown where Slack shows it', async (_name, bytes, isShown) => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const id = await ready(slack, client, await bytes());
    const post = client.chat.postMessage({ channel: slack.channel.id, text: 'a fox', blocks: [imageBlock(id)] });
    if (isShown) expect((await post).ok).toBe(true);
    else await expect(post).rejects.toMatchObject(refusedAs('invalid_blocks'));
  });

  it('has the bytes that were announced, once', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const { upload_url = '', file_id = '' } = await client.files.getUploadURLExternal({
      filename: 'a.png',
      length: PNG.length,
    });
    const send = async (bytes: Uint8Array) =>
      (await fetch(upload_url, { method: 'POST', body: Uint8Array.from(bytes) })).status;
    await expect(client.files.completeUploadExternal({ files: [{ id: file_id }] })).rejects.toMatchObject(
      refusedAs('file_not_found'),
    );
    expect(await send(PNG.subarray(1))).toBe(400);
    expect(await send(PNG)).toBe(200);
    expect(await send(PNG)).toBe(404);
    slack.fail({ method: 'upload', status: 502 });
    expect(await send(PNG)).toBe(502);
  });

  it('is shown by Slack itself where it was completed with a channel', async () => {
    const clock = createManualClock();
    const slack = await openSlack({ clock, readyAfterMs: 1000 });
    const client = clientOf(slack);
    const ada = slack.person('Ada');
    const root = await ada.say(slack.channel, 'hello');
    const buffer = Buffer.from(PNG);
    await client.filesUploadV2({
      channel_id: slack.channel.id,
      thread_ts: root.ts,
      initial_comment: 'a fox',
      filename: 'fox.png',
      file: buffer,
    });
    expect(ada.sees(root)).toHaveLength(1);
    await clock.advance(1000);
    const [, shown] = ada.sees(root);
    expect(shown).toMatchObject({ text: 'a fox', images: [{ where: 'file', broken: false, width: 8 }] });
    const { file } = await client.files.info({ file: shown?.images[0]?.fileId ?? '' });
    expect(file?.shares?.public?.[slack.channel.id]).toMatchObject([{ ts: shown?.ts, thread_ts: root.ts }]);
  });

  it('may be said to be completed and still be shared nowhere', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const ada = slack.person('Ada');
    const id = await ready(slack, client, PNG);
    slack.uploads.neverShared = true;
    await client.chat.postMessage({ channel: slack.channel.id, text: 'a fox', blocks: [imageBlock(id)] });
    expect((await client.files.info({ file: id })).file?.shares).toEqual({});
    expect(ada.sees(slack.channel)).toMatchObject([{ images: [{ broken: true }] }]);
  });

  it('breaks in every message when it is deleted', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const ada = slack.person('Ada');
    const id = await ready(slack, client, PNG);
    await client.chat.postMessage({ channel: slack.channel.id, text: 'a fox', blocks: [imageBlock(id)] });
    await client.files.delete({ file: id });
    expect(ada.sees(slack.channel)).toMatchObject([{ images: [{ broken: true }] }]);
    await expect(client.files.delete({ file: id })).rejects.toMatchObject(refusedAs('file_not_found'));
  });

  it('comes back in a message with more than was sent, which no edit takes', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const id = await ready(slack, client, PNG);
    const channel = slack.channel.id;
    const posted = await client.chat.postMessage({ channel, text: 'a fox', blocks: [imageBlock(id)] });
    const blocks = posted.message?.blocks ?? [];
    const edit = client.apiCall('chat.update', { channel, ts: posted.ts ?? '', text: 'a fox', blocks });
    await expect(edit).rejects.toMatchObject(refusedAs('invalid_blocks'));
    await client.chat.update({ channel, ts: posted.ts ?? '', text: 'done', blocks: [imageBlock(id)] });
    expect(slack.person('Ada').sees(slack.channel)).toMatchObject([{ images: [{ broken: false }] }]);
  });
});

describe('a file of a person', () => {
  it('is fetched with the right token; without it comes the page to sign in', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const ada = slack.person('Ada');
    const [said, secret] = [
      await ada.say(slack.channel, 'look', { files: [{ name: 'fox.png', bytes: PNG }] }),
      slack.addChannel({ kind: 'group', withBot: false, members: [ada] }),
    ];
    const { file } = await client.files.info({ file: said.fileIds[0] ?? '' });
    const get = async (token: string) =>
      fetch(file?.url_private_download ?? '', { headers: { authorization: `Bearer ${token}` } });
    const right = await get(slack.token);
    expect(right.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await right.arrayBuffer())).toEqual(Uint8Array.from(PNG));
    const wrong = await get('xoxb-wrong');
    expect([wrong.status, wrong.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const hidden = await ada.say(secret, 'look', { files: [{ name: 'fox.png', bytes: PNG }] });
    await expect(client.files.info({ file: hidden.fileIds[0] ?? '' })).rejects.toMatchObject(
      refusedAs('file_not_found'),
    );
    slack.deleteFile(said.fileIds[0] ?? '');
    expect((await get(slack.token)).status).toBe(404);
    slack.withdraw('files:read');
    expect((await get(slack.token)).headers.get('content-type')).toContain('text/html');
  });

  it('from another workspace is a stub, of which files.info tells the rest', async () => {
    const slack = await openSlack();
    const far = slack.person('Far', { stranger: true });
    far.joins(slack.channel);
    await far.say(slack.channel, '@Easel this', { files: [{ name: 'fox.png', bytes: PNG }] });
    const { body } = slack.deliveries.find((one) => one.kind === 'event') ?? expect.fail();
    expect(body).toMatchObject({
      team_id: far.user.workspaceId,
      context_team_id: slack.workspace.id,
      is_ext_shared_channel: true,
      event: { files: [{ file_access: 'check_file_info' }], user_team: far.user.workspaceId },
    });
    const { files } = body.event as { files: { id: string; url_private?: string }[] };
    expect(files[0]?.url_private).toBeUndefined();
    const { file } = await clientOf(slack).files.info({ file: files[0]?.id ?? '' });
    expect(file?.url_private_download).toContain(slack.origin);
  });
});
