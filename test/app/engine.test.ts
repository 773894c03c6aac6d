import { describe, expect, it } from 'vitest';
import type { ImageModel } from '#src/ports/image-model.ts';
import { collect } from '../fakes/collect.ts';
import { type Kit, type KitOptions, openKit, PICTURE, workerOf } from './open-kit.ts';

/** Draws only when told, and remembers in which order it was asked. */
function drawing() {
  const waiting: (() => void)[] = [];
  const generate: ImageModel['generate'] = () =>
    new Promise((resolve) => {
      waiting.push(() => resolve(PICTURE));
    });
  return { generate, waiting, drawOne: () => waiting.shift()?.() };
}

const ask = (kit: Kit, user: string, prompt: string) =>
  kit.talk.ask({ user, id: `event-${prompt}`, options: { prompt } });

describe('the engine', () => {
  it('lets nobody wait behind the many requests of one person', async () => {
    const { generate, waiting, drawOne } = drawing();
    const kit = openKit({ generate });
    await kit.start();
    for (let n = 1; n <= 8; n++) await ask(kit, 'heavy', `heavy-${n}`);
    const others = Array.from({ length: 11 }, (_, n) => `person-${n}`);
    for (const user of others) await ask(kit, user, user);
    while (kit.calls.length < 19 || waiting.length > 0) {
      expect(kit.parts.queue.counts().running).toBeLessThanOrEqual(4);
      await expect.poll(() => waiting.length, { interval: 1 }).toBeGreaterThan(0);
      drawOne();
      await kit.clock.advance(0);
    }
    await expect.poll(() => kit.parts.queue.counts().running, { interval: 1 }).toBe(0);
    // Two run at once, and one more came to its turn before the others had asked.
    const lastOther = Math.max(...others.map((user) => kit.calls.indexOf(user)));
    const before = kit.calls.slice(0, lastOther).filter((prompt) => prompt.startsWith('heavy'));
    expect(before.length).toBeLessThanOrEqual(4);
    expect(kit.calls.filter((prompt) => prompt.startsWith('heavy'))).toEqual(
      Array.from({ length: 8 }, (_, n) => `heavy-${n + 1}`),
    );
    expect([...kit.talk.messages.values()].every(({ result, ends }) => result && ends === 1)).toBe(true);
  });

  it('refuses more waiting requests of one person than the limit, and charges nothing for those', async () => {
    const kit = openKit({ generate: drawing().generate });
    await kit.start();
    for (let n = 1; n <= 10; n++) await ask(kit, 'ada', `fox-${n}`);
    const shown = await ask(kit, 'ada', 'one-more');
    expect(shown.failure?.failure).toMatchObject({ code: 'too-many-jobs', charged: false });
    expect(await kit.balance()).toEqual({ available: 20, held: 20 });
  });

  it('leaves what runs and what waits to the next process when it has to stop, and each is told', async () => {
    const alive = [101];
    const first = openKit({ generate: drawing().generate, worker: workerOf('one', 101, alive) });
    await first.start();
    for (const prompt of ['runs', 'runs-too', 'waits']) await ask(first, 'ada', prompt);
    await expect.poll(() => first.calls.length, { interval: 1 }).toBe(2);
    const stopping = first.engine.stop(1000);
    await first.clock.advance(1000);
    await stopping;

    const second = openKit({ shared: first, worker: workerOf('two', 102, [102]) });
    await second.start();
    await expect.poll(async () => (await second.parts.jobs.unfinished()).length, { interval: 1 }).toBe(0);
    const end = (prompt: string) => {
      const { result, failure } = second.talk.message(`event-${prompt}`);
      return result ? 'made' : failure?.failure.code;
    };
    expect([end('runs'), end('runs-too'), end('waits')]).toEqual(['outcome-unknown', 'outcome-unknown', 'made']);
    expect(second.calls).toEqual(['waits']);
    expect(await second.balance()).toEqual({ available: 38, held: 0 });
  });

  it('lets what runs come to its end while it stops', async () => {
    const { generate, drawOne } = drawing();
    const kit = openKit({ generate });
    await kit.start();
    await ask(kit, 'ada', 'fox');
    await expect.poll(() => kit.calls.length, { interval: 1 }).toBe(1);
    const stopping = kit.engine.stop(60_000);
    drawOne();
    await stopping;
    expect(kit.talk.message('event-fox').result?.pictures).toHaveLength(1);
    expect(await kit.balance()).toEqual({ available: 38, held: 0 });
    expect(kit.clock.waiting()).toBe(0);
  });

  it('knows an event again that was delivered before a crash, during it and after it', async () => {
    const asked = { id: 'event-fox', options: { prompt: 'fox' } };
    const dead: KitOptions = { generate: drawing().generate, worker: workerOf('one', 101, [101]) };
    const first = openKit(dead);
    await first.start();
    await Promise.all([first.talk.ask(asked), first.talk.ask(asked)]);
    await expect.poll(() => first.calls.length, { interval: 1 }).toBe(1);

    // The first process is simply gone: it said nothing and gave nothing back.
    const second = openKit({ shared: first, worker: workerOf('two', 102, [102]) });
    await second.talk.platform.start(second.engine.handle);
    await second.talk.ask(asked);
    await second.engine.start();
    await Promise.all([second.talk.ask(asked), second.talk.ask(asked)]);
    expect(second.talk.message('event-fox').failure?.failure.code).toBe('outcome-unknown');
    expect(second.talk.message('event-fox').ends).toBe(1);
    expect(first.calls.length + second.calls.length).toBe(1);
    expect(await second.parts.jobs.byAccount('guild:ada', 9)).toHaveLength(1);
    expect(await collect(second.parts.documents.tokens.list())).toHaveLength(1);
    expect(await second.balance()).toEqual({ available: 40, held: 0 });
  });

  it('says good-bye to nobody where the store is away, and stops all the same', async () => {
    const kit = openKit({
      wrap: (parts) => ({
        ...parts,
        documents: {
          ...parts.documents,
          workers: {
            ...parts.documents.workers,
            remove: async () => {
              throw new Error('the store is down');
            },
          },
        },
      }),
    });
    await kit.start();
    await kit.engine.stop(0);
    expect(kit.log.lines.map(({ message }) => message)).toEqual(['The heartbeat could not be removed']);
  });

  it('starts although a platform hangs that is to show what was left behind, and shows it when that is over', async () => {
    const first = openKit({ generate: drawing().generate, worker: workerOf('one', 101, [101]) });
    await first.start();
    await ask(first, 'ada', 'fox');
    await expect.poll(() => first.calls.length, { interval: 1 }).toBe(1);

    const { promise: over, resolve: goOn } = Promise.withResolvers<void>();
    let asked = 0;
    const { platform } = first.talk;
    const delivery: typeof platform.delivery = (handle) => ({
      ...platform.delivery(handle),
      async fail(card) {
        asked++;
        await over;
        await platform.delivery(handle).fail(card);
      },
    });
    const routes = new Map([[platform.id, { ...platform, delivery }]]);
    const second = openKit({ shared: first, worker: workerOf('two', 102, [102]), routes });
    const started = second.start();
    await expect.poll(() => asked, { interval: 1 }).toBe(1);
    await second.clock.advance(5000);
    await started;
    goOn();
    await expect
      .poll(() => second.talk.message('event-fox').failure?.failure.code, { interval: 1 })
      .toBe('outcome-unknown');
    expect(asked).toBe(1);
  });
});
