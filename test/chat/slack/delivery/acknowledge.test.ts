import { describe, expect, it } from 'vitest';
import type { SlackRecord } from '#src/chat/slack/delivery/records.ts';
import { text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import type { Documents } from '#src/ports/documents.ts';
import { removeMessage } from '../../../fakes/slack/events.ts';
import { openBench } from './bench.ts';
import { result } from './cards.ts';

const NO: Answer = { kind: 'text', text: text('You may not do that.') };

const down = async () => {
  throw new Error('The store is down.');
};
const DOWN: Documents<SlackRecord> = {
  get: down,
  add: down,
  update: down,
  later: down,
  remove: down,
  // biome-ignore lint/correctness/useYield: it fails before it gives anything
  async *list() {
    await down();
  },
};

describe('a request is acknowledged', () => {
  it('by a message in the channel where it was asked', async () => {
    const { handle, sees, bob, channel } = await openBench();
    const given = await handle();
    expect(given).toMatchObject({ channelId: channel.id, threadTs: null, private: false, again: false });
    expect(sees(bob)).toMatchObject([{ ts: given.messageTs, words: 'Starting …', notified: [] }]);
  });

  it('in the thread of a mention, where plain words count from then on', async () => {
    const { handle, mention, sees, bob, channel, sessions } = await openBench();
    const from = mention();
    const given = await handle('public', from);
    expect(sees(bob)).toHaveLength(1);
    expect(sees(bob, { channelId: channel.id, ts: from.threadTs ?? '' })).toMatchObject([{}, { ts: given.messageTs }]);
    expect(await sessions.isFresh(channel.id, from.threadTs ?? '')).toBe(true);
  });

  it('by nothing that anybody sees where it is private, or was asked nowhere', async () => {
    const { handle, origin, sees, ada, bob, direct, traffic } = await openBench();
    expect(await handle('private')).toMatchObject({ private: true, messageTs: null });
    expect(await handle('public', origin({ channelId: null }))).toMatchObject({ private: true, messageTs: null });
    expect([...sees(ada), ...sees(bob), ...sees(ada, direct(ada))]).toEqual([]);
    expect(traffic).toEqual([]);
  });

  it('once, however often and to however many processes its event is delivered', async () => {
    const { origin, replies, again, drive, sees, bob } = await openBench();
    const from = origin();
    const all = [replies, replies, again().replies, again().replies];
    const given = await drive(Promise.all(all.map((one) => one.open(from).ack('public'))));
    expect(sees(bob)).toHaveLength(1);
    expect(given.filter((one) => !one.again)).toHaveLength(1);
    const later = await drive(again().replies.open(from).ack('public'));
    expect(later).toMatchObject({ again: true, messageTs: sees(bob)[0]?.ts });
  });

  it('by nothing where what was asked about is gone, and the end comes to the person', async () => {
    const { mention, handle, deliveries, drive, sees, ada, direct, channel, world } = await openBench();
    const from = mention();
    const asked = world.messages.get(`${channel.id}:${from.threadTs}`);
    if (asked) removeMessage(world, asked);
    const given = await handle('public', from);
    expect(given).toMatchObject({ private: false, messageTs: null });
    await drive(deliveries.delivery(given).finish(result()));
    expect(sees(ada)).toEqual([]);
    const [shown] = sees(ada, direct(ada));
    expect(shown?.words).toContain('where Easel cannot show it any more');
    expect(shown?.images).toHaveLength(1);
  });

  it.each(['before', 'while'])(
    'by nothing that stays where another delivery answers %s the first message is posted',
    async (when) => {
      const { origin, replies, deliveries, again, drive, wireHolds, sees, bob } = await openBench();
      const from = origin();
      const start = wireHolds({ method: 'chat.postMessage' });
      const first = replies.open(from).ack('public');
      await start.arrived;
      const other = again();
      const handle = await other.replies.open(from).ack('public');
      expect(handle).toMatchObject({ again: true, messageTs: null });
      const posting = when === 'while' ? wireHolds({ method: 'chat.postMessage' }) : undefined;
      const answered = other.deliveries.delivery(handle).answer(NO);
      await (posting?.arrived ?? answered);
      start.release();
      const given = await first;
      posting?.release();
      await answered;
      await drive(deliveries.delivery(given).answer(NO));
      expect(sees(bob).map(({ words }) => words)).toEqual(['You may not do that.']);
    },
  );

  it('not a second time where nobody told what came of the first, and the end comes all the same', async () => {
    const { origin, handle, deliveries, fail, drive, sees, bob } = await openBench();
    const from = origin();
    fail({ method: 'chat.postMessage', how: 'drop' });
    expect(await handle('public', from)).toMatchObject({ messageTs: null });
    const given = await handle('public', from);
    expect(given).toMatchObject({ messageTs: null, again: true });
    expect(sees(bob)).toEqual([]);
    await drive(deliveries.delivery(given).finish(result()));
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false }] }]);
  });

  it.each(['channel', 'thread'])(
    'by the message in a %s that is there already where its process died before it knew which that is',
    async (where) => {
      const { origin, mention, again, deliveries, fail, drive, sees, bob, channel, workspace } = await openBench();
      workspace.installation?.scopes.add('channels:history');
      const from = where === 'thread' ? mention() : origin();
      const spot = where === 'thread' ? { channelId: channel.id, ts: from.threadTs ?? '' } : undefined;
      fail({ method: 'chat.postMessage', how: 'drop', afterEffect: true });
      await drive(again().replies.open(from).ack('public'));
      const given = await drive(again().replies.open(from).ack('public'));
      const started = sees(bob, spot).at(-1);
      expect(started?.words).toBe('Starting …');
      expect(given).toMatchObject({ again: true, messageTs: started?.ts });
      await drive(deliveries.delivery(given).answer(NO));
      const shown = sees(bob, spot).filter(({ ours }) => ours);
      expect(shown).toMatchObject([{ ts: started?.ts, words: 'You may not do that.' }]);
    },
  );

  it('by another message where its process died and nobody can tell which one is there', async () => {
    const { origin, again, deliveries, wireHolds, drive, sees, bob } = await openBench();
    const from = origin();
    const dying = wireHolds({ method: 'chat.postMessage' });
    void again().replies.open(from).ack('public');
    await dying.arrived;
    const taken = { ...from, takenUp: true } as const;
    const given = await again().replies.open(taken).ack('public');
    expect(given).toMatchObject({ again: false, messageTs: sees(bob)[0]?.ts });
    // Once more, by the next process: it is known now.
    expect(await again().replies.open(taken).ack('public')).toMatchObject({ messageTs: given.messageTs });
    dying.release();
    // Whoever posted the first one is gone, so nobody else takes this one away where only the asker is told something.
    await drive(deliveries.delivery(given).answer(NO, 'asker'));
    expect(sees(bob)).toEqual([]);
  });

  it('by a message that another process finds in the moment in which it is noted, and nothing removes it', async () => {
    const { origin, again, deliveries, drive, wireHolds, sees, bob, workspace } = await openBench();
    workspace.installation?.scopes.add('channels:history');
    const from = origin();
    const answered = wireHolds({ method: 'chat.postMessage', afterEffect: true });
    const first = again().replies.open(from).ack('public');
    await answered.arrived;
    const other = await again()
      .replies.open({ ...from, takenUp: true })
      .ack('public');
    expect(other.messageTs).toBe(sees(bob)[0]?.ts);
    answered.release();
    expect(await first).toMatchObject({ messageTs: other.messageTs, again: false });
    await drive(deliveries.delivery(other).answer(NO));
    expect(sees(bob)).toMatchObject([{ ts: other.messageTs, words: 'You may not do that.' }]);
  });

  it('as soon as Slack’s own limits allow', async () => {
    const { handle, fail, clock, sees, bob } = await openBench();
    fail({ method: 'chat.postMessage', retryAfter: 3 });
    const began = clock.now();
    expect(await handle()).toMatchObject({ messageTs: sees(bob)[0]?.ts });
    expect(clock.now() - began).toBeGreaterThanOrEqual(3000);
  });

  it('without a word where Slack is limited for long, because the job does not wait for that', async () => {
    const { handle, fail } = await openBench();
    fail({ method: 'chat.postMessage', retryAfter: 40 });
    expect(await handle()).toMatchObject({ messageTs: null });
  });

  it('without a word where the store is down, so that the person can be told', async () => {
    const { origin, again, drive, sees, ada } = await openBench();
    const { replies, deliveries } = again(DOWN);
    const given = await drive(replies.open(origin()).ack('public'));
    const said = { kind: 'text', text: [{ plain: 'The store is down.' }] } as const;
    await drive(deliveries.delivery(given).answer(said, 'asker'));
    expect(sees(ada)).toMatchObject([{ ephemeral: true, words: 'The store is down.' }]);
  });
});

describe('where Easel is not', () => {
  it.each(['public', 'private'])(
    'a %s channel is forbidden with the way in, and a private answer follows',
    async (kind) => {
      const { handle, origin, deliveries, drive, channel, workspace, world, ada, sees } = await openBench();
      channel.members.delete(workspace.botUserId);
      const place = kind === 'private' ? { ...channel, id: 'C0PRIVATE', kind: 'group' as const } : channel;
      world.channels.set(place.id, place);
      const from = origin({ channelId: place.id });
      const refused = handle('public', from);
      await expect(refused).rejects.toMatchObject({ code: 'place-forbids' });
      await expect(refused).rejects.toThrow('/invite @Easel');
      const given = await handle('private', from);
      await drive(deliveries.delivery(given).answer({ kind: 'text', text: [{ plain: 'Invite me.' }] }, 'asker'));
      expect(sees(ada)).toMatchObject(kind === 'public' ? [{ ephemeral: true, words: 'Invite me.' }] : [{}]);
    },
  );
});
