import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Arrival, createInbox, type InboxParts, type KeptArrival } from '#src/chat/discord/inbox.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createSilentLog } from '../../fakes/silent-log.ts';

const MINUTE_MS = 60_000;

function open() {
  const clock = createManualClock();
  const storage = createMemoryStorage();
  const kept = createDocuments<KeptArrival>(storage, 'discord-inbox');
  const gone = new Set<string>();
  const handed: string[] = [];

  /** A process over the same store; it stands still where `work` does. */
  function start(id: string, work: () => Promise<void> = async () => undefined, more: Partial<InboxParts> = {}) {
    const processes = { id, isGone: async (asked: string) => asked !== id && gone.has(asked) };
    const inbox = createInbox({ kept, processes, clock, log: createSilentLog(), ...more });
    return {
      inbox,
      takesUp: () =>
        inbox.open(async (arrival, how) => {
          handed.push(`${id} ${arrival.id} ${how}`);
          await work();
        }),
      dies() {
        inbox.close();
        gone.add(id);
      },
    };
  }

  async function ids(): Promise<readonly string[]> {
    const all: string[] = [];
    for await (const [id] of kept.list()) all.push(id);
    return all;
  }

  const arrival = (id: string): Arrival => ({
    id,
    kind: 'interaction',
    data: {},
    around: AROUND,
    receivedAt: clock.now(),
  });
  return { clock, kept, handed, start, ids, arrival };
}

const AROUND = { applicationId: '1', botUserId: '1', readsMessages: false, channels: {} };
const never = () => new Promise<void>(() => undefined);

describe("Discord's inbox", () => {
  it('keeps what came until it is accepted or refused', async () => {
    const { start, ids, arrival } = open();
    const accepted = Promise.withResolvers<void>();
    const over = start('one').inbox.during(arrival('7'), () => accepted.promise);
    await expect.poll(ids).toEqual(['7']);
    accepted.resolve();
    await over;
    expect(await ids()).toEqual([]);
  });

  it('hands what a process left to one of several others, once', async () => {
    const { start, handed, ids, arrival } = open();
    const first = start('one');
    void first.inbox.during(arrival('7'), never);
    await expect.poll(ids).toEqual(['7']);
    first.dies();
    for (const id of ['two', 'three', 'four']) start(id).takesUp();
    await expect.poll(ids).toEqual([]);
    expect(handed).toEqual([expect.stringMatching(/ 7 again$/)]);
  });

  it('leaves alone what a living process has in hand, and looks again', async () => {
    const { clock, start, handed, ids, arrival } = open();
    const first = start('one');
    void first.inbox.during(arrival('7'), never);
    await expect.poll(ids).toEqual(['7']);
    start('two').takesUp();
    await clock.advance(MINUTE_MS);
    expect(handed).toEqual([]);
    first.dies();
    await clock.advance(5000);
    await expect.poll(ids).toEqual([]);
    expect(handed).toEqual(['two 7 again']);
  });

  it('tries what ends each process three times, and then says that it is given up', async () => {
    const { start, handed, ids, arrival } = open();
    const first = start('0');
    void first.inbox.during(arrival('7'), never);
    await expect.poll(ids).toEqual(['7']);
    first.dies();
    for (const id of ['1', '2', '3', '4', '5']) {
      const next = start(id, never);
      const before = handed.length;
      next.takesUp();
      if (id !== '5') await expect.poll(() => handed.length).toBe(before + 1);
      next.dies();
    }
    expect(handed).toEqual(['1 7 again', '2 7 again', '3 7 again', '4 7 given-up']);
    expect(await ids()).toEqual([]);
  });

  it('forgets after fifteen minutes what nobody can answer any more', async () => {
    const { clock, start, handed, ids, arrival } = open();
    const first = start('one');
    void first.inbox.during(arrival('7'), never);
    await expect.poll(ids).toEqual(['7']);
    first.dies();
    await clock.advance(16 * MINUTE_MS);
    start('two').takesUp();
    await expect.poll(ids).toEqual([]);
    expect(handed).toEqual([]);
  });

  it('begins once it is kept, so that what was acknowledged is not lost', async () => {
    const { start, kept, ids, arrival } = open();
    const slow = {
      ...kept,
      add: async (...one: Parameters<typeof kept.add>) => await sleep(20).then(() => kept.add(...one)),
    };
    const found = Promise.withResolvers<readonly string[]>();
    void start('one', undefined, { kept: slow }).inbox.during(arrival('7'), async () => found.resolve(await ids()));
    expect(await found.promise).toEqual(['7']);
  });

  it('works on what it cannot keep, a quarter of a second later where the store does not answer', async () => {
    const { clock, start, kept, arrival } = open();
    const began: string[] = [];
    const broken = { ...kept, add: () => Promise.reject(new Error('The store is gone.')) };
    await start('two', undefined, { kept: broken }).inbox.during(arrival('8'), async () => void began.push('broken'));
    expect(began).toEqual(['broken']);
    const hanging = { ...kept, add: () => new Promise<boolean>(() => undefined) };
    void start('one', undefined, { kept: hanging }).inbox.during(arrival('7'), async () => void began.push('hanging'));
    await clock.advance(249);
    expect(began).toEqual(['broken']);
    await clock.advance(1);
    expect(began).toEqual(['broken', 'hanging']);
  });

  it('lets go of what is refused before its person is told, and knows where it could not', async () => {
    const { clock, start, kept, ids, arrival } = open();
    const told: unknown[] = [];
    await start('one').inbox.during(arrival('7'), async (letGo) => void told.push(await letGo(), await ids()));
    expect(told).toEqual([true, []]);
    const broken = { ...kept, remove: () => Promise.reject(new Error('The store is gone.')) };
    const refused = async (letGo: () => Promise<boolean>) => void told.push(await letGo());
    await start('two', undefined, { kept: broken }).inbox.during(arrival('8'), refused);
    expect(told.slice(2)).toEqual([false]);
    const hanging = { ...kept, remove: () => new Promise<void>(() => undefined) };
    void start('three', undefined, { kept: hanging }).inbox.during(arrival('9'), refused);
    await expect.poll(ids).toContain('9');
    await clock.advance(1500);
    await expect.poll(() => told.slice(3)).toEqual([false]);
  });
});
