import { describe, expect, it } from 'vitest';
import type { DiscordHandle } from '#src/chat/discord/handle.ts';
import { failure, progress, question } from '../../../contracts/chat-platform-cards.ts';
import { type Bench, callsOf, openBench } from './bench.ts';
import { MIB, picture, result } from './cards.ts';

const EDIT = /original$/;
const edits = (bench: Bench) => callsOf(bench, 'PATCH', EDIT);
const shown = ({ ada, discord }: Bench) => ada.sees(discord.channel);
const small = (byteLength: number) => ({ bytes: new Uint8Array(byteLength), type: 'image/jpeg' as const });

async function delivering(visibility: 'public' | 'private' = 'public') {
  const bench = await openBench();
  const handle: DiscordHandle = await bench.handle(visibility);
  return { ...bench, bench, handle, delivery: bench.deliveries.delivery(handle) };
}

describe('progress', () => {
  it('is shown in the answer, at once and then at a pace, the newest only', async () => {
    const { bench, delivery, pass } = await delivering();
    for (let second = 0; second < 20; second++) {
      delivery.update(progress(second * 5));
      await pass(1000);
    }
    const calls = edits(bench);
    expect(calls.length).toBeLessThanOrEqual(9);
    for (const [index, { at }] of calls.entries())
      expect(at - (calls[index - 1]?.at ?? at - 2500)).toBeGreaterThanOrEqual(2500);
    await pass(2500);
    expect(shown(bench)).toMatchObject([{ isV2: true, loading: false, text: expect.stringContaining('95') }]);
  });

  it('drops what waits once another process shows it', async () => {
    const { bench, delivery, pass } = await delivering();
    delivery.update(progress(10));
    await pass(100);
    delivery.update(progress(20));
    delivery.leave?.();
    await pass(60_000);
    expect(edits(bench)).toHaveLength(1);
  });

  it('is shown once where nothing changes', async () => {
    const { bench, delivery, pass } = await delivering();
    for (let round = 0; round < 10; round++) {
      delivery.update(progress(50));
      await pass(2500);
    }
    expect(edits(bench)).toHaveLength(1);
  });

  it('carries the newest unfinished picture, which replaces the one before', async () => {
    const { bench, delivery, pass } = await delivering();
    delivery.preview(small(500), 1);
    delivery.update(progress(10));
    await pass(0);
    expect(shown(bench)[0]?.files).toMatchObject([{ name: 'preview-1.jpg', in: 'gallery' }]);
    delivery.preview(small(600), 2);
    delivery.update(progress(20));
    await pass(2500);
    expect(shown(bench)[0]?.files).toMatchObject([{ name: 'preview-2.jpg' }]);
    expect(edits(bench)).toHaveLength(2);
  });

  it('goes on without a picture that is too heavy for it', async () => {
    const { bench, delivery, pass } = await delivering();
    delivery.preview(small(3 * MIB), 1);
    delivery.update(progress(10));
    await pass(0);
    expect(shown(bench)).toMatchObject([{ files: [] }]);
  });

  it('asks for the picture small, once for all its frames', async () => {
    const { bench, delivery, pass } = await delivering();
    const asked: number[] = [];
    delivery.preview(small(3 * MIB), 1, async (edge) => {
      asked.push(edge);
      return small(700);
    });
    delivery.update(progress(10));
    await pass(0);
    delivery.update(progress(20));
    await pass(2500);
    expect(edits(bench)).toHaveLength(2);
    expect(shown(bench)[0]?.files).toMatchObject([{ name: 'preview-1.jpg' }]);
    expect(asked).toEqual([512]);
  });

  it('goes on without a picture that cannot be read', async () => {
    const { bench, delivery, pass } = await delivering();
    delivery.preview(small(500), 1, () => Promise.reject(new Error('no picture')));
    delivery.update(progress(10));
    await pass(0);
    expect(shown(bench)).toMatchObject([{ files: [] }]);
  });

  it('tells beforehand where a late result will come by direct message, and nowhere else', async () => {
    const hidden = await delivering('private');
    hidden.delivery.update(progress(10));
    await hidden.pass(0);
    expect(shown(hidden.bench)[0]?.text).toContain('direct message');
    const open = await delivering();
    open.delivery.update(progress(10));
    await open.pass(0);
    expect(shown(open.bench)[0]?.text).not.toContain('direct message');
  });

  it('does not wait for the store, nor end with it, but goes on when it is back', async () => {
    const { bench, handle, pass, records } = await delivering();
    let down = true;
    const deliveries = bench.withRecords({
      ...records,
      get: async (id) => {
        if (down) throw new Error('down');
        return records.get(id);
      },
    });
    deliveries.delivery(handle).update(progress(10));
    await pass(100);
    down = false;
    await pass(2500);
    expect(shown(bench)).toMatchObject([{ text: expect.stringContaining('10') }]);
  });

  it('is dropped by a rate limit and tried again at its pace', async () => {
    const { bench, delivery, discord, pass } = await delivering();
    discord.fail({
      method: 'PATCH',
      path: EDIT,
      status: 429,
      body: { message: 'slow', retry_after: 1, global: false },
    });
    delivery.update(progress(10));
    await pass(100);
    expect(shown(bench)).toMatchObject([{ loading: true }]);
    await pass(2500);
    expect(shown(bench)).toMatchObject([{ text: expect.stringContaining('10') }]);
  });

  it.each([[502], [500]])('survives a %i', async (status) => {
    const { bench, delivery, discord, pass } = await delivering();
    discord.fail({ method: 'PATCH', path: EDIT, status });
    delivery.update(progress(10));
    await pass(2600);
    expect(shown(bench)).toMatchObject([{ text: expect.stringContaining('10') }]);
  });

  it('goes on by the channel when the token is over', async () => {
    const { bench, delivery, pass } = await delivering();
    await pass(15 * 60_000);
    delivery.update(progress(40));
    await pass(0);
    expect(shown(bench)).toMatchObject([{ text: expect.stringContaining('40') }]);
    expect(edits(bench)).toEqual([]);
  });

  it('goes on by the channel when Discord says that the token is over', async () => {
    const { bench, delivery, discord, pass } = await delivering();
    discord.fail({ method: 'PATCH', path: EDIT, status: 401, body: { code: 50027, message: 'Invalid Webhook Token' } });
    delivery.update(progress(40));
    await pass(2500);
    expect(shown(bench)).toMatchObject([{ text: expect.stringContaining('40') }]);
    // The dead webhook did not cost the bot its own token.
    await delivery.finish(result());
    expect(shown(bench)).toMatchObject([{ files: [{}] }]);
  });

  it('says nothing more where only the person could see it and the token is over', async () => {
    const { bench, delivery, pass, ada } = await delivering('private');
    await pass(15 * 60_000);
    delivery.update(progress(40));
    await pass(5000);
    expect(shown(bench)).toMatchObject([{ loading: true }]);
    expect(ada.sees(ada.directMessages())).toEqual([]);
  });

  it.each([
    ['token', 0],
    ['channel', 15 * 60_000],
  ])('ends when a moderator removed the message, which is told once (by %s)', async (_way, ms) => {
    const { bench, delivery, discord, handle, gone, pass } = await delivering();
    await pass(ms);
    discord.deleteMessage({ id: handle.messageId ?? '' });
    for (let percent = 10; percent < 60; percent += 10) {
      delivery.update(progress(percent));
      await pass(2500);
    }
    expect(gone).toEqual(['job1']);
    expect(callsOf(bench, 'PATCH', /./)).toHaveLength(1);
    await expect(delivery.finish(result())).rejects.toMatchObject({ code: 'not-found' });
    expect(shown(bench)).toEqual([]);
  });

  it.each([
    [10003, 404],
    [50001, 403],
    [50013, 403],
    [50083, 400],
    [50035, 400],
  ])('stops for good, and alone, on %i', async (code, status) => {
    const { bench, delivery, discord, gone, pass } = await delivering();
    discord.fail({ method: 'PATCH', path: EDIT, status, body: { code, message: 'no' } });
    for (let percent = 10; percent < 60; percent += 10) {
      delivery.update(progress(percent));
      await pass(2500);
    }
    expect(edits(bench)).toHaveLength(1);
    expect(gone).toEqual([]);
  });

  it('never covers the end, and the end waits for the edit in flight alone', async () => {
    const { bench, delivery, discord, drive, pass } = await delivering();
    const held = discord.hold({ method: 'PATCH', path: EDIT });
    delivery.update(progress(10));
    await held.arrived;
    delivery.update(progress(20));
    const finished = delivery.finish(result());
    delivery.update(progress(30));
    held.release();
    await drive(finished);
    delivery.update(progress(40));
    await pass(10_000);
    expect(edits(bench)).toHaveLength(2);
    expect(shown(bench)).toMatchObject([{ files: [{ name: 'easel-job1-1.png' }] }]);
  });

  it('is not shown after an end that another process showed', async () => {
    const { bench, handle, drive, pass, again } = await delivering();
    await drive(again().deliveries.delivery(handle).finish(result()));
    bench.deliveries.delivery(handle).update(progress(90));
    await pass(5000);
    expect(shown(bench)).toMatchObject([{ files: [{}] }]);
  });

  it('that was begun here does not cover an end that another process showed meanwhile', async () => {
    const { bench, delivery, handle, drive, pass, again } = await delivering();
    delivery.update(progress(10));
    await pass(0);
    await drive(again().deliveries.delivery(handle).finish(result()));
    for (const percent of [20, 30, 40]) {
      delivery.update(progress(percent));
      await pass(2500);
    }
    expect(shown(bench)).toMatchObject([{ files: [{}] }]);
  });

  it('leaves no picture of its own behind in the end', async () => {
    const { bench, delivery, drive, pass } = await delivering();
    delivery.preview(small(500), 1);
    delivery.update(progress(10));
    await pass(0);
    await drive(delivery.fail(failure()));
    expect(shown(bench)).toMatchObject([{ files: [], text: expect.stringContaining('blocked') }]);
  });
});

describe('a question', () => {
  it('is shown with its picture and answered by progress, which shows the end later', async () => {
    const { bench, delivery, drive, pass } = await delivering();
    delivery.update(progress(1));
    const asked = delivery.ask(question());
    delivery.update(progress(3));
    await drive(asked);
    await pass(5000);
    expect(shown(bench)).toMatchObject([{ files: [{}], buttons: [{ label: 'Start' }, { label: 'Leave it' }] }]);
    delivery.update(progress(40));
    await pass(0);
    expect(shown(bench)).toMatchObject([{ files: [], text: expect.stringContaining('40') }]);
    await drive(delivery.finish(result([picture(0)])));
    await drive(delivery.ask(question()));
    expect(shown(bench)).toMatchObject([{ files: [{ name: 'easel-job1-1.png' }] }]);
  });

  it('does not come back after the end, in another process too', async () => {
    const { bench, delivery, handle, drive, again } = await delivering();
    await drive(delivery.fail(failure()));
    await drive(again().deliveries.delivery(handle).ask(question()));
    expect(shown(bench)).toMatchObject([{ text: expect.stringContaining('blocked') }]);
  });
});
