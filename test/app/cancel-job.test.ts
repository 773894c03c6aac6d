import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { plainText } from '#src/domain/text.ts';
import type { ImageModel } from '#src/ports/image-model.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { type Kit, type KitOptions, openKit, PICTURE } from './open-kit.ts';

const said = async (kit: Kit): Promise<string> => {
  const { answer } = await kit.talk.ask({ name: 'cancel' });
  return answer?.kind === 'text' ? plainText(answer.text) : '';
};

/** Something that stands still until it is let go. */
function gate() {
  const reached = Promise.withResolvers<void>();
  const open = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    open: () => open.resolve(),
    async pass() {
      reached.resolve();
      await open.promise;
    },
  };
}

const canceled = async (kit: Kit): Promise<void> => {
  await expect.poll(() => kit.talk.message('event-fox').ends, { interval: 1 }).toBe(1);
  expect(kit.talk.message('event-fox').failure?.failure).toMatchObject({ code: 'canceled', charged: false });
  expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  const [job] = await kit.parts.jobs.byAccount('guild:ada', 1);
  expect(job?.state).toBe('canceled');
  expect(await kit.parts.jobs.unfinished()).toEqual([]);
};

describe('canceling', () => {
  it('ends a job whose pictures are being fetched, before anything is held', async () => {
    const fetching = gate();
    const kit = openKit();
    const { platform } = kit.talk;
    const fetch = platform.openImage;
    platform.openImage = async (image, limits) => {
      await fetching.pass();
      limits.signal.throwIfAborted();
      return fetch(image, limits);
    };
    await kit.start();
    const image = [await pngOf({ width: 16, height: 16 })];
    const asking = kit.talk.ask({ id: 'event-fox', options: { prompt: 'a fox' }, images: { image } });
    await fetching.reached;
    expect(await said(kit)).toBe('It is being canceled. Nothing will be charged.');
    fetching.open();
    await asking;
    await canceled(kit);
    expect(kit.calls).toEqual([]);
  });

  it('counts the money of a call that was sent, and none of one that the provider refused', async () => {
    const spent = async (kit: Kit) => {
      const entries = await kit.ledger.entries('#money:guild', 9);
      return entries.filter(({ kind }) => kind === 'settled').reduce((sum, { amount }) => sum + amount, 0);
    };
    const sent = gate();
    const kit = openKit({
      generate: async (_request, { signal }) => {
        await sent.pass();
        signal.throwIfAborted();
        return PICTURE;
      },
    });
    await kit.start();
    await kit.talk.ask({ id: 'event-fox', options: { prompt: 'a fox' } });
    await sent.reached;
    await said(kit);
    sent.open();
    await canceled(kit);
    const [job] = await kit.parts.jobs.byAccount('guild:ada', 1);
    expect(await spent(kit)).toBe((job?.plan?.price.total ?? 0) * 20_000);
    const refused = openKit({
      generate: async () => {
        throw new EaselError('content-blocked', {});
      },
    });
    await refused.start();
    await refused.talk.ask({ id: 'event-fox', options: { prompt: 'a fox' } });
    await refused.ended('event-fox');
    expect(await spent(refused)).toBe(0);
  });

  it('ends a job at the very door of the queue', async () => {
    const door = gate();
    const kit = openKit({
      wrap: (parts) => ({
        ...parts,
        documents: {
          ...parts.documents,
          typicalTimes: {
            ...parts.documents.typicalTimes,
            get: async (id) => {
              await door.pass();
              return parts.documents.typicalTimes.get(id);
            },
          },
        },
      }),
    });
    await kit.start();
    const asking = kit.talk.ask({ id: 'event-fox', options: { prompt: 'a fox' } });
    await door.reached;
    expect(await said(kit)).toBe('It is being canceled. Nothing will be charged.');
    door.open();
    await asking;
    await canceled(kit);
    expect(kit.calls).toEqual([]);
  });

  it('keeps its word where the pictures come in the same moment', async () => {
    const answered = gate();
    const generate: ImageModel['generate'] = async () => {
      await answered.pass();
      return PICTURE;
    };
    const kit = openKit({ generate });
    await kit.start();
    await kit.talk.ask({ id: 'event-fox', options: { prompt: 'a fox' } });
    await answered.reached;
    expect(await said(kit)).toBe('It is being canceled. Nothing will be charged.');
    answered.open();
    await canceled(kit);
  });

  it('says that it is too late once the pictures are kept, and then they are charged', async () => {
    const settling = gate();
    const kit = openKit(
      slowly((parts) => ({
        ledger: {
          ...parts.ledger,
          async settle(...call) {
            await settling.pass();
            await parts.ledger.settle(...call);
          },
        },
      })),
    );
    await kit.start();
    await kit.talk.ask({ id: 'event-fox', options: { prompt: 'a fox' } });
    await settling.reached;
    expect(await said(kit)).toBe('Too late to cancel: it is finished.');
    const [job] = await kit.parts.jobs.byAccount('guild:ada', 1);
    // As somebody sees it who looked a moment earlier.
    if (job) expect(await kit.engine.cancel({ ...job, state: 'running' })).toMatchObject({ kind: 'too-late' });
    expect(job?.state).toBe('delivering');
    settling.open();
    await expect.poll(() => kit.talk.message('event-fox').result?.pictures.length, { interval: 1 }).toBe(1);
    expect(await kit.balance()).toEqual({ available: 38, held: 0 });
  });

  it('once it is done is not undone by a store that fails before the hold is given back', async () => {
    let broken = true;
    const kit = openKit({
      generate: (_request, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ...slowly((parts) => ({
        ledger: {
          ...parts.ledger,
          async release(...call) {
            if (broken) throw new Error('the store is down');
            await parts.ledger.release(...call);
          },
        },
      })),
    });
    await kit.start();
    await kit.talk.ask({ id: 'event-fox', options: { prompt: 'a fox' } });
    await expect.poll(() => kit.calls.length, { interval: 1 }).toBe(1);
    await said(kit);
    await kit.clock.advance(100);
    expect(await kit.balance()).toEqual({ available: 38, held: 2 });
    broken = false;
    await kit.clock.advance(5000);
    await canceled(kit);
    expect(kit.calls).toHaveLength(1);
  });
});

const slowly = (change: (parts: Kit['parts']) => Partial<Kit['parts']>): Pick<KitOptions, 'wrap'> => ({
  wrap: (parts) => ({ ...parts, ...change(parts) }),
});
