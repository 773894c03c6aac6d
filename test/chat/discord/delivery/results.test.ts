import { describe, expect, it } from 'vitest';
import { text } from '#src/domain/text.ts';
import type { ResultCard } from '#src/ports/cards.ts';
import { failure } from '../../../contracts/chat-platform-cards.ts';
import { type Bench, type BenchWish, callsOf, openBench } from './bench.ts';
import { MIB, picture, result } from './cards.ts';

const shown = ({ ada, discord }: Bench) => ada.sees(discord.channel);
const pictures = (count: number, byteLength: number) =>
  Array.from({ length: count }, (_, index) => picture(index, byteLength));

async function finished(card: ResultCard, wish: BenchWish = {}) {
  const bench = await openBench(wish);
  const handle = await bench.handle();
  await bench.drive(bench.deliveries.delivery(handle).finish(card));
  return { ...bench, bench, handle, messages: shown(bench) };
}

/** Without the marks that keep words inert. */
const plain = (words = ''): string => words.replaceAll('\\', '');

const namesIn = (messages: ReturnType<typeof shown>) => messages.map(({ files }) => files.map(({ name }) => name));

describe('a result', () => {
  it('has its pictures as they were made, with their alt texts, and replaces the progress', async () => {
    const { messages, handle } = await finished(result(pictures(4, 2 * MIB)));
    expect(messages).toMatchObject([{ id: handle.messageId, isV2: true, notified: [] }]);
    expect(messages[0]?.files).toHaveLength(4);
    for (const [index, file] of (messages[0]?.files ?? []).entries()) {
      expect(file).toMatchObject({ name: `easel-job1-${index + 1}.png`, in: 'gallery' });
      expect(file.alt).toContain(`Picture ${index + 1}`);
      expect(file.bytes).toHaveLength(2 * MIB);
    }
  });

  it('is shown once however often it is finished, here and in another process', async () => {
    const { bench, handle, drive, again } = await finished(result(pictures(4, 8 * MIB)));
    const before = shown(bench);
    expect(before).toHaveLength(2);
    const card = result(pictures(4, 8 * MIB));
    await drive(bench.deliveries.delivery(handle).finish(card));
    await drive(again().deliveries.delivery(handle).finish(card));
    const delivery = bench.deliveries.delivery(handle);
    await drive(Promise.all([delivery.finish(card), delivery.finish(card)]));
    expect(shown(bench).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(namesIn(shown(bench))).toEqual(namesIn(before));
  });

  it('goes on in further messages where one cannot carry it all, and loses no picture', async () => {
    const { messages, discord } = await finished(result(pictures(7, 9 * MIB)));
    expect(namesIn(messages)).toEqual([
      ['easel-job1-1.png', 'easel-job1-2.png'],
      ['easel-job1-3.png', 'easel-job1-4.png'],
      ['easel-job1-5.png', 'easel-job1-6.png'],
      ['easel-job1-7.png'],
    ]);
    expect(discord.traffic.filter(({ status }) => status !== undefined && status >= 400)).toEqual([]);
  });

  it('has at most ten files in a message', async () => {
    const { messages } = await finished(result(pictures(16, 1000)));
    expect(messages.map(({ files }) => files.length)).toEqual([10, 6]);
  });

  it('has its sheets where they have room', async () => {
    const sheet = picture(8, 1000, { name: 'all.png', alt: 'All' });
    const references = { count: 2, sheet: picture(9, 1000, { name: 'references.png', alt: 'References' }) };
    const { messages } = await finished(result(pictures(2, 1000), { sheet, references }));
    expect(namesIn(messages)[0]?.toSorted()).toEqual([
      'all.png',
      'easel-job1-1.png',
      'easel-job1-2.png',
      'references.png',
    ]);
  });

  it('shows a picture that is too large re-encoded, and tells so with a link to the original', async () => {
    const url = 'https://easel.example/files/2?signed';
    const large = picture(1, 31 * MIB, { url });
    const { messages } = await finished(result([picture(0), large]));
    expect(namesIn(messages)).toEqual([['easel-job1-1.png', 'easel-job1-2.jpg']]);
    expect(plain(messages[0]?.text)).toContain('#2 was too large for Discord (31 MB): shown as JPEG.');
    expect(messages[0]?.text).toContain(url);
  });

  it('says what can be done where nothing can be linked', async () => {
    const { messages } = await finished(result([picture(0, 31 * MIB)]));
    expect(messages[0]?.text).toContain('PUBLIC_BASE_URL');
  });

  it('uses what Discord allows for the request, and never more than a request may have', async () => {
    const { messages } = await finished(result([picture(0, 20 * MIB), picture(1, 40 * MIB)]), {
      ada: { uploadLimit: 500 * MIB },
    });
    expect(namesIn(messages)).toEqual([['easel-job1-1.png'], ['easel-job1-2.jpg']]);
  });

  it('has smaller pictures where only five messages may follow, and not fewer', async () => {
    const bench = await openBench({ ada: { uploadLimit: 500 * MIB, installed: true } });
    const channel = bench.discord.addPrivateChannel(bench.ada, bench.discord.person('Grace'));
    const handle = await bench.handle('public', channel);
    await bench.drive(bench.deliveries.delivery(handle).finish(result(pictures(10, 20 * MIB))));
    const messages = bench.ada.sees(channel);
    expect(namesIn(messages).map((names) => names.length)).toEqual([2, 2, 2, 2, 2]);
    expect(plain(messages[0]?.text)).toContain('#1 was too large for Discord (20 MB): shown as JPEG.');
  });

  it('has no originals that no message may carry, and says so', async () => {
    const bench = await openBench({ ada: { uploadLimit: 500 * MIB, installed: true } });
    const channel = bench.discord.addPrivateChannel(bench.ada, bench.discord.person('Grace'));
    const handle = await bench.handle('private', channel);
    const originals = pictures(8, 20 * MIB);
    await bench.drive(bench.deliveries.delivery(handle).answer({ kind: 'text', text: text('Here.'), originals }));
    const messages = bench.ada.sees(channel);
    expect(namesIn(messages).map((names) => names.length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(plain(messages[0]?.text)).toContain('#7 has no room here.');
    expect(messages[0]?.text).toContain('PUBLIC_BASE_URL');
  });

  it('is shown without what was deleted meanwhile', async () => {
    const lost = picture(1, 1000, { fit: async () => undefined, open: async () => undefined });
    const { messages } = await finished(result([picture(0), lost, picture(2)]));
    expect(namesIn(messages)).toEqual([['easel-job1-1.png', 'easel-job1-3.png']]);
  });

  it('is made smaller where Discord refuses it all the same', async () => {
    const bench = await openBench();
    const handle = await bench.handle();
    const body = { code: 40005, message: 'Request entity too large' };
    bench.discord.fail({ method: 'PATCH', path: /original$/, status: 413, body, times: 2 });
    await bench.drive(bench.deliveries.delivery(handle).finish(result([picture(0, 6 * MIB)])));
    expect(namesIn(shown(bench))).toEqual([['easel-job1-1.jpg']]);
    expect(shown(bench)[0]?.files[0]?.bytes?.length).toBeLessThanOrEqual(2.5 * MIB);
  });

  it('has names that Discord leaves as they are', async () => {
    const { messages } = await finished(result([picture(0, 1000, { name: 'SPOILER_a fox/é.png' })]));
    expect(messages[0]?.files).toMatchObject([{ name: 'a-fox-.png', in: 'gallery' }]);
  });

  it('knows the job of each of its messages', async () => {
    const { messages, deliveries } = await finished(result(pictures(4, 8 * MIB)));
    for (const { id } of messages) expect(await deliveries.jobOfMessage(id)).toBe('job1');
    expect(await deliveries.jobOfMessage('123')).toBeUndefined();
  });

  it('takes away further messages that a shorter end does not need', async () => {
    const { bench, handle, drive } = await finished(result(pictures(4, 8 * MIB)));
    await drive(bench.deliveries.delivery(handle).fail(failure()));
    expect(shown(bench)).toMatchObject([{ files: [], text: expect.stringContaining('blocked') }]);
  });
});

describe('further messages', () => {
  it('are made once where the answer to one is lost', async () => {
    const bench = await openBench();
    const handle = await bench.handle();
    bench.discord.fail({ method: 'POST', path: /messages$/, afterEffect: true });
    await bench.drive(bench.deliveries.delivery(handle).finish(result(pictures(4, 8 * MIB))));
    expect(namesIn(shown(bench))).toEqual([
      ['easel-job1-1.png', 'easel-job1-2.png', 'easel-job1-3.png'],
      ['easel-job1-4.png'],
    ]);
  });

  it('are looked for before one that only the webhook can carry is sent again', async () => {
    const bench = await openBench({ ada: { uploadLimit: 50 * MIB } });
    const handle = await bench.handle();
    bench.discord.fail({ method: 'POST', path: /^\/webhooks/, afterEffect: true });
    await bench.drive(bench.deliveries.delivery(handle).finish(result(pictures(2, 20 * MIB))));
    expect(namesIn(shown(bench))).toEqual([['easel-job1-1.png'], ['easel-job1-2.png']]);
    expect(callsOf(bench, 'POST', /^\/webhooks/)).toHaveLength(1);
  });

  it('are found again after a crash between sending one and noting it', async () => {
    const bench = await openBench({ ada: { uploadLimit: 50 * MIB } });
    const handle = await bench.handle();
    const forgetful = bench.withRecords({
      ...bench.records,
      update: (id, change) =>
        bench.records.update(id, (current) => {
          const next = change(current);
          return next?.kind === 'showing' && next.more.length > 0 ? { ...next, more: [] } : next;
        }),
    });
    const card = result(pictures(2, 20 * MIB));
    await bench.drive(forgetful.delivery(handle).finish(card));
    await bench.drive(bench.again().deliveries.delivery(handle).finish(card));
    expect(namesIn(shown(bench))).toEqual([['easel-job1-1.png'], ['easel-job1-2.png']]);
  });

  it('that somebody removed do not come back', async () => {
    const { bench, discord, handle, drive, messages } = await finished(result(pictures(4, 8 * MIB)));
    discord.deleteMessage({ id: messages[1]?.id ?? '' });
    await drive(bench.deliveries.delivery(handle).finish(result(pictures(4, 8 * MIB))));
    expect(shown(bench)).toHaveLength(1);
  });

  it('are made smaller with all of it where Discord refuses one of them as too large', async () => {
    const bench = await openBench();
    const handle = await bench.handle();
    const body = { code: 40005, message: 'Request entity too large' };
    bench.discord.fail({ method: 'POST', path: /(messages|\/webhooks\/\d+\/[^/]+)$/, status: 413, body, times: 2 });
    await bench.drive(bench.deliveries.delivery(handle).finish(result(pictures(4, 8 * MIB))));
    expect(namesIn(shown(bench)).flat()).toEqual([1, 2, 3, 4].map((number) => `easel-job1-${number}.jpg`));
  });

  it('go by the webhook where there is no other way', async () => {
    const bench = await openBench();
    const handle = await bench.handle('private');
    await bench.drive(bench.deliveries.delivery(handle).finish(result(pictures(4, 8 * MIB))));
    expect(shown(bench).map(({ ephemeral }) => ephemeral)).toEqual([true, true]);
  });
});

describe('an answer', () => {
  it('is one message, and keeps nothing in the store', async () => {
    const bench = await openBench();
    const handle = await bench.handle('private');
    const delivery = bench.deliveries.delivery(handle);
    await bench.drive(delivery.answer({ kind: 'text', text: text('You have 3 credits.') }));
    expect(shown(bench)).toMatchObject([{ text: expect.stringContaining('3 credits'), ephemeral: true }]);
    for await (const [id] of bench.records.list()) throw new Error(`${id} was kept.`);
  });

  it('is shown although the store is down', async () => {
    const bench = await openBench();
    const handle = await bench.handle('private');
    const down = async () => {
      throw new Error('down');
    };
    const deliveries = bench.withRecords({ ...bench.records, get: down, update: down });
    await bench.drive(deliveries.delivery(handle).answer({ kind: 'text', text: text('The store is down.') }));
    expect(shown(bench)).toMatchObject([{ text: expect.stringContaining('down') }]);
  });

  it('holds only the files of one message at once, however many it hands over', async () => {
    const bench = await openBench();
    const handle = await bench.handle('private');
    const opened: string[] = [];
    const sent = () => bench.discord.traffic.filter(({ method, path }) => method === 'POST' && /webhooks/.test(path));
    const originals = pictures(8, 8 * MIB).map((card, index) => ({
      ...card,
      open: async () => {
        opened.push(`${index} after ${sent().length}`);
        return card.open();
      },
    }));
    await bench.drive(bench.deliveries.delivery(handle).answer({ kind: 'text', text: text('Here.'), originals }));
    expect(sent()).toHaveLength(2);
    expect(opened.slice(8)).toEqual(['3 after 0', '4 after 0', '5 after 0', '6 after 1', '7 after 1']);
  });

  it('hands over originals as files, and as links what is too large, in as many messages as they need', async () => {
    const bench = await openBench();
    const handle = await bench.handle('private');
    const url = 'https://easel.example/files/5?signed';
    const originals = [...pictures(4, 8 * MIB), picture(4, 31 * MIB, { url })];
    const answer = { kind: 'text', text: text('Here they are.'), originals } as const;
    await bench.drive(bench.deliveries.delivery(handle).answer(answer));
    await bench.drive(bench.deliveries.delivery(handle).answer(answer));
    expect(namesIn(shown(bench))).toEqual([
      ['easel-job1-1.png', 'easel-job1-2.png', 'easel-job1-3.png'],
      ['easel-job1-4.png'],
    ]);
    expect(shown(bench)[0]?.text).toContain(url);
    expect(shown(bench)[0]?.files[0]?.bytes).toHaveLength(8 * MIB);
  });
});
