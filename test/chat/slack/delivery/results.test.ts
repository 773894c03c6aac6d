import { describe, expect, it } from 'vitest';
import { progress } from '../../../contracts/chat-platform-cards.ts';
import { openBench } from './bench.ts';
import { picture, result, webp } from './cards.ts';

const pictures = (count: number) => Array.from({ length: count }, (_, index) => picture(index));

describe('a result', () => {
  it('is a new message whose pictures everybody sees, and the progress goes', async () => {
    const { handle, deliveries, drive, sees, bob, channel } = await openBench();
    const given = await handle();
    expect(sees(bob)).toMatchObject([{ words: 'Starting …' }]);
    await drive(deliveries.delivery(given).finish(result(pictures(2))));
    const seen = sees(bob);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.ts).not.toBe(given.messageTs);
    expect(seen[0]?.images.map(({ broken, alt }) => ({ broken, alt }))).toEqual([
      { broken: false, alt: 'Picture 1' },
      { broken: false, alt: 'Picture 2' },
    ]);
    expect(await deliveries.jobOfMessage(channel.id, seen[0]?.ts ?? '')).toBe('job1');
    expect(await deliveries.jobOfMessage(channel.id, given.messageTs ?? '')).toBeUndefined();
  });

  it('is about its job alone before the progress goes, so that the news of that ends no job', async () => {
    const { handle, deliveries, drive, pass, channel, fail } = await openBench();
    const given = await handle();
    const delivery = deliveries.delivery(given);
    delivery.update(progress(10));
    await pass(5000);
    expect(await deliveries.jobOfMessage(channel.id, given.messageTs ?? '')).toBe('job1');
    // It is not known to be gone when its removal is given up.
    fail({ method: 'chat.delete', status: 500, times: 3 });
    await drive(delivery.finish(result())).catch(() => undefined);
    expect(await deliveries.jobOfMessage(channel.id, given.messageTs ?? '')).toBeUndefined();
  });

  it('waits until Slack has its pictures ready', async () => {
    const { world, handle, deliveries, drive, sees, bob, clock } = await openBench();
    world.uploads.readyAfterMs = 9000;
    const given = await handle();
    const began = clock.now();
    await drive(deliveries.delivery(given).finish(result()));
    expect(clock.now() - began).toBeGreaterThanOrEqual(9000);
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false }] }]);
  });

  it('comes as words, and the files by themselves, where Slack never gets them ready', async () => {
    const { world, handle, deliveries, drive, sees, bob, callsOf } = await openBench();
    world.uploads.readyAfterMs = Number.POSITIVE_INFINITY;
    const given = await handle();
    const finished = deliveries.delivery(given).finish(result());
    await drive(finished);
    expect(sees(bob)).toMatchObject([{ images: [] }]);
    expect(sees(bob)[0]?.words).toContain('#1 follows as a file by itself.');
    const completed = callsOf('files.completeUploadExternal').map(({ args }) => args.channel_id);
    expect(completed).toEqual([undefined, given.channelId]);
  });

  it('shows a webp as something that Slack shows, and says so', async () => {
    const { world, handle, deliveries, drive, sees, bob } = await openBench();
    await drive(deliveries.delivery(await handle()).finish(result([webp(0)])));
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false }] }]);
    expect(sees(bob)[0]?.words).toContain('#1 is a WEBP, which Slack does not show: here is a copy.');
    expect([...world.files.values()].map(({ name }) => name)).toEqual(['easel-job1-1.jpg']);
  });

  it('has ten pictures a message, each message with its own', async () => {
    const { handle, deliveries, drive, sees, bob } = await openBench();
    await drive(deliveries.delivery(await handle()).finish(result(pictures(12))));
    expect(sees(bob).map(({ images }) => images.length)).toEqual([10, 2]);
    expect(
      sees(bob)
        .flatMap(({ images }) => images)
        .some(({ broken }) => broken),
    ).toBe(false);
  });

  it('shows its sheets beside the pictures', async () => {
    const { handle, deliveries, drive, sees, bob } = await openBench();
    const sheets = { sheet: picture(7), references: { count: 2, sheet: picture(8) } };
    await drive(deliveries.delivery(await handle()).finish(result(pictures(2), sheets)));
    expect(sees(bob)[0]?.images.map(({ broken }) => broken)).toEqual([false, false, false, false]);
  });

  it('says so where its pictures were deleted meanwhile', async () => {
    const { handle, deliveries, drive, sees, bob } = await openBench();
    const gone = picture(0, { open: async () => undefined, fit: async () => undefined });
    await drive(deliveries.delivery(await handle()).finish(result([gone])));
    expect(sees(bob)).toMatchObject([{ images: [] }]);
  });

  it('comes with its words where the workspace takes no files', async () => {
    const { handle, deliveries, drive, fail, sees, bob } = await openBench();
    fail({ method: 'files.getUploadURLExternal', error: 'file_uploads_disabled' });
    await drive(deliveries.delivery(await handle()).finish(result()));
    expect(sees(bob)).toMatchObject([{ images: [] }]);
    expect(sees(bob)[0]?.words).toContain('Slack took no files here');
  });

  it('is posted by itself where Slack calls its pictures ready too early', async () => {
    const { handle, deliveries, drive, fail, sees, bob } = await openBench();
    const given = await handle();
    fail({ method: 'chat.postMessage', error: 'invalid_blocks', times: 2 });
    await drive(deliveries.delivery(given).finish(result()));
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false }] }]);
  });

  it('comes as plain words where Slack takes none of its blocks', async () => {
    const { handle, deliveries, drive, fail, sees, bob } = await openBench();
    const given = await handle();
    const hasBlocks = (args: Readonly<Record<string, unknown>>) => args.blocks !== undefined;
    fail({ method: 'chat.postMessage', error: 'invalid_blocks', times: 20, when: hasBlocks });
    await drive(deliveries.delivery(given).finish(result()));
    expect(sees(bob).map(({ words }) => words)).toEqual([expect.stringContaining('a fox'), '']);
    expect(sees(bob)[1]).toMatchObject({ images: [{ broken: false }] });
  });
});

describe('a result whose fate nobody tells', () => {
  it.each<[string, object]>([
    ['lost on the way there', { how: 'drop' }],
    ['lost on the way back', { how: 'drop', afterEffect: true }],
    ['answered with a fault, and done', { status: 502, afterEffect: true }],
    ['answered with a fault, and not done', { status: 502 }],
  ])('is there once: %s', async (_what, fault) => {
    const { handle, deliveries, drive, fail, sees, bob } = await openBench();
    const given = await handle();
    fail({ method: 'chat.postMessage', ...fault });
    await drive(untilDone(() => deliveries.delivery(given).finish(result())));
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false }] }]);
  });

  it('is found by the next process where the one that posted it died', async () => {
    const { handle, deliveries, drive, fail, sees, bob, again, world } = await openBench();
    const given = await handle();
    fail({ method: 'chat.postMessage', how: 'drop', afterEffect: true });
    fail({ method: 'files.info', when: () => sees(bob).length > 1, status: 500, times: 12 });
    await expect(drive(deliveries.delivery(given).finish(result()))).rejects.toMatchObject({ code: 'unavailable' });
    expect(sees(bob)).toHaveLength(2);
    await drive(again().deliveries.delivery(given).finish(result()));
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false }] }]);
    expect(world.files.size).toBe(1);
  });

  it('uses what was uploaded where a process died before it posted', async () => {
    const { handle, deliveries, drive, fail, sees, bob, again, world } = await openBench();
    const given = await handle();
    fail({ method: 'chat.postMessage', retryAfter: 90 });
    await expect(drive(deliveries.delivery(given).finish(result()))).rejects.toMatchObject({ code: 'rate-limited' });
    await drive(again().deliveries.delivery(given).finish(result()));
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false }] }]);
    expect(world.files.size).toBe(1);
  });

  it('takes the progress away at last where Slack did not do it at first', async () => {
    const { handle, deliveries, drive, fail, sees, bob, callsOf } = await openBench();
    const given = await handle();
    fail({ method: 'chat.delete', status: 500, times: 3 });
    await expect(drive(deliveries.delivery(given).finish(result()))).rejects.toMatchObject({ code: 'unavailable' });
    await drive(deliveries.delivery(given).finish(result()));
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false }] }]);
    expect(callsOf('chat.postMessage')).toHaveLength(2);
  });
});

describe('where a result is shown', () => {
  it('is the thread that asked', async () => {
    const { handle, deliveries, drive, sees, bob, mention, channel, sessions } = await openBench();
    const from = mention();
    const given = await handle('public', from);
    await drive(deliveries.delivery(given).finish(result()));
    expect(sees(bob).map(({ words }) => words)).toEqual(['a fox']);
    const thread = { channelId: channel.id, ts: from.threadTs ?? '' };
    expect(sees(bob, thread)).toMatchObject([{ words: 'a fox' }, { images: [{ broken: false }] }]);
    expect(await sessions.isFresh(channel.id, from.threadTs ?? '')).toBe(true);
  });

  it('is the person’s own conversation where it is private', async () => {
    const { handle, deliveries, drive, sees, ada, bob, direct, pass } = await openBench();
    const delivery = deliveries.delivery(await handle('private'));
    delivery.update(progress(10));
    await pass(1000);
    expect(sees(ada, direct(ada))).toHaveLength(1);
    await drive(delivery.finish(result()));
    expect(sees(ada, direct(ada))).toMatchObject([{ images: [{ broken: false }] }]);
    expect(sees(bob)).toEqual([]);
    expect(sees(ada)).toEqual([]);
  });

  it.each(['removed from the channel', 'left with an archived one'])(
    'is the person’s own conversation, and told, where Easel was %s meanwhile',
    async (what) => {
      const { handle, deliveries, drive, sees, ada, direct, channel, workspace, world } = await openBench();
      const given = await handle();
      if (what.startsWith('removed')) channel.members.delete(workspace.botUserId);
      else channel.archived = true;
      await drive(deliveries.delivery(given).finish(result()));
      const [seen, ...more] = sees(ada, direct(ada));
      expect(more).toEqual([]);
      expect(seen).toMatchObject({ images: [{ broken: false }] });
      expect(seen?.words).toContain('where Easel cannot show it any more');
      expect(world.files.size).toBe(1);
    },
  );

  it('is nowhere, for good, where the person left too', async () => {
    const { handle, deliveries, drive, ada, channel, workspace } = await openBench();
    const given = await handle();
    channel.members.delete(workspace.botUserId);
    ada.deleted = true;
    await expect(drive(deliveries.delivery(given).finish(result()))).rejects.toMatchObject({ code: 'not-found' });
  });
});

async function untilDone(work: () => Promise<void>, times = 4): Promise<void> {
  return times === 1 ? work() : work().catch(() => untilDone(work, times - 1));
}
