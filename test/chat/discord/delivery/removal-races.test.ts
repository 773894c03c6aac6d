import { describe, expect, it } from 'vitest';
import type { DiscordRecord } from '#src/chat/discord/delivery/records.ts';
import type { Documents } from '#src/ports/documents.ts';
import { type Bench, openBench } from './bench.ts';
import { MIB, picture, result } from './cards.ts';

const large = () => result(Array.from({ length: 4 }, (_, index) => picture(index, 8 * MIB)));

const shown = ({ ada, discord }: Bench) => ada.sees(discord.channel).map(({ id }) => id);

/** A store whose first answer comes late. */
function late(records: Documents<DiscordRecord>) {
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const wait = async <T>(answer: Promise<T>): Promise<T> => {
    const given = await answer;
    asked.resolve();
    await gate.promise;
    return given;
  };
  const documents: Documents<DiscordRecord> = { ...records, get: (id) => wait(records.get(id)) };
  return { documents, asked: asked.promise, release: gate.resolve };
}

describe('a deletion in another process', () => {
  it('finds also what is shown while it looks', async () => {
    const bench = await openBench();
    const { deliveries, drive, withRecords, records } = bench;
    const handle = await bench.handle();
    const store = late(records);
    const deleted = withRecords(store.documents).deleteResult(handle);
    await Promise.race([store.asked, deleted]);
    await drive(deliveries.delivery(handle).finish(large()));
    store.release();
    await drive(deleted);
    expect(shown(bench)).toEqual([]);
  });
});

describe('a result that had to be said anew in its own place', () => {
  /** A thread that was archived and may not be opened again, only spoken in. */
  async function saidAnew() {
    const bench = await openBench();
    const { discord, ada, deliveries, drive } = bench;
    const thread = discord.addThread(discord.channel, { ownerId: discord.botId });
    const handle = await bench.handle('public', thread);
    discord.archive(thread);
    discord.fail({
      method: 'PATCH',
      path: /channels\/\d+$/,
      status: 403,
      body: { code: 50013, message: 'No' },
      times: 2,
    });
    await drive(deliveries.delivery(handle).finish(result()));
    const seen = () => ada.sees(thread).map(({ id }) => id);
    expect(seen()).toEqual([expect.not.stringMatching(handle.messageId ?? '')]);
    return { bench, handle, deliveries, drive, seen };
  }

  it('is that message when the end comes again, while the token lives', async () => {
    const { bench, handle, drive, seen } = await saidAnew();
    const [first] = seen();
    await drive(bench.again().deliveries.delivery(handle).finish(result()));
    expect(seen()).toEqual([first]);
  });

  it('is deleted while the token lives', async () => {
    const { handle, deliveries, drive, seen } = await saidAnew();
    await drive(deliveries.deleteResult(handle));
    expect(seen()).toEqual([]);
  });

  it('takes nobody by surprise: no job is taken for removed by a person', async () => {
    const { bench } = await saidAnew();
    expect(bench.gone).toEqual([]);
  });
});
