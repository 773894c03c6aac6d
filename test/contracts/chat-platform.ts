import { describe, expect, it, vi } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import type { DeliveryHandle } from '#src/domain/job.ts';
import { plainText, text } from '#src/domain/text.ts';
import type { Answer, CardPicture } from '#src/ports/cards.ts';
import type { Delivery, IncomingRequest } from '#src/ports/chat-platform.ts';
import type { OpenBench } from './chat-platform-bench.ts';
import { card, failure, HOSTILE, lastOf, picture, progress, question, undeclared } from './chat-platform-cards.ts';
import { speakingContract } from './chat-platform-speaking.ts';

/** What every chat platform owes. */
export function chatPlatformContract({ open, threads = false, removable = false }: OpenBench): void {
  speakingContract({ open });
  let events = 0;

  /** A bench that acknowledges and keeps what came in. */
  async function openBench(visibility: 'public' | 'private' = 'public') {
    const requests: IncomingRequest[] = [];
    const handles: DeliveryHandle[] = [];
    const bench = await open(async (request) => {
      requests.push(request);
      handles.push(await request.reply.ack(visibility));
    });
    const ask = async (prompt = 'a fox', userId = 'ada') => {
      events += 1;
      await bench.send({ eventId: `contract-${events}`, userId, prompt });
      return lastOf(handles);
    };
    return { bench, requests, handles, ask };
  }

  describe('requests', () => {
    it('hands over who asked for what, and where', async () => {
      const { bench, requests, ask } = await openBench();
      await ask('a lighthouse');
      expect(requests).toHaveLength(1);
      const request = lastOf(requests);
      expect(request).toMatchObject({ trigger: 'command', name: 'imagine', options: { prompt: 'a lighthouse' } });
      expect(request.actor.userId).toBe(bench.idOf?.('ada') ?? 'ada');
      expect(request.place.platform).toBe(bench.platform.id);
    });

    it('acknowledges a request once and refuses a second time', async () => {
      const refused: unknown[] = [];
      const bench = await open(async ({ reply }) => {
        await reply.ack('public');
        await reply.ack('public').catch((error: unknown) => refused.push(error));
      });
      await bench.send({ eventId: 'contract-twice', userId: 'ada', prompt: 'a fox' });
      await vi.waitFor(() => expect(refused).toHaveLength(1));
      expect(await bench.seenBy('ada')).toHaveLength(1);
    });

    it('gives a second delivery of an event the same id and shows no second message', async () => {
      const { bench, requests } = await openBench();
      for (let time = 0; time < 5; time++) {
        await bench.send({ eventId: 'contract-same', userId: 'ada', prompt: 'a fox' });
      }
      expect(new Set(requests.map(({ id }) => id)).size).toBe(1);
      expect(await bench.seenBy('ada')).toHaveLength(1);
    });

    it('leaves the end of a request standing when its event is delivered again', async () => {
      const { bench, handles } = await openBench();
      const again = { eventId: 'contract-after', userId: 'ada', prompt: 'a fox' };
      await bench.send(again);
      await bench.platform.delivery(lastOf(handles)).finish(card());
      await bench.send(again);
      expect((await bench.seenBy('ada')).map(({ kind }) => kind)).toEqual(['result']);
    });

    it('takes no more requests once it is stopped, and still delivers', async () => {
      const { bench, requests, ask } = await openBench();
      const handle = await ask();
      await bench.platform.stop();
      await bench.send({ eventId: 'contract-late', userId: 'ada', prompt: 'too late' }).catch(() => undefined);
      expect(requests).toHaveLength(1);
      await bench.platform.delivery(handle).finish(card());
      expect((await bench.seenBy('ada')).map(({ kind }) => kind)).toEqual(['result']);
    });
  });

  describe('deliveries', () => {
    it('has handles that survive being written down as JSON', async () => {
      const { ask, bench } = await openBench();
      const handle = await ask();
      expect(JSON.parse(JSON.stringify(handle))).toEqual(handle);
      expect(handle.platform).toBe(bench.platform.id);
    });

    it('shows the newest of many progress reports, and not each of them', async () => {
      const { bench, ask } = await openBench();
      const delivery = bench.platform.delivery(await ask());
      const before = await bench.showings('ada');
      for (let percent = 0; percent <= 100; percent++) delivery.update(progress(percent));
      await bench.settle();
      expect(lastOf(await bench.seenBy('ada'))).toMatchObject({ kind: 'progress', percent: 100 });
      expect((await bench.showings('ada')) - before).toBeLessThan(10);
    });

    it.each<[string, (delivery: Delivery) => Promise<void>, string]>([
      ['finish', (delivery) => delivery.finish(card()), 'result'],
      ['fail', (delivery) => delivery.fail(failure()), 'failure'],
      ['answer', (delivery) => delivery.answer({ kind: 'text', text: text('Done.') }), 'answer'],
    ])('shows one end however often %s is repeated', async (_name, end, kind) => {
      const { bench, ask } = await openBench();
      const delivery = bench.platform.delivery(await ask());
      await end(delivery);
      await end(delivery);
      await Promise.all([end(delivery), end(delivery)]);
      expect((await bench.seenBy('ada')).map((seen) => seen.kind)).toEqual([kind]);
    });

    it('does not let progress that comes late cover the end', async () => {
      const { bench, ask } = await openBench();
      const delivery = bench.platform.delivery(await ask());
      delivery.update(progress(50));
      const finished = delivery.finish(card());
      delivery.update(progress(60));
      await finished;
      delivery.update(progress(70));
      await bench.settle();
      expect((await bench.seenBy('ada')).map(({ kind }) => kind)).toEqual(['result']);
    });

    it('is taken up by a fresh instance from the handle alone', async () => {
      const { bench, ask } = await openBench();
      const handle: DeliveryHandle = JSON.parse(JSON.stringify(await ask()));
      const restarted = await bench.again();
      expect((await restarted.seenBy('ada')).map(({ kind }) => kind)).toEqual(['waiting']);
      const delivery = restarted.platform.delivery(handle);
      delivery.update(progress(30));
      await restarted.settle();
      expect(lastOf(await restarted.seenBy('ada'))).toMatchObject({ kind: 'progress', percent: 30 });
      await delivery.finish(card({ pictures: [picture(0), picture(1)] }));
      expect(await restarted.seenBy('ada')).toMatchObject([{ kind: 'result', pictures: 2 }]);
    });

    it('shows what is private to nobody but its owner', async () => {
      const { bench, ask } = await openBench('private');
      const delivery = bench.platform.delivery(await ask('my secret', 'ada'));
      delivery.update(progress(10));
      await bench.settle();
      expect(await bench.seenBy('ada')).toHaveLength(1);
      expect(await bench.seenBy('bob')).toEqual([]);
      await delivery.finish(card({ prompt: 'my secret' }));
      expect(await bench.seenBy('ada')).toMatchObject([{ kind: 'result' }]);
      expect(await bench.seenBy('bob')).toEqual([]);
    });

    it('answers who asked alone where that is wished, and leaves nothing of it for the others', async () => {
      const { bench, ask } = await openBench();
      const delivery = bench.platform.delivery(await ask('a fox', 'ada'));
      expect(await bench.seenBy('bob')).toHaveLength(1);
      const answer: Answer = { kind: 'text', text: text('You may not do that.') };
      await delivery.answer(answer, 'asker');
      await delivery.answer(answer, 'asker');
      for (const there of [bench, await bench.again()]) {
        const seen = await there.seenBy('ada');
        expect(seen).toMatchObject([{ kind: 'answer' }]);
        expect(lastOf(seen).words).toContain('You may not do that.');
        expect(await there.seenBy('bob')).toEqual([]);
      }
    });

    it('shows what is public to everybody in the place', async () => {
      const { bench, ask } = await openBench();
      await bench.platform.delivery(await ask('for all', 'ada')).finish(card());
      expect(await bench.seenBy('bob')).toMatchObject([{ kind: 'result', pictures: 1 }]);
    });

    it('tells the facts, warnings and whose problem a failure is', async () => {
      const { bench, ask } = await openBench();
      await bench.platform.delivery(await ask()).finish(card({ warnings: [text('21:9 was not possible.')] }));
      await bench.platform.delivery(await ask()).fail(failure());
      const words = (await bench.seenBy('ada')).map((shown) => shown.words).join('\n');
      expect(words).toContain('2 credits');
      expect(words).toContain('21:9 was not possible.');
      expect(words).toContain(plainText(failure().failure.text));
    });
  });

  describe('questions', () => {
    it('tells what it would be and cost, shows the picture beside it, and offers both answers', async () => {
      const { bench, ask } = await openBench();
      await bench.platform.delivery(await ask()).ask(question());
      const seen = lastOf(await bench.seenBy('ada'));
      expect(seen).toMatchObject({ kind: 'question', pictures: 1 });
      for (const words of ['24 credits', '21:9 was not possible.', 'Start', 'Leave it']) {
        expect(seen.words).toContain(words);
      }
    });

    it('shows one question however often it is repeated', async () => {
      const { bench, ask } = await openBench();
      const delivery = bench.platform.delivery(await ask());
      await delivery.ask(question());
      await delivery.ask(question());
      await Promise.all([delivery.ask(question()), delivery.ask(question())]);
      expect((await bench.seenBy('ada')).map(({ kind }) => kind)).toEqual(['question']);
    });

    it('does not let progress that was on its way cover the question', async () => {
      const { bench, ask } = await openBench();
      const delivery = bench.platform.delivery(await ask());
      delivery.update(progress(1));
      delivery.update(progress(2));
      const asked = delivery.ask(question());
      delivery.update(progress(3));
      await asked;
      await bench.settle();
      expect((await bench.seenBy('ada')).map(({ kind }) => kind)).toEqual(['question']);
    });

    it('gives way to the progress that follows the answer, and then to the end', async () => {
      const { bench, ask } = await openBench();
      const delivery = bench.platform.delivery(await ask());
      await delivery.ask(question());
      delivery.update(progress(40));
      await bench.settle();
      expect(await bench.seenBy('ada')).toMatchObject([{ kind: 'progress', percent: 40 }]);
      await delivery.finish(card());
      expect((await bench.seenBy('ada')).map(({ kind }) => kind)).toEqual(['result']);
    });

    it.each<[string, (delivery: Delivery) => Promise<void>, string]>([
      ['finish', (delivery) => delivery.finish(card()), 'result'],
      ['fail', (delivery) => delivery.fail(failure()), 'failure'],
    ])('is replaced by %s, and does not come back after it', async (_name, end, kind) => {
      const { bench, ask } = await openBench();
      const delivery = bench.platform.delivery(await ask());
      await delivery.ask(question());
      await end(delivery);
      expect((await bench.seenBy('ada')).map((seen) => seen.kind)).toEqual([kind]);
      await delivery.ask(question());
      expect((await bench.seenBy('ada')).map((seen) => seen.kind)).toEqual([kind]);
    });

    // A refusal is no end of a job: where the store took the request in all the same, its question comes after it.
    it('is replaced by an answer', async () => {
      const { bench, ask } = await openBench();
      const delivery = bench.platform.delivery(await ask());
      await delivery.ask(question());
      await delivery.answer({ kind: 'text', text: text('Too late.') });
      expect((await bench.seenBy('ada')).map((seen) => seen.kind)).toEqual(['answer']);
    });

    it('is still there after a restart, and can be asked again and answered there', async () => {
      const { bench, ask } = await openBench();
      const handle: DeliveryHandle = JSON.parse(JSON.stringify(await ask()));
      await bench.platform.delivery(handle).ask(question());
      const restarted = await bench.again();
      expect(await restarted.seenBy('ada')).toMatchObject([{ kind: 'question', pictures: 1 }]);
      const delivery = restarted.platform.delivery(handle);
      await delivery.ask(question());
      expect((await restarted.seenBy('ada')).map(({ kind }) => kind)).toEqual(['question']);
      delivery.update(progress(5));
      await restarted.settle();
      expect(lastOf(await restarted.seenBy('ada'))).toMatchObject({ kind: 'progress', percent: 5 });
    });

    it('is shown to nobody but its owner where it is private, and to nobody once it was deleted', async () => {
      const { bench, ask } = await openBench('private');
      const handle = await ask('my secret', 'ada');
      await bench.platform.delivery(handle).ask(question());
      expect(await bench.seenBy('ada')).toMatchObject([{ kind: 'question' }]);
      expect(await bench.seenBy('bob')).toEqual([]);
      await bench.platform.deleteResult(handle);
      await bench.platform.delivery(handle).ask(question());
      expect(await bench.seenBy('ada')).toEqual([]);
    });
  });

  describe('answers with a picture', () => {
    it.each<[string, Answer]>([
      ['a text', { kind: 'text', text: text('Name its cells.'), picture: picture(0) }],
      [
        'a table',
        { kind: 'table', title: 'Plan', columns: ['What'], rows: [[text('Name its cells.')]], picture: picture(0) },
      ],
    ])('show it beside %s, also after a restart and when they are repeated', async (_name, answer) => {
      const { bench, ask } = await openBench();
      const delivery = bench.platform.delivery(await ask());
      await delivery.answer(answer);
      await delivery.answer(answer);
      for (const there of [bench, await bench.again()]) {
        const seen = await there.seenBy('ada');
        expect(seen).toMatchObject([{ kind: 'answer', pictures: 1 }]);
        expect(lastOf(seen).words).toContain('Name its cells.');
      }
    });

    it('are only words where there is none', async () => {
      const { bench, ask } = await openBench();
      await bench.platform.delivery(await ask()).answer({ kind: 'text', text: text('Nothing to see.') });
      expect(await bench.seenBy('ada')).toMatchObject([{ kind: 'answer', pictures: 0 }]);
    });
  });

  describe('originals', () => {
    it.each<[string, Answer]>([
      ['words', { kind: 'text', text: text('As they were made.') }],
      ['table', { kind: 'table', title: 'As they were made.', columns: ['What'], rows: [[text('Two of them.')]] }],
    ])('are offered beside the %s, also after a restart and when the answer is repeated', async (_what, said) => {
      const { bench, ask } = await openBench('private');
      const delivery = bench.platform.delivery(await ask());
      const answer: Answer = { ...said, originals: [picture(0), picture(1)] };
      await delivery.answer(answer);
      await delivery.answer(answer);
      for (const there of [bench, await bench.again()]) {
        const seen = await there.seenBy('ada');
        expect(seen).toMatchObject([{ kind: 'answer', originals: 2 }]);
        expect(lastOf(seen).words).toContain('As they were made.');
        expect(await there.seenBy('bob')).toEqual([]);
      }
    });

    it('that were deleted meanwhile are no reason to fail', async () => {
      const { bench, ask } = await openBench();
      const gone: CardPicture = { ...picture(0), open: async () => undefined, fit: async () => undefined };
      const answer: Answer = { kind: 'text', text: text('As it was made.'), originals: [gone] };
      await bench.platform.delivery(await ask()).answer(answer);
      expect(lastOf(await bench.seenBy('ada')).words).toContain('As it was made.');
    });
  });

  describe('a private result that is shared', () => {
    it('is seen by everybody in a copy of its own, and gone when both are deleted', async () => {
      const handles: DeliveryHandle[] = [];
      const bench = await open(async ({ reply, options }) => {
        handles.push(await reply.ack(options.prompt === 'my secret' ? 'private' : 'public'));
      });
      for (const prompt of ['my secret', 'share it']) {
        events += 1;
        await bench.send({ eventId: `contract-${events}`, userId: 'ada', prompt });
      }
      for (const handle of handles) await bench.platform.delivery(handle).finish(card());
      expect((await bench.seenBy('ada')).map(({ kind }) => kind)).toEqual(['result', 'result']);
      expect((await bench.seenBy('bob')).map(({ kind }) => kind)).toEqual(['result']);
      for (const handle of handles) await bench.platform.deleteResult(handle);
      expect(await bench.seenBy('ada')).toEqual([]);
      expect(await bench.seenBy('bob')).toEqual([]);
    });
  });

  describe.runIf(threads)('threads', () => {
    it('are opened once about a result, and the same one again, also by a fresh instance', async () => {
      const { bench, ask } = await openBench();
      const handle = await ask();
      await bench.platform.delivery(handle).finish(card());
      const opened = await bench.platform.openThread?.(handle, 'a fox');
      expect(opened).toMatchObject({ channelId: expect.stringMatching(/./), url: expect.stringMatching(/^https?:/) });
      expect(await bench.platform.openThread?.(handle, 'a fox')).toEqual(opened);
      expect(await (await bench.again()).platform.openThread?.(handle, 'another name')).toEqual(opened);
    });

    it('take every name', async () => {
      const { bench, ask } = await openBench();
      for (const title of [...Object.values(HOSTILE), 'x'.repeat(100)]) {
        const handle = await ask();
        await bench.platform.delivery(handle).finish(card());
        expect(await bench.platform.openThread?.(handle, title)).toBeDefined();
      }
    });

    it('are refused about what only one person sees', async () => {
      const { bench, ask } = await openBench('private');
      const handle = await ask();
      await bench.platform.delivery(handle).finish(card());
      await expect(bench.platform.openThread?.(handle, 'a fox')).rejects.toMatchObject({ code: 'not-allowed' });
    });
  });

  describe.runIf(removable)('a message that was removed on its way', () => {
    it('is told with its job, and nothing brings it back', async () => {
      const gone: string[] = [];
      const handles: DeliveryHandle[] = [];
      const bench = await open(
        async ({ reply }) => void handles.push(await reply.ack('public')),
        (jobId) => void gone.push(jobId),
      );
      await bench.send({ eventId: 'contract-removed', userId: 'ada', prompt: 'a fox' });
      const delivery = bench.platform.delivery(lastOf(handles));
      delivery.update(progress(10));
      await bench.settle();
      await bench.takeAway?.();
      delivery.update(progress(20));
      await bench.settle();
      await vi.waitFor(() => expect(gone).toEqual(['job1']));
      await expect(delivery.finish(card())).rejects.toMatchObject({ code: 'not-found' });
      expect(await bench.seenBy('ada')).toEqual([]);
    });
  });

  describe('what people type', () => {
    it.each(Object.entries(HOSTILE))('is shown as it was typed and does nothing: %s', async (_name, prompt) => {
      const { bench, requests, ask } = await openBench();
      const handle = await ask(prompt);
      expect(lastOf(requests).options.prompt).toBe(prompt);
      await bench.platform.delivery(handle).finish(card({ prompt, text: prompt, revisedPrompt: prompt }));
      const seen = lastOf(await bench.seenBy('bob'));
      expect(seen.active).toBe(false);
      expect(seen.words).toContain(bench.promptShown(prompt));
    });

    it.each(Object.entries(HOSTILE))('is inert in a question too: %s', async (_name, prompt) => {
      const { bench, ask } = await openBench();
      await bench.platform.delivery(await ask(prompt)).ask(question({ prompt }));
      const seen = lastOf(await bench.seenBy('bob'));
      expect(seen.active).toBe(false);
      expect(seen.words).toContain(bench.promptShown(prompt));
    });
  });

  describe('pictures and deletion', () => {
    it('opens an attached picture byte for byte, and refuses it before more than allowed was read', async () => {
      const { bench, requests } = await openBench();
      const bytes = Uint8Array.from({ length: 5000 }, (_, index) => index % 251);
      await bench.send({ eventId: 'contract-picture', userId: 'ada', prompt: 'warmer', picture: bytes });
      const [image] = lastOf(requests).images.image ?? [];
      if (!image) throw new Error('The picture was lost.');
      const { signal } = new AbortController();
      expect(Buffer.from(await bench.platform.openImage(image, { maxBytes: 5000, signal })).equals(bytes)).toBe(true);
      await expect(bench.platform.openImage(image, { maxBytes: 4999, signal })).rejects.toMatchObject({
        code: 'image-too-large',
      });
      await expect(bench.platform.openImage(undeclared(image), { maxBytes: 10, signal })).rejects.toBeInstanceOf(
        EaselError,
      );
      const gone = AbortSignal.abort(new Error('gone'));
      await expect(bench.platform.openImage(image, { maxBytes: 5000, signal: gone })).rejects.toThrow('gone');
    });

    it('says that a picture is missing where it is', async () => {
      const { bench } = await openBench();
      const { signal } = new AbortController();
      const image = { key: 'nowhere/at-all', filename: 'lost.png' };
      await expect(bench.platform.openImage(image, { maxBytes: 10, signal })).rejects.toMatchObject({
        code: 'image-missing',
      });
    });

    it('deletes a result for everybody, as often as asked, and nothing brings it back', async () => {
      const { bench, ask } = await openBench();
      const handle = await ask();
      const delivery = bench.platform.delivery(handle);
      await delivery.finish(card());
      await bench.platform.deleteResult(handle);
      await bench.platform.deleteResult(handle);
      expect(await bench.seenBy('ada')).toEqual([]);
      delivery.update(progress(10));
      await bench.settle();
      await delivery.finish(card());
      expect(await bench.seenBy('ada')).toEqual([]);
      expect(await (await bench.again()).seenBy('bob')).toEqual([]);
    });
  });
}
