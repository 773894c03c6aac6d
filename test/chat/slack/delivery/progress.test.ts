import { describe, expect, it } from 'vitest';
import { failure, progress } from '../../../contracts/chat-platform-cards.ts';
import { openBench } from './bench.ts';
import { question, result } from './cards.ts';

describe('progress', () => {
  it('shows the newest state, 4 s apart, in the message that said that it arrived', async () => {
    const { handle, deliveries, pass, callsOf, sees, bob } = await openBench();
    const given = await handle();
    const delivery = deliveries.delivery(given);
    for (let percent = 0; percent < 100; percent++) {
      delivery.update(progress(percent));
      await pass(100);
    }
    expect(callsOf('chat.update').length).toBeLessThanOrEqual(3);
    await pass(5000);
    expect(sees(bob)).toMatchObject([{ ts: given.messageTs, words: expect.stringContaining('99 %') }]);
  });

  it('has one budget for all jobs of a workspace, and ends are none of it', async () => {
    const { handle, deliveries, pass, callsOf, drive, clock } = await openBench();
    const all = [];
    for (let job = 0; job < 12; job++) all.push(deliveries.delivery(await handle()));
    const began = clock.now();
    for (let step = 0; step < 12; step++) {
      for (const delivery of all) delivery.update(progress(step));
      await pass(4000);
    }
    expect(clock.now() - began).toBeLessThan(60_000);
    expect(callsOf('chat.update').length).toBeLessThanOrEqual(40);
    const before = callsOf('chat.update').length;
    const [first, second] = all;
    if (first) await drive(first.fail(failure()));
    if (second) await drive(second.finish(result()));
    expect(callsOf('chat.update').length).toBe(before + 1);
  });

  it('never holds up a result where Slack does not take any', async () => {
    const { handle, deliveries, pass, drive, fail, clock, sees, bob } = await openBench();
    const delivery = deliveries.delivery(await handle());
    fail({ method: 'chat.update', retryAfter: 60, times: 50 });
    delivery.update(progress(10));
    await pass(1000);
    delivery.update(progress(20));
    const began = clock.now();
    await drive(delivery.finish(result()));
    expect(clock.now() - began).toBeLessThan(2000);
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false }] }]);
  });

  it('asks no more of a workspace that said no for as long as it said', async () => {
    const { handle, deliveries, pass, fail, callsOf } = await openBench();
    const one = deliveries.delivery(await handle());
    const other = deliveries.delivery(await handle());
    fail({ method: 'chat.update', retryAfter: 30 });
    one.update(progress(10));
    await pass(1000);
    other.update(progress(20));
    await pass(25_000);
    expect(callsOf('chat.update')).toHaveLength(1);
    await pass(10_000);
    expect(callsOf('chat.update')).toHaveLength(3);
  });

  it('tells once of a message that somebody removed, and brings nothing back', async () => {
    const { handle, deliveries, again, pass, drive, gone, world, sees, bob, channel } = await openBench();
    const given = await handle();
    const delivery = deliveries.delivery(given);
    delivery.update(progress(10));
    await pass(5000);
    const message = world.messages.get(`${channel.id}:${given.messageTs}`);
    if (message) message.deleted = true;
    for (const percent of [20, 30, 40]) {
      delivery.update(progress(percent));
      await pass(5000);
    }
    expect(gone).toEqual(['job1']);
    await expect(drive(delivery.finish(result()))).rejects.toMatchObject({ code: 'not-found' });
    await expect(drive(again().deliveries.delivery(given).finish(result()))).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(sees(bob)).toEqual([]);
  });

  it('is known by its message while it is on its way', async () => {
    const { handle, deliveries, pass, channel } = await openBench();
    const given = await handle();
    deliveries.delivery(given).update(progress(10));
    await pass(1000);
    expect(await deliveries.jobOfMessage(channel.id, given.messageTs ?? '')).toBe('job1');
  });

  it('does not cover an end that another process showed', async () => {
    const { handle, deliveries, again, pass, drive, sees, bob } = await openBench();
    const given = await handle();
    const delivery = deliveries.delivery(given);
    delivery.update(progress(10));
    await pass(5000);
    await drive(again().deliveries.delivery(given).fail(failure()));
    const [ended] = sees(bob);
    delivery.update(progress(20));
    await pass(10_000);
    expect(sees(bob)).toEqual([ended]);
  });
});

describe('a message that another process took away', () => {
  it('was not removed by anybody', async () => {
    const { handle, deliveries, again, pass, drive, gone, wireHolds, sees, bob, world } = await openBench();
    // Time stands still while the edit is held.
    world.uploads.readyAfterMs = 0;
    const given = await handle();
    const delivery = deliveries.delivery(given);
    const held = wireHolds({ method: 'chat.update' });
    delivery.update(progress(10));
    await held.arrived;
    const finished = again().deliveries.delivery(given).finish(result());
    void finished.then(held.release, held.release);
    await finished;
    await pass(5000);
    expect(gone).toEqual([]);
    await drive(delivery.finish(result()));
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false }] }]);
  });
});

describe('the status of a thread', () => {
  async function inThread() {
    const opened = await openBench();
    const from = opened.mention();
    const given = await opened.handle('public', from);
    const status = () => opened.world.statuses.get(`${opened.channel.id}:${from.threadTs}`)?.text;
    return { ...opened, given, delivery: opened.deliveries.delivery(given), status };
  }

  it('says what is going on, and goes with the result', async () => {
    const { delivery, pass, drive, status } = await inThread();
    delivery.update(progress(0, { phase: 'queued', position: 2 }));
    await pass(1000);
    expect(status()).toBe('is waiting, number 2 in line …');
    delivery.update(progress(47));
    await pass(10_000);
    expect(status()).toBe('is at it: 40 % …');
    await drive(delivery.finish(result()));
    expect(status()).toBeUndefined();
  });

  it('goes with a failure and a question too', async () => {
    const { delivery, pass, drive, status } = await inThread();
    delivery.update(progress(10));
    await pass(1000);
    await drive(delivery.ask(question()));
    await pass(0);
    expect(status()).toBeUndefined();
    delivery.update(progress(50));
    await pass(10_000);
    expect(status()).toBe('is at it: 50 % …');
    await drive(delivery.fail(failure()));
    await pass(0);
    expect(status()).toBeUndefined();
  });

  it('is renewed before Slack takes it away, and not for ever', async () => {
    const { delivery, pass, callsOf } = await inThread();
    delivery.update(progress(10));
    await pass(200_000);
    const said = callsOf('assistant.threads.setStatus').map(({ at }) => at);
    expect(said).toHaveLength(3);
    for (const [index, at] of said.entries()) expect(at - (said[index - 1] ?? at)).toBeLessThan(120_000);
    await pass(3_600_000);
    expect(callsOf('assistant.threads.setStatus').length).toBeLessThan(10);
  });

  it('is not renewed, nor is what waits shown, once another process says it', async () => {
    const { delivery, pass, callsOf } = await inThread();
    delivery.update(progress(10));
    await pass(1000);
    delivery.update(progress(20));
    delivery.leave?.();
    await pass(600_000);
    expect(callsOf('assistant.threads.setStatus')).toHaveLength(1);
    expect(callsOf('chat.update')).toHaveLength(1);
  });

  it('is not asked for again in a workspace that does not have it', async () => {
    const { delivery, deliveries, handle, mention, pass, fail, callsOf } = await inThread();
    fail({ method: 'assistant.threads.setStatus', error: 'unknown_method' });
    delivery.update(progress(10));
    await pass(1000);
    const other = deliveries.delivery(await handle('public', mention()));
    other.update(progress(20));
    await pass(30_000);
    expect(callsOf('assistant.threads.setStatus')).toHaveLength(1);
  });

  it('is said in threads alone', async () => {
    const { handle, deliveries, pass, callsOf } = await openBench();
    deliveries.delivery(await handle()).update(progress(10));
    await pass(5000);
    expect(callsOf('assistant.threads.setStatus')).toEqual([]);
  });
});

describe('previews', () => {
  const PREVIEW = { bytes: new Uint8Array(100), type: 'image/jpeg' } as const;
  const withPreviews = () => openBench({ previews: async () => 'https://easel.example/preview/1.jpg' });

  it('are left out where there is no public place for them', async () => {
    const { handle, deliveries, pass, callsOf } = await openBench();
    const delivery = deliveries.delivery(await handle());
    delivery.update(progress(10));
    delivery.preview(PREVIEW, 1);
    await pass(5000);
    expect(JSON.stringify(callsOf('chat.update'))).not.toContain('image_url');
  });

  it('are shown with the progress by their address', async () => {
    const { handle, deliveries, pass, sees, bob, world } = await withPreviews();
    world.fetched.set('https://easel.example/preview/1.jpg', new Uint8Array(1));
    const delivery = deliveries.delivery(await handle());
    delivery.update(progress(10));
    delivery.preview(PREVIEW, 1);
    await pass(5000);
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false, url: 'https://easel.example/preview/1.jpg' }] }]);
  });

  it('are dropped for a message whose preview Slack could not fetch, and the progress goes on', async () => {
    const { handle, deliveries, pass, callsOf, sees, bob } = await withPreviews();
    const delivery = deliveries.delivery(await handle());
    delivery.update(progress(10));
    delivery.preview(PREVIEW, 1);
    await pass(9000);
    delivery.preview(PREVIEW, 2);
    delivery.update(progress(60));
    await pass(9000);
    expect(sees(bob)).toMatchObject([{ images: [], words: expect.stringContaining('60 %') }]);
    expect(callsOf('chat.update').filter(({ args }) => JSON.stringify(args).includes('image_url'))).toHaveLength(1);
  });
});
