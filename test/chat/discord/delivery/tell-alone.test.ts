import { describe, expect, it } from 'vitest';
import { text } from '#src/domain/text.ts';
import { progress } from '../../../contracts/chat-platform-cards.ts';
import { openBench } from './bench.ts';
import { result } from './cards.ts';

const no = { kind: 'text', text: text('You may not do that.') } as const;

describe('an answer for who asked alone', () => {
  it('is seen by nobody else, and leaves nothing for the others, however often it is given', async () => {
    const { handle, deliveries, drive, ada, discord } = await openBench();
    const public_ = await handle('public');
    const grace = discord.person('Grace');
    const { answer } = deliveries.delivery(public_);
    await drive(Promise.all([answer(no, 'asker'), answer(no, 'asker'), answer(no, 'asker')]));
    expect(ada.sees(discord.channel)).toMatchObject([
      { ephemeral: true, text: 'You may not do that.', loading: false },
    ]);
    expect(grace.sees(discord.channel)).toEqual([]);
  });

  it('takes nothing away that another delivery of the same event shows', async () => {
    const { ask, replies, again, deliveries, drive, ada, discord } = await openBench();
    const { origin } = await ask();
    const first = await drive(replies.open(origin).ack('public'));
    deliveries.delivery(first).update(progress(40));
    await discord.until(() => ada.sees(discord.channel)[0]?.text.includes('40 %'));
    const other = again();
    const second = await drive(other.replies.open(origin).ack('public'));
    await drive(other.deliveries.delivery(second).answer(no, 'asker'));
    await drive(deliveries.delivery(first).finish(result()));
    const [shown, told] = ada.sees(discord.channel);
    expect(shown).toMatchObject({ id: first.messageId, ephemeral: false, files: [{ in: 'gallery' }] });
    expect(told).toMatchObject({ ephemeral: true, text: 'You may not do that.' });
  });

  it('does so in the same process too', async () => {
    const { ask, replies, deliveries, drive, ada, discord } = await openBench();
    const { origin } = await ask();
    const first = await drive(replies.open(origin).ack('public'));
    const second = await drive(replies.open(origin).ack('public'));
    await drive(deliveries.delivery(second).answer(no, 'asker'));
    await drive(deliveries.delivery(first).finish(result()));
    expect(ada.sees(discord.channel).map(({ id }) => id)).toContain(first.messageId);
    expect(ada.sees(discord.channel)[0]).toMatchObject({ ephemeral: false, files: [{ in: 'gallery' }] });
  });

  it('is the usual one where the token is over, where what is there cannot be taken away, and where it is private already', async () => {
    const { handle, deliveries, drive, clock, ada, discord } = await openBench();
    const late = await handle('public');
    await clock.advance(16 * 60_000);
    await drive(deliveries.delivery(late).answer(no, 'asker'));
    expect(ada.sees(discord.channel)).toMatchObject([{ id: late.messageId, ephemeral: false }]);
    const kept = await handle('public');
    discord.fail({ method: 'DELETE', path: /original$/, status: 500, times: 9 });
    await drive(deliveries.delivery(kept).answer(no, 'asker'));
    expect(ada.sees(discord.channel)[1]).toMatchObject({ id: kept.messageId, text: 'You may not do that.' });
    const direct = await handle('public', ada.directMessages());
    await drive(deliveries.delivery(direct).answer(no, 'asker'));
    expect(ada.sees(ada.directMessages())).toMatchObject([{ id: direct.messageId, ephemeral: false }]);
    const private_ = await handle('private');
    await drive(deliveries.delivery(private_).answer(no, 'asker'));
    expect(ada.sees(discord.channel)[2]).toMatchObject({ id: private_.messageId, ephemeral: true });
  });

  it('says why where it cannot be said at all', async () => {
    const { handle, deliveries, drive, discord } = await openBench();
    const public_ = await handle('public');
    discord.fail({ method: 'POST', path: /^\/webhooks/, status: 500, times: 9 });
    await expect(drive(deliveries.delivery(public_).answer(no, 'asker'))).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});
