import { describe, expect, it, onTestFinished } from 'vitest';
import { createWorkers, type WorkerRecord } from '#src/app/workers.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createSilentLog } from '../fakes/silent-log.ts';
import { workerOf } from './open-kit.ts';

function open(worker = workerOf('me', 100, [100, 200])) {
  const time = { ahead: 0 };
  const manual = createManualClock();
  const clock = { ...manual, now: () => manual.now() + time.ahead };
  const records = createDocuments<WorkerRecord>(createMemoryStorage({ now: clock.now }), 'workers');
  const log = createSilentLog();
  const other = (record: Partial<WorkerRecord>) =>
    records.update('other', () => ({ host: 'here', pidSpace: 'space', pid: 200, beatAt: clock.now(), ...record }));
  return { clock, time, records, log, other, workers: createWorkers({ records, worker, clock, log }) };
}

async function joined(record: Partial<WorkerRecord>) {
  const kit = open();
  await kit.other(record);
  await kit.workers.join();
  onTestFinished(() => kit.workers.leave());
  return { ...kit, beats: (count: number) => kit.clock.advance(count * BEAT_MS) };
}

const BEAT_MS = 2000;

describe('which processes live', () => {
  it('is told at once on one machine: by a number that runs no more', async () => {
    const { workers, other } = open();
    await other({});
    expect(await workers.isGone('other')).toBe(false);
    await other({ pid: 201 });
    expect(await workers.isGone('other')).toBe(true);
  });

  it('takes its own number on another record for an earlier life, as in a container where all are number 1', async () => {
    const { workers, other } = open(workerOf('me', 1, [1]));
    await other({ pid: 1 });
    expect(await workers.isGone('other')).toBe(true);
  });

  it('does not trust a number alone for ever, for another program may have got it', async () => {
    const { workers, beats } = await joined({});
    await beats(9);
    expect(await workers.isGone('other')).toBe(false);
    await beats(1);
    expect(await workers.isGone('other')).toBe(true);
  });

  it('waits for silence where it is another machine, whatever runs under that number here', async () => {
    const { workers, beats } = await joined({ host: 'there', pid: 999 });
    await beats(9);
    expect(await workers.isGone('other')).toBe(false);
    await beats(1);
    expect(await workers.isGone('other')).toBe(true);
  });

  it('takes a shorter silence for proof of one that is silent at the queue as well', async () => {
    const { workers, beats } = await joined({ host: 'there', pid: 999 });
    await beats(2);
    expect(await workers.isGone('other', 'silent')).toBe(false);
    await beats(1);
    expect(await workers.isGone('other', 'silent')).toBe(true);
    expect(await workers.isGone('other')).toBe(false);
  });

  it('says nothing of the numbers of another container, so a short silence has to do', async () => {
    const { workers, beats } = await joined({ pidSpace: 'another', pid: 999 });
    await beats(2);
    expect(await workers.isGone('other')).toBe(false);
    await beats(1);
    expect(await workers.isGone('other')).toBe(true);
  });

  it('believes whoever speaks, whatever their clock says', async () => {
    const { workers, other, beats, clock } = await joined({});
    for (let round = 0; round < 20; round++) {
      await other({ host: 'there', beatAt: clock.now() - 3_600_000 });
      await beats(2);
      expect(await workers.isGone('other', 'silent')).toBe(false);
    }
  });

  it('does not take anybody for dead by an old record, or a clock that was set, before they had the time to speak', async () => {
    const { workers, beats, time } = await joined({ host: 'there', beatAt: 1 });
    expect(await workers.isGone('other', 'silent')).toBe(false);
    await beats(1);
    time.ahead = 86_400_000;
    expect(await workers.isGone('other', 'silent')).toBe(false);
  });

  it('removes the records of the dead after a minute, and of nobody who speaks again', async () => {
    const { records, other, beats } = await joined({ host: 'there' });
    await beats(29);
    expect(await records.get('other')).toBeDefined();
    await other({ host: 'there', beatAt: 1 });
    await beats(30);
    expect(await records.get('other')).toBeDefined();
    await beats(1);
    expect(await records.get('other')).toBeUndefined();
  });

  it('never is gone itself, and counts nobody who left or was never there', async () => {
    const { workers, records } = open();
    await workers.join();
    expect(await workers.isGone('me')).toBe(false);
    expect(await records.get('me')).toMatchObject({ host: 'here', pid: 100 });
    await workers.leave();
    expect(await records.get('me')).toBeUndefined();
    expect(await workers.isGone('never')).toBe(true);
  });

  it('says that it lives every few seconds, until it leaves', async () => {
    const { workers, records, clock } = open();
    await workers.join();
    const beats = async () => (await records.get('me'))?.beatAt ?? 0;
    const first = await beats();
    await clock.advance(12_000);
    expect(await beats()).toBe(first + 12_000);
    await workers.leave();
    expect(clock.waiting()).toBe(0);
    await clock.advance(12_000);
    expect(await records.get('me')).toBeUndefined();
  });

  it('goes on beating after a store that failed once', async () => {
    const { clock, log, records } = open();
    let broken = false;
    const failing = {
      ...records,
      update: async (...call: Parameters<typeof records.update>) => {
        if (broken) throw new Error('the store is down');
        return records.update(...call);
      },
    };
    const workers = createWorkers({ records: failing, worker: workerOf('me'), clock, log });
    await workers.join();
    broken = true;
    await clock.advance(3000);
    expect(log.lines.map(({ message }) => message)).toEqual(['The heartbeat could not be stored']);
    broken = false;
    await clock.advance(3000);
    expect((await records.get('me'))?.beatAt).toBe(clock.now());
    await workers.leave();
  });
});
