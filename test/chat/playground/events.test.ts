import { serve } from '@hono/node-server';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createHub } from '#src/chat/playground/hub.ts';
import type { PlaygroundMessage } from '#src/chat/playground/message.ts';
import { text } from '#src/domain/text.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createSilentLog } from '../../fakes/silent-log.ts';
import { hear, messageIdOf, openStudio } from './open-studio.ts';

interface Snapshot {
  readonly messages: readonly PlaygroundMessage[];
}

const answerText = (words: string) => ({ kind: 'text', text: text(words) }) as const;

describe('the stream of events', () => {
  it('begins with the last 50 messages a person may see, then sends what changes', async () => {
    const studio = await openStudio();
    for (let index = 0; index < 52; index++) {
      await studio.clock.advance(1);
      await studio.send({ name: index === 10 ? 'Bob' : 'Ada', options: { prompt: `${index}`, private: index === 10 } });
    }
    const stream = await studio.get('/playground/events?name=ada');
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    const listening = hear(stream, 4);
    const id = await messageIdOf(await studio.send({ options: { prompt: 'new' } }));
    const handle = { platform: 'playground', messageId: id };
    await studio.playground.delivery(handle).answer(answerText('done'));
    await studio.playground.deleteResult(handle);
    const [snapshot, ...changes] = await listening;
    const prompts = ((snapshot?.data as Snapshot | undefined)?.messages ?? []).map(({ said }) => said.options.prompt);
    expect(prompts).toHaveLength(50);
    expect(prompts).not.toContain('10');
    expect(prompts.at(-1)).toBe('51');
    expect(changes.map(({ event }) => event)).toEqual(['upsert', 'upsert', 'remove']);
    expect(changes[1]?.data).toMatchObject({ id, content: { kind: 'answer' } });
    expect(changes[2]?.data).toEqual({ id });
  });

  it('shows after a restart that an unfinished message waits', async () => {
    const studio = await openStudio();
    const id = await messageIdOf(await studio.send({ options: { prompt: 'a fox' } }));
    const restarted = await studio.again();
    const [snapshot] = await hear(await restarted.get('/playground/events?name=Ada'), 1);
    expect(snapshot?.data).toMatchObject({ messages: [{ id, content: { kind: 'waiting' } }] });
  });

  it('never tells a key of the blob store', async () => {
    const studio = await openStudio();
    const id = await messageIdOf(await studio.send({ options: { prompt: 'a fox' } }));
    const picture = {
      key: 'jobs/secret/0.png',
      type: 'image/png',
      width: 1,
      height: 1,
      alt: '',
      name: 'a.png',
    } as const;
    const shown = { ...picture, open: async () => undefined, fit: async () => undefined };
    const delivery = studio.playground.delivery({ platform: 'playground', messageId: id });
    const seen = async () => JSON.stringify(await hear(await studio.get('/playground/events?name=Ada'), 1));
    await delivery.ask({ jobId: 'job', prompt: '', facts: [], warnings: [], actions: [], picture: shown });
    expect(await seen()).toMatch(/"question".*a\.png/);
    expect(await seen()).not.toContain('secret');
    await delivery.answer({ kind: 'text', text: text('Here.'), picture: shown });
    expect(await seen()).toMatch(/"answer".*a\.png/);
    expect(await seen()).not.toContain('secret');
    await delivery.finish({
      jobId: 'job',
      owner: { userId: 'ada', displayName: 'Ada' },
      prompt: 'a fox',
      pictures: [shown],
      sheet: shown,
      references: { count: 1, sheet: shown },
      facts: [],
      warnings: [],
      actions: [],
    });
    expect(await seen()).toMatch(/"result".*a\.png/);
    expect(await seen()).not.toContain('secret');
  });

  it('makes room again when pages go, over a real connection', async () => {
    const { playground } = await openStudio();
    const opened = Promise.withResolvers<number>();
    const server = serve(
      { overrideGlobalObjects: false, fetch: playground.routes.fetch, hostname: '127.0.0.1', port: 0 },
      ({ port }) => opened.resolve(port),
    );
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${await opened.promise}/playground/events?name=Ada`;
    const leaving = new AbortController();
    const pages = await Promise.all(Array.from({ length: 200 }, () => fetch(url, { signal: leaving.signal })));
    expect(pages.every(({ status }) => status === 200)).toBe(true);
    expect((await fetch(url)).status).toBe(503);
    leaving.abort();
    await vi.waitFor(async () => {
      const again = await fetch(url);
      await again.body?.cancel();
      expect(again.status).toBe(200);
    }, 15_000);
  });

  it('refuses a stream without a name', async () => {
    const { get } = await openStudio();
    expect((await get('/playground/events')).status).toBe(400);
  });
});

const message = (more: Partial<PlaygroundMessage> = {}): PlaygroundMessage => ({
  id: 'm1',
  at: 1,
  owner: { userId: 'ada', displayName: 'Ada' },
  private: false,
  said: { trigger: 'command', name: 'imagine', options: {}, pictures: [] },
  content: { kind: 'waiting' },
  ...more,
});

describe('the hub', () => {
  const open = () => {
    const clock = createManualClock();
    const log = createSilentLog();
    return { clock, log, hub: createHub({ clock, log }) };
  };

  it('sends what happened during the snapshot after it, so that nothing falls between', async () => {
    const { hub } = open();
    const snapshot = Promise.withResolvers<readonly object[]>();
    const heard = hear(new Response(hub.connect('ada', () => snapshot.promise)), 3);
    hub.upsert(message());
    hub.remove('m0');
    snapshot.resolve([{ id: 'm0' }]);
    expect((await heard).map(({ event }) => event)).toEqual(['snapshot', 'upsert', 'remove']);
  });

  it.each([
    ['is there', (snapshot: PromiseWithResolvers<readonly object[]>) => snapshot.resolve([]), []],
    [
      'fails',
      (snapshot: PromiseWithResolvers<readonly object[]>) => snapshot.reject(new Error('no store')),
      ['playground snapshot failed'],
    ],
  ])('takes no harm of a page that goes before its snapshot %s', async (_, settle, said) => {
    const { hub, log, clock } = open();
    const snapshot = Promise.withResolvers<readonly object[]>();
    await hub.connect('ada', () => snapshot.promise).cancel();
    settle(snapshot);
    await snapshot.promise.catch(() => {});
    // Whatever is thrown behind it is thrown by now.
    await new Promise((next) => setImmediate(next));
    expect(log.lines.map(({ message }) => message)).toEqual(said);
    expect(clock.waiting()).toBe(0);
  });

  it('sends private messages to their owner only', async () => {
    const { hub } = open();
    const bob = hear(new Response(hub.connect('bob', async () => [])), 2);
    const ada = hear(new Response(hub.connect('ada', async () => [])), 2);
    hub.upsert(message({ id: 'secret', private: true }));
    hub.upsert(message({ id: 'open' }));
    expect((await bob)[1]?.data).toMatchObject({ id: 'open' });
    expect((await ada)[1]?.data).toMatchObject({ id: 'secret' });
  });

  it('beats every 15 seconds while somebody listens, and rests when nobody does', async () => {
    const { hub, clock } = open();
    expect(clock.waiting()).toBe(0);
    const reader = hub.connect('ada', async () => []).getReader();
    await reader.read();
    await clock.advance(15_000);
    expect(new TextDecoder().decode((await reader.read()).value)).toBe(': still here\n\n');
    await clock.advance(15_000);
    expect(new TextDecoder().decode((await reader.read()).value)).toBe(': still here\n\n');
    await reader.cancel();
    expect(clock.waiting()).toBe(0);
  });

  it('drops a page that does not read, keeps the others, and holds nothing for the dropped', async () => {
    const { hub, log } = open();
    const slow = hub.connect('bob', async () => []).getReader();
    await slow.read();
    const said = {
      trigger: 'command',
      name: 'imagine',
      options: { prompt: 'x'.repeat(1_000_000) },
      pictures: [],
    } as const;
    for (let index = 0; index < 5; index++) hub.upsert(message({ said }));
    expect(log.lines.map((line) => line.message)).toEqual(['slow playground page dropped']);
    await expect(slow.read()).rejects.toThrow('reads too slowly');
    const quick = hear(new Response(hub.connect('ada', async () => [])), 2);
    await vi.waitFor(() => expect(hub.isFull()).toBe(false));
    hub.upsert(message());
    expect(await quick).toHaveLength(2);
  });

  it('takes a bounded number of pages', () => {
    const { hub } = open();
    for (let index = 0; index < 200; index++) hub.connect('ada', async () => []);
    expect(hub.isFull()).toBe(true);
    hub.close();
    expect(hub.isFull()).toBe(false);
  });

  it('ends the stream where the store cannot be read, so that the page asks again', async () => {
    const { hub, log } = open();
    const heard = await hear(new Response(hub.connect('ada', () => Promise.reject(new Error('down')))), 1);
    expect(heard).toEqual([]);
    expect(log.lines.map((line) => line.message)).toEqual(['playground snapshot failed']);
  });
});
