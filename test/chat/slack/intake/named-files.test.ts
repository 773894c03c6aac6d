import { describe, expect, it } from 'vitest';
import { createFileFacts } from '#src/chat/slack/intake/file-facts.ts';
import { picturesOf } from '#src/chat/slack/intake/message-pictures.ts';
import { createPictureFetch } from '#src/chat/slack/intake/open-image.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';
import { answeringSlack } from './answering-slack.ts';
import { CHANNEL, payload, WORKSPACE } from './intake-bench.ts';

const SECRET = 'F0SECRET01';
const ADDRESS = `https://files.slack.com/files-pri/T0EASEL01-${SECRET}/secret.png`;
const from = { workspace: WORKSPACE, channelId: CHANNEL, isOurs: false };
const image = { type: 'image', alt_text: 'x' };
const shown = { ...image, slack_file: { id: SECRET } };

const keysOf = (message: object, isOurs = false) => picturesOf(message, { ...from, isOurs }).map(({ key }) => key);

describe('a file that somebody only names', () => {
  it.each<[string, object]>([
    ['a block', shown],
    ["a block's address", { ...image, image_url: ADDRESS }],
  ])('in %s has to be shared in that very channel', (_where, block) => {
    expect(keysOf({ blocks: [block] })).toEqual([`T0EASEL01/${SECRET}@${CHANNEL}`]);
  });

  it.each<[string, object]>([
    ['its picture', { image_url: ADDRESS }],
    ['its blocks', { blocks: [shown] }],
    ['its files', { files: [{ id: SECRET, name: 'secret.png' }] }],
    ['a message in it', { message_blocks: [{ channel: 'C0SECRET01', message: { blocks: [shown] } }] }],
  ])('in an attachment that Slack did not make does not count: %s', (_where, attachment) => {
    expect(keysOf({ attachments: [attachment] })).toEqual([]);
  });

  it('in a message that was passed on has to be shared where that stands, or here', () => {
    const inside = { channel: 'C0OTHER001', message: { blocks: [shown] } };
    expect(keysOf({ attachments: [{ is_share: true, message_blocks: [inside] }] })).toEqual([
      `T0EASEL01/${SECRET}@${CHANNEL},C0OTHER001`,
    ]);
  });

  it("counts as it is where it is the message's own, or Easel wrote the message", () => {
    expect(keysOf({ files: [{ id: SECRET, name: 'a.png' }], blocks: [shown] })).toEqual([`T0EASEL01/${SECRET}`]);
    expect(keysOf({ blocks: [shown] }, true)).toEqual([`T0EASEL01/${SECRET}`]);
  });

  it('is not read where it is shared elsewhere only, and no token is used for it', async () => {
    const { file, ...rest } = payload('files-info');
    const told = { ...rest, file: { ...(file as object), channels: ['C0SECRET01'], shares: {}, groups: [], ims: [] } };
    const { send } = answeringSlack({ 'files.info': [told] });
    const openImage = createPictureFetch({
      apiUrl: 'https://slack.com/api',
      fileInfo: createFileFacts({ send, clock: createManualClock() }),
      tokenOf: () => Promise.reject(new Error('the token was used')),
    });
    const [ref] = picturesOf({ blocks: [shown] }, from);
    if (!ref) throw new Error('There is no picture.');
    const opened = openImage(ref, { maxBytes: 1000, signal: new AbortController().signal });
    await expect(opened).rejects.toMatchObject({
      code: 'image-missing',
      message: expect.stringContaining('attach the picture to your own message'),
    });
  });

  it.each<[string, object]>([
    ['a channel', { channels: [CHANNEL] }],
    ['a private channel', { groups: [CHANNEL] }],
    ['direct messages', { ims: [CHANNEL] }],
    ['one of its shares', { shares: { private: { [CHANNEL]: [{ ts: '1.1' }] } } }],
  ])('is read where Slack says that it is there: %s', async (_where, where) => {
    const { file, ...rest } = payload('files-info');
    const alone = { channels: [], groups: [], ims: [], shares: {}, ...where };
    const { send } = answeringSlack({ 'files.info': [{ ...rest, file: { ...(file as object), ...alone } }] });
    const ask = createFileFacts({ send, clock: createManualClock() });
    const { signal } = new AbortController();
    expect(await ask(WORKSPACE, SECRET, signal, [CHANNEL])).toMatchObject({ kind: 'there' });
    expect(await ask(WORKSPACE, SECRET, signal, ['C0OTHER001'])).toEqual({ kind: 'gone' });
  });
});
