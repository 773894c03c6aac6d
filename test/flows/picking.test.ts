import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buttonOf, everyoneAt, type Flow, factsOf, openFlow } from './open-flow.ts';
import { openedOf } from './pixels.ts';

describe('one picture of a result by itself', () => {
  let flow: Flow;
  beforeEach(async () => {
    flow = await openFlow();
  });
  afterEach(() => flow.close());

  it('is the very picture, for nothing, and owned by who picked it', async () => {
    const first = await flow.made({ user: 'ada', options: { prompt: 'a {red,blue} fox' } });
    const picked = await flow.made({ user: 'grace', trigger: 'button', state: buttonOf(first, 'U2') });
    expect(picked.result).toMatchObject({ owner: { userId: 'grace' }, prompt: 'a blue fox', warnings: [] });
    expect(picked.result?.pictures).toHaveLength(1);
    expect(picked.result?.pictures[0]?.alt).toBe('a blue fox');
    expect(Buffer.from(await openedOf(picked))).toEqual(Buffer.from(await openedOf(first, 1)));
    expect(factsOf(picked)).toMatchObject({
      Picked: 'picture 2 of an earlier result, as it was made',
      Cost: '0 credits',
      Left: '40 of 40',
    });
    expect(flow.simulator.requests).toHaveLength(2);
    expect(await flow.balance('grace')).toEqual({ available: 40, held: 0 });
    const kinds = picked.result?.actions.map(({ kind }) => kind);
    expect(kinds).toEqual(['vary', 'edit', 'reference', 'download', 'thread', 'delete']);
  });

  it('goes on by itself, also after the result it is from was deleted', async () => {
    const first = await flow.made({ options: { prompt: 'a fox', n: 2 } });
    const picked = await flow.made({ trigger: 'button', state: buttonOf(first, 'U1') });
    await flow.made({ trigger: 'button', state: buttonOf(first, 'Delete') });
    expect((await openedOf(picked)).byteLength).toBeGreaterThan(0);
    const varied = await flow.made({ trigger: 'button', state: buttonOf(picked, 'Vary') });
    expect(varied.result).toMatchObject({ prompt: 'a fox', references: { count: 1 } });
    const late = await flow.made({ trigger: 'button', state: buttonOf(first, 'U2') });
    expect(JSON.stringify(late.answer)).toContain('not here any more');
  });

  it('is one result of a press that arrives five times, and nothing else is kept of it', async () => {
    const first = await flow.made({ options: { prompt: 'a fox', n: 2 } });
    const { id } = await flow.talk.askTwice({ trigger: 'button', state: buttonOf(first, 'U1') }, 5);
    expect((await flow.ended(id)).ends).toBe(1);
    const jobs = await flow.easel.jobs.byAccount('guild:ada', 10);
    expect(jobs).toHaveLength(2);
    const folders = () => readdir(join(flow.dataDir, 'blobs', 'jobs'));
    await expect.poll(async () => (await folders()).toSorted()).toEqual(jobs.map((job) => job.id).toSorted());
    expect(await flow.easel.jobs.unfinished()).toEqual([]);
  });

  it('stays private where its result is', async () => {
    const first = await flow.made({ options: { prompt: 'a fox', n: 2, private: true } });
    const picked = await flow.made({ trigger: 'button', state: buttonOf(first, 'U1') });
    expect(picked.visibility).toBe('private');
    const others = await flow.made({ user: 'mallory', trigger: 'button', state: buttonOf(first, 'U1') });
    expect(JSON.stringify(others.answer)).toContain('not here any more');
  });

  it('is larger instead where a model does that', async () => {
    await flow.close();
    flow = await openFlow({ env: everyoneAt });
    const first = await flow.made({ options: { prompt: 'a fox', n: 2 } });
    const kinds = new Set(first.result?.actions.map(({ kind }) => kind));
    expect([kinds.has('upscale'), kinds.has('pick')]).toEqual([true, false]);
  });
});
