import { describe, expect, it } from 'vitest';
import { text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import { progress } from '../../../contracts/chat-platform-cards.ts';
import { openBench } from './bench.ts';
import { picture, webp } from './cards.ts';

const NO: Answer = { kind: 'text', text: text('You may not do that.') };

describe('an answer to everybody', () => {
  it('takes the place of the message that is there', async () => {
    const { handle, deliveries, drive, sees, bob } = await openBench();
    const given = await handle();
    await drive(deliveries.delivery(given).answer(NO));
    expect(sees(bob)).toMatchObject([{ ts: given.messageTs, words: 'You may not do that.' }]);
  });

  it('with a picture is a new message, once', async () => {
    const { handle, deliveries, again, drive, sees, bob } = await openBench();
    const given = await handle();
    const answer = { ...NO, picture: picture(0) };
    await drive(deliveries.delivery(given).answer(answer));
    await drive(again().deliveries.delivery(given).answer(answer));
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false }] }]);
  });

  it('has as many messages as its words need, once each', async () => {
    const { handle, deliveries, again, drive, sees, bob } = await openBench();
    const given = await handle();
    const long: Answer = { kind: 'text', text: text('All of it. '.repeat(2000)) };
    await drive(deliveries.delivery(given).answer(long));
    await drive(again().deliveries.delivery(given).answer(long));
    const seen = sees(bob);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen[0]?.ts).toBe(given.messageTs);
    const count = seen.length;
    await drive(again().deliveries.delivery(given).answer(NO));
    expect(count).toBeGreaterThan(1);
    expect(sees(bob)).toMatchObject([{ words: 'You may not do that.' }]);
  });
});

describe('originals', () => {
  it('are shown where Slack shows their kind, and follow as files where it does not', async () => {
    const { handle, deliveries, again, drive, sees, ada, bob, direct, world } = await openBench();
    const given = await handle('private');
    const answer: Answer = { kind: 'text', text: text('As they were made.'), originals: [picture(0), webp(1)] };
    await drive(deliveries.delivery(given).answer(answer));
    await drive(again().deliveries.delivery(given).answer(answer));
    const seen = sees(ada, direct(ada));
    expect(seen.map(({ images }) => images.map(({ broken }) => broken))).toEqual([[false], [false]]);
    expect([...world.files.values()].map(({ name }) => name)).toEqual(['easel-job1-1.png', 'easel-job1-2.webp']);
    expect(sees(bob)).toEqual([]);
  });

  it('are given once where nobody tells what came of them', async () => {
    const { handle, deliveries, drive, fail, sees, bob } = await openBench();
    const given = await handle();
    const shared = (args: Readonly<Record<string, unknown>>) => args.channel_id !== undefined;
    fail({ method: 'files.completeUploadExternal', when: shared, how: 'drop', afterEffect: true });
    await drive(deliveries.delivery(given).answer({ ...NO, originals: [webp(0)] }));
    expect(sees(bob)).toMatchObject([{ images: [] }, { images: [{ broken: false }] }]);
  });
});

describe('words to save', () => {
  const answer = { ...NO, files: [{ name: 'audit.csv', content: 'when,what\r\n' }] } as const;

  it('are told of, once, where the workspace takes no files', async () => {
    const { handle, deliveries, again, drive, fail, sees, bob } = await openBench();
    const given = await handle();
    fail({ method: 'files.getUploadURLExternal', error: 'file_uploads_disabled' });
    await drive(deliveries.delivery(given).answer(answer));
    await drive(again().deliveries.delivery(given).answer(answer));
    expect(sees(bob).map(({ words }) => words)).toEqual([
      'You may not do that.',
      'Slack took no files here, so that audit.csv cannot be given.',
    ]);
  });
});

describe('an answer to who asked', () => {
  it('is seen by nobody else, and what everybody saw of the request goes', async () => {
    const { handle, deliveries, again, drive, sees, ada, bob, callsOf } = await openBench();
    const given = await handle();
    await drive(deliveries.delivery(given).answer(NO, 'asker'));
    await drive(deliveries.delivery(given).answer(NO, 'asker'));
    await drive(again().deliveries.delivery(given).answer(NO, 'asker'));
    expect(sees(ada)).toMatchObject([{ ephemeral: true, words: 'You may not do that.' }]);
    expect(sees(bob)).toEqual([]);
    expect(callsOf('response_url')).toHaveLength(1);
  });

  it('leaves what another delivery of the event shows', async () => {
    const { origin, handle, deliveries, drive, sees, bob } = await openBench();
    const from = origin();
    const first = await handle('public', from);
    await drive(deliveries.delivery(await handle('public', from)).answer(NO, 'asker'));
    expect(sees(bob)).toMatchObject([{ ts: first.messageTs }]);
  });

  it('is an ephemeral message in the thread of a mention', async () => {
    const { mention, handle, deliveries, drive, sees, ada, bob, channel } = await openBench();
    const from = mention();
    await drive(deliveries.delivery(await handle('public', from)).answer(NO, 'asker'));
    const thread = { channelId: channel.id, ts: from.threadTs ?? '' };
    expect(sees(ada, thread)).toMatchObject([{ words: 'a fox' }, { ephemeral: true }]);
    expect(sees(bob, thread)).toMatchObject([{ words: 'a fox' }]);
  });

  it.each(['used up', 'too old'])('is ephemeral all the same where the response address is %s', async (what) => {
    const { handle, deliveries, drive, pass, sees, ada, callsOf, world } = await openBench();
    const given = await handle('private');
    for (const address of world.addresses.values()) address.uses = what === 'used up' ? 5 : 0;
    if (what === 'too old') await pass(30 * 60_000);
    await drive(deliveries.delivery(given).answer(NO));
    expect(sees(ada)).toMatchObject([{ ephemeral: true }]);
    expect(callsOf('chat.postEphemeral')).toHaveLength(1);
  });

  it('is a direct message where the channel takes nothing of Easel', async () => {
    const { handle, origin, deliveries, drive, sees, ada, direct, channel, workspace } = await openBench();
    channel.members.delete(workspace.botUserId);
    await drive(deliveries.delivery(await handle('private', origin({ responseUrl: null }))).answer(NO));
    expect(sees(ada, direct(ada))).toMatchObject([{ words: 'You may not do that.' }]);
  });

  it('is a direct message where it has a picture', async () => {
    const { handle, deliveries, drive, sees, ada, bob, direct } = await openBench();
    await drive(deliveries.delivery(await handle()).answer({ ...NO, picture: picture(0) }, 'asker'));
    expect(sees(ada, direct(ada))).toMatchObject([{ images: [{ broken: false }] }]);
    expect(sees(bob)).toEqual([]);
  });

  it('takes the place of the progress where that is in the person’s own conversation', async () => {
    const { handle, deliveries, drive, pass, sees, ada, direct } = await openBench();
    const delivery = deliveries.delivery(await handle('private'));
    delivery.update(progress(10));
    await pass(1000);
    await drive(delivery.answer(NO));
    expect(sees(ada, direct(ada))).toMatchObject([{ words: 'You may not do that.' }]);
    expect(sees(ada)).toEqual([]);
  });

  it('is an ordinary one where nobody else is', async () => {
    const { handle, origin, deliveries, drive, sees, ada, direct } = await openBench();
    const from = origin({ channelId: direct(ada).id, isDirect: true, responseUrl: null });
    const given = await handle('public', from);
    await drive(deliveries.delivery(given).answer(NO, 'asker'));
    expect(sees(ada, direct(ada))).toMatchObject([
      { ts: given.messageTs, words: 'You may not do that.', ephemeral: false },
    ]);
  });
});
