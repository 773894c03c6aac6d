import { describe, expect, it } from 'vitest';
import { forgetOldBatches } from '#src/app/batches/forget-batches.ts';
import { EaselError } from '#src/domain/errors.ts';
import { collect } from '../../fakes/collect.ts';
import type { Shared } from '../open-kit.ts';
import { asMany, PICTURE, workerOf } from '../open-kit.ts';
import { ADA, keptOf, openBatchKit } from './batch-kit.ts';

const LIST = 'prompt,n\na fox,1\n,1\n"{red,blue} car",1\na hen,x\na cat,2\n';

describe('a batch', () => {
  it('tells one price for all lines before anything is made, and which lines are broken', async () => {
    const kit = openBatchKit();
    await kit.start();
    const batch = await kit.create(LIST);
    expect(batch).toMatchObject({ state: 'priced', lines: 3, broken: 2, pictures: 5, credits: 10 });
    expect(batch.firstBroken).toMatchObject([
      { line: 3, broken: expect.stringContaining('Your prompt is empty') },
      { line: 5, broken: expect.stringContaining('a whole number'), said: 'a hen' },
    ]);
    expect(kit.calls).toEqual([]);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it('says in few words what is wrong with a line, however much stands there', async () => {
    const kit = openBatchKit();
    await kit.start();
    const { firstBroken } = await kit.create(`prompt,model\na,\nb,${'m'.repeat(20_000)}\n`);
    expect(firstBroken[0]?.broken).toMatch(/^There is no model mmm/);
    expect(firstBroken[0]?.broken.length).toBeLessThan(400);
  });

  it('makes each line by a job of its own, charges each by itself, and tells what became of it', async () => {
    const kit = openBatchKit({ generate: asMany });
    await kit.start();
    const batch = await kit.batches.begin(await kit.create(LIST));
    const ended = await kit.done(batch);
    expect(ended).toMatchObject({ state: 'done', counts: { made: 3, failed: 0, credits: 10, pictures: 5 } });
    expect(await kit.balance()).toEqual({ available: 30, held: 0 });
    const results = await kit.results(ended);
    expect(results.map(({ line, state, credits, files }) => [line, state, credits, files])).toEqual([
      [2, 'made', 2, ['000002-a-fox.png']],
      [3, 'broken', 0, []],
      [4, 'made', 4, ['000004-red-blue-car-1.png', '000004-red-blue-car-2.png']],
      [5, 'broken', 0, []],
      [6, 'made', 4, ['000006-a-cat-1.png', '000006-a-cat-2.png']],
    ]);
    expect(await kit.parts.jobs.byAccount('guild:ada', 10)).toHaveLength(3);
    expect(kit.talk.messages.size).toBe(0);
  });

  it('is made in the background: what its person asks for by hand goes first', async () => {
    const added: unknown[] = [];
    const kit = openBatchKit({
      generate: asMany,
      wrap: (parts) => ({
        ...parts,
        queue: {
          ...parts.queue,
          add: (job, how) => {
            added.push(job.inBackground);
            return parts.queue.add(job, how);
          },
        },
      }),
    });
    await kit.start();
    await kit.done(await kit.batches.begin(await kit.create(LIST)));
    expect(added).toEqual([true, true, true]);
  });

  it('goes on after one line fails, and says why that did', async () => {
    const generate = async ({ prompt }: { prompt: string }) => {
      if (prompt.includes('bad')) throw new EaselError('content-blocked', {});
      if (prompt.includes('lost')) throw new EaselError('outcome-unknown', { provider: 'Sim' });
      return PICTURE;
    };
    const kit = openBatchKit({ generate });
    await kit.start();
    const ended = await kit.done(await kit.batches.begin(await kit.create('a\nbad\nlost\nb')));
    expect(ended).toMatchObject({ state: 'done', counts: { made: 2, failed: 1, unknown: 1, credits: 4 } });
    const results = await kit.results(ended);
    expect(results.map(({ state }) => state)).toEqual(['made', 'failed', 'unknown', 'made']);
    expect(results[1]?.error).toContain('blocked');
  });

  it('stops where credits run out, and goes on once there are more, with what is not made', async () => {
    const kit = openBatchKit({ policy: { allowance: 6 } });
    await kit.start();
    const batch = await kit.batches.begin(await kit.create('a\nb\nc\nd\ne'));
    const stopped = await kit.done(batch);
    expect(stopped).toMatchObject({ state: 'stopped', why: { code: 'not-enough-credits' } });
    expect(stopped.counts.made).toBe(3);
    expect(await kit.balance()).toEqual({ available: 0, held: 0 });
    await kit.ledger.grant('guild:ada', 10, { id: 'more', actor: 'mo', reason: 'more' });
    const ended = await kit.done(await kit.batches.begin(stopped));
    expect(ended).toMatchObject({ state: 'done', counts: { made: 5, credits: 10 } });
    expect(kit.asked.map(({ request }) => request.prompt).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect((await kit.results(ended)).every(({ state }) => state === 'made')).toBe(true);
  });

  it('never costs more than was said: a dearer line stops it', async () => {
    const kit = openBatchKit();
    await kit.start();
    const batch = await kit.create('prompt,model\na,simulator/sketch\nb,simulator/sketch');
    await kit.engine.policies.change(
      'guild',
      { id: 'mo', name: 'Mo' },
      [{ kind: 'weight', of: 'model', name: 'simulator/sketch', weight: 3 }],
      { reason: 'dearer' },
    );
    const stopped = await kit.done(await kit.batches.begin(batch));
    expect(stopped).toMatchObject({
      state: 'stopped',
      counts: { made: 0, credits: 0 },
      why: { code: 'price-changed' },
    });
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it('waits where a provider is busy, and asks again only then', async () => {
    let refusals = 3;
    const generate = async () => {
      if (refusals-- > 0) throw new EaselError('unavailable', { provider: 'Sim' });
      return PICTURE;
    };
    const kit = openBatchKit({ generate });
    await kit.start();
    const ended = await kit.done(await kit.batches.begin(await kit.create('a\nb')));
    expect(ended).toMatchObject({ state: 'done', counts: { made: 2, failed: 0, credits: 4 } });
  });

  it('is canceled with what is under way, and begins nothing more', async () => {
    const begun = Promise.withResolvers<void>();
    const kit = openBatchKit({
      generate: (_request, { signal }) =>
        new Promise((_resolve, reject) => {
          begun.resolve();
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
    });
    await kit.start();
    const batch = await kit.batches.begin(await kit.create(Array.from({ length: 30 }, (_, at) => `p${at}`).join('\n')));
    await begun.promise;
    const canceled = await kit.batches.cancel(batch);
    expect(canceled.state).toBe('canceled');
    const ended = await kit.done(batch);
    expect(ended.state).toBe('canceled');
    expect(kit.calls.length).toBeLessThanOrEqual(4);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
    await expect(kit.batches.begin(ended)).rejects.toThrow('is over (canceled)');
  });

  it('does not outlive the right of who asked for it', async () => {
    const kit = openBatchKit();
    await kit.start();
    let asked = 0;
    const why = { code: 'key-revoked', message: 'The key of this batch was revoked.' };
    kit.batches.open({ ...kit.way, mayGoOn: async () => (++asked > 5 ? why : undefined) });
    const stopped = await kit.done(await kit.batches.begin(await kit.create('a\nb\nc\nd\ne\nf\ng\nh')));
    expect(stopped).toMatchObject({ state: 'stopped', why });
    expect(kit.calls.length).toBeLessThanOrEqual(5);
  });

  it('is nobody else’s', async () => {
    const kit = openBatchKit();
    await kit.start();
    const batch = await kit.create('a');
    expect(await kit.batches.get({ tenantId: 'guild', personId: 'eve' }, batch.id)).toBeUndefined();
    expect(await collect(kit.batches.list({ tenantId: 'guild', personId: 'ad' }))).toEqual([]);
    expect(await collect(kit.batches.list(ADA))).toMatchObject([{ id: batch.id }]);
  });

  it('of one id is one, however often it is sent', async () => {
    const kit = openBatchKit();
    await kit.start();
    const first = await kit.create('a\nb', ADA, 'same');
    await kit.done(await kit.batches.begin(first));
    expect(await kit.create('a\nb', ADA, 'same')).toMatchObject({ state: 'done', counts: { made: 2 } });
    expect(kit.calls).toHaveLength(2);
  });

  it('is refused where not one line can be made, and leaves nothing behind', async () => {
    const kit = openBatchKit();
    await kit.start();
    await expect(kit.create('prompt,n\n,1\na,zero\n')).rejects.toThrow(
      'Not one of the 2 lines of this can be made. Line 2:',
    );
    await expect(kit.create('\n \n')).rejects.toThrow('There is no prompt in this');
    expect(keptOf(kit)).toEqual([]);
  });

  it('is refused past the most lines, and leaves nothing behind', async () => {
    const kit = openBatchKit();
    await kit.start();
    await expect(kit.create(`prompt,n\n${',1\n'.repeat(100_001)}`)).rejects.toThrow('more than 100,000 lines');
    expect(keptOf(kit)).toEqual([]);
  }, 60_000);

  it('keeps no list where it is canceled before it was begun', async () => {
    const kit = openBatchKit();
    await kit.start();
    const canceled = await kit.batches.cancel(await kit.create('a'));
    expect(keptOf(kit)).toEqual([]);
    expect(await kit.results(canceled)).toEqual([]);
  });

  it('leaves nothing behind where it is removed while it is made', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const generate = async () => {
      await promise;
      return PICTURE;
    };
    const kit = openBatchKit({ generate });
    await kit.start();
    const batch = await kit.batches.begin(await kit.create('a\nb'));
    await expect.poll(() => kit.calls.length, { interval: 1 }).toBe(2);
    await kit.batches.remove(batch);
    resolve();
    await kit.done(batch);
    expect(await collect(kit.parts.documents.batchItems.list(''))).toEqual([]);
  });

  it('is forgotten with the retention, and with whoever asked for it', async () => {
    const kit = openBatchKit();
    const batch = await kit.create('a');
    await kit.clock.advance(kit.parts.retentionMs - 1000);
    await forgetOldBatches(kit.parts);
    expect(await kit.batches.get(ADA, batch.id)).toBeDefined();
    await kit.clock.advance(2000);
    await forgetOldBatches(kit.parts);
    expect(await kit.batches.get(ADA, batch.id)).toBeUndefined();
    expect(keptOf(kit)).toEqual([]);
  });
});

describe('a batch whose process dies', () => {
  it('goes on in the next one where it was, and nothing is made twice, wherever it died', async () => {
    for (const dyingAt of [1, 2, 3, 5]) {
      const counts = new Map<string, number>();
      let calls = 0;
      const dead = Promise.withResolvers<never>();
      const kit = openBatchKit({
        worker: workerOf('first', 100, []),
        generate: async ({ prompt }) => {
          calls += 1;
          if (calls >= dyingAt) return dead.promise;
          counts.set(prompt, (counts.get(prompt) ?? 0) + 1);
          return PICTURE;
        },
      });
      await kit.start();
      const batch = await kit.batches.begin(await kit.create('a\nb\nc\nd\ne\nf'));
      await expect.poll(() => calls, { interval: 1 }).toBeGreaterThanOrEqual(dyingAt);
      const shared: Shared = kit;
      const next = openBatchKit({
        shared,
        worker: workerOf('second', 101, [101]),
        generate: async ({ prompt }) => {
          counts.set(prompt, (counts.get(prompt) ?? 0) + 1);
          return PICTURE;
        },
      });
      await next.start();
      await expect
        .poll(
          async () => {
            await next.clock.advance(5000);
            return (await next.batches.get(ADA, batch.id))?.state;
          },
          { interval: 1, timeout: 10_000 },
        )
        .toBe('done');
      expect([...counts.values()].every((count) => count === 1)).toBe(true);
      const ended = await next.batches.get(ADA, batch.id);
      // What was on its way when the process died may have been made: it is told, and not bought again.
      expect((ended?.counts.made ?? 0) + (ended?.counts.unknown ?? 0)).toBe(6);
      expect(ended?.counts.credits).toBe((ended?.counts.made ?? 0) * 2);
      expect(await next.balance()).toEqual({ available: 40 - (ended?.counts.credits ?? 0), held: 0 });
    }
  }, 60_000);
});
