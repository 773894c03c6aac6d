import { describe, expect, it } from 'vitest';
import { createPauseWatch } from '#src/app/rules/pause-watch.ts';
import { EVERYWHERE } from '#src/app/rules/switches.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../../fakes/memory-blobs.ts';
import { createRecordingPlatform } from '../../fakes/recording-platform.ts';
import { openKit, PICTURE, workerOf } from '../open-kit.ts';
import { openRuled } from './rule-kit.ts';

const WHY = { by: 'mod', reason: 'the bill', cancelRunning: false };
const PAUSED =
  'The moderators have paused Easel here: the bill. Nothing is made of your request until they resume it. Try again then. Nothing was charged.';

/** Pictures that come when the test says so. */
function heldModel() {
  const gates: PromiseWithResolvers<void>[] = [];
  return {
    gates,
    async generate(_request: unknown, { signal }: { readonly signal: AbortSignal }) {
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      signal.addEventListener('abort', () => gate.reject(signal.reason));
      await gate.promise;
      return PICTURE;
    },
  };
}

describe('a pause', () => {
  it('refuses what comes, with the reason, until it is resumed', async () => {
    const kit = await openRuled();
    await kit.whole.switches.pause('guild', WHY);
    expect(await kit.refusal()).toBe(PAUSED);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
    expect(await kit.whole.switches.resume('guild')).toBe(true);
    expect(await kit.whole.switches.resume('guild')).toBe(false);
    expect(await kit.refusal()).toBe('made');
  });

  it('of one tenant is none of another, that of all is everybody’s', async () => {
    const kit = await openRuled();
    await kit.whole.switches.pause('elsewhere', WHY);
    expect(await kit.refusal()).toBe('made');
    await kit.whole.switches.pause(EVERYWHERE, { ...WHY, reason: '' });
    expect(await kit.refusal()).toContain('Whoever runs Easel has paused it. Nothing is made');
    expect(await kit.whole.switches.isPaused('guild')).toMatchObject({ everywhere: true });
  });

  it('lets what runs end, and refuses what waits before it is sent', async () => {
    const { generate, gates } = heldModel();
    const kit = await openRuled([{ kind: 'running', bounds: { perPerson: 1 } }], { generate });
    await kit.talk.ask({ id: 'first', options: { prompt: 'a fox' } });
    await kit.talk.ask({ id: 'second', options: { prompt: 'an owl' } });
    await expect.poll(() => gates.length, { interval: 1 }).toBe(1);
    await kit.whole.switches.pause('guild', WHY);
    gates[0]?.resolve();
    expect((await kit.ended('first')).result).toBeDefined();
    expect((await kit.ended('second')).failure?.failure.message).toBe(PAUSED);
    expect(kit.calls).toEqual(['a fox']);
    expect(await kit.balance()).toEqual({ available: 38, held: 0 });
  });

  it('charges only what was made of a batch it came into', async () => {
    const kit = await openRuled([], {
      policy: { confirmAbove: 100 },
      async generate() {
        await kit.whole.switches.pause('guild', WHY);
        return PICTURE;
      },
    });
    const { result, job } = await kit.asked({ options: { prompt: '{red,blue,green,black,white,grey} fox' } });
    expect(kit.calls.length).toBeLessThan(6);
    expect(result?.pictures).toHaveLength(kit.calls.length);
    expect(job?.result?.charged).toBe(kit.calls.length * 2);
    expect(await kit.balance()).toEqual({ available: 40 - kit.calls.length * 2, held: 0 });
  });

  it('cancels what runs and waits where that is wanted, tells why, and charges nothing', async () => {
    const { generate, gates } = heldModel();
    const kit = await openRuled([{ kind: 'running', bounds: { perPerson: 1 } }], { generate });
    await kit.talk.ask({ id: 'first', options: { prompt: 'a fox' } });
    await kit.talk.ask({ id: 'second', options: { prompt: 'an owl' } });
    await kit.talk.ask({ id: 'other', options: { prompt: 'a cat' }, place: { tenantId: 'studio' } });
    await expect.poll(() => gates.length, { interval: 1 }).toBe(2);
    await kit.whole.switches.pause('guild', { ...WHY, cancelRunning: true });
    await kit.clock.advance(1000);
    for (const event of ['first', 'second']) expect((await kit.ended(event)).failure?.failure.message).toBe(PAUSED);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
    gates[1]?.resolve();
    await expect.poll(() => kit.talk.message('other').result, { interval: 1 }).toBeDefined();
  });

  it('counts within a second in another process, whoever paused, and each ends its own', async () => {
    const clock = createManualClock();
    const shared = {
      clock,
      storage: createMemoryStorage({ now: clock.now }),
      blobs: createMemoryBlobs(),
      talk: createRecordingPlatform(),
    };
    const { generate, gates } = heldModel();
    const alive = [100, 200];
    const one = openKit({ shared, generate, worker: workerOf('worker-1', 100, alive) });
    const other = openKit({
      shared: { ...shared, talk: createRecordingPlatform() },
      worker: workerOf('worker-2', 200, alive),
    });
    await one.start();
    await other.start();
    await one.talk.ask({ id: 'first', options: { prompt: 'a fox' } });
    await expect.poll(() => gates.length, { interval: 1 }).toBe(1);
    await other.whole.switches.pause(EVERYWHERE, { ...WHY, cancelRunning: true });
    await clock.advance(1000);
    expect((await one.ended('first')).failure?.failure.code).toBe('paused');
    await other.talk.ask({ id: 'next', options: { prompt: 'an owl' } });
    expect((await other.ended('next')).failure?.failure.code).toBe('paused');
    expect(other.calls).toEqual([]);
  });

  it('is carried out once, and never on what was asked after it', async () => {
    const canceled: string[] = [];
    const kit = openKit();
    const look = createPauseWatch({
      ...kit.parts,
      switches: kit.parts.documents.switches,
      life: {
        cancel: async ({ id }) => {
          canceled.push(id);
          return { kind: 'canceled', jobId: id };
        },
      },
    }).look;
    const { leaveJob } = await import('../open-kit.ts');
    await leaveJob(kit, 'accepted', { id: 'early', workerId: 'worker-1' });
    await leaveJob(kit, 'accepted', { id: 'others', workerId: 'worker-9' });
    await kit.clock.advance(10);
    await kit.whole.switches.pause('guild', { ...WHY, cancelRunning: true });
    await kit.clock.advance(10);
    await leaveJob(kit, 'accepted', { id: 'late', workerId: 'worker-1' });
    await look();
    await look();
    expect(canceled).toEqual(['early']);
  });
});
