import { describe, expect, it } from 'vitest';
import { createSweep } from '#src/app/sweep.ts';
import { DAY_MS, type Kit, leaveJob, openKit } from './open-kit.ts';

const text = [{ plain: 'No.' }];
const ENDED = {
  failure: { code: 'internal', message: 'No.', text, blame: 'easel', charged: false },
  finishedAt: 1,
  deliveredAt: 1,
} as const;

async function old(kit: Kit, id: string, more: Parameters<typeof leaveJob>[2] = {}): Promise<void> {
  const job = await leaveJob(kit, 'failed', { id, ...ENDED, ...more });
  await kit.parts.ledger.release(job.accountId, job.id);
  await kit.parts.documents.tokens.update(job.token, () => ({ jobId: id }));
  await kit.parts.documents.presses.update(`${job.token}.reroll:guild:ada`, () => ({ at: 1, eventId: 'x' }));
  await kit.blobs.put(`jobs/${id}/0.png`, Uint8Array.from([1]));
}

describe('the retention sweep', () => {
  it('forgets what is finished and old: pictures, buttons, presses, card and history, but not the credits', async () => {
    const kit = openKit();
    await old(kit, 'a');
    await old(kit, 'ab');
    await kit.clock.advance(30 * DAY_MS + 1);
    await old(kit, 'b');
    expect(await createSweep(kit.whole).sweep()).toBe(2);
    expect(await kit.parts.jobs.get('a')).toBeUndefined();
    expect((await kit.parts.jobs.byAccount('guild:ada', 9)).map(({ id }) => id)).toEqual(['b']);
    expect(kit.blobs.keys()).toEqual(['jobs/b/0.png']);
    expect(await kit.parts.documents.tokens.get('token-a')).toBeUndefined();
    expect(await kit.parts.documents.presses.get('token-a.reroll:guild:ada')).toBeUndefined();
    expect(await kit.parts.documents.presses.get('token-b.reroll:guild:ada')).toBeDefined();
    expect(kit.talk.message('event-a').deleted).toBe(true);
    expect(kit.talk.message('event-b').deleted).toBe(false);
    expect(await kit.parts.ledger.entries('guild:ada', 99)).not.toEqual([]);
  });

  it('keeps what is old but not finished, with its hold and its pictures', async () => {
    const kit = openKit();
    await leaveJob(kit, 'running', { id: 'a' });
    await kit.blobs.put('jobs/a/reference-0.png', Uint8Array.from([1]));
    await kit.clock.advance(31 * DAY_MS);
    expect(await createSweep(kit.whole).sweep()).toBe(0);
    expect(await kit.parts.jobs.get('a')).toBeDefined();
    expect(kit.blobs.keys()).toEqual(['jobs/a/reference-0.png']);
  });

  it('leaves nothing on hold for what it forgets', async () => {
    const kit = openKit();
    await leaveJob(kit, 'failed', { id: 'a', ...ENDED });
    expect((await kit.balance()).held).toBeGreaterThan(0);
    await kit.clock.advance(31 * DAY_MS);
    expect(await createSweep(kit.whole).sweep()).toBe(1);
    expect((await kit.balance()).held).toBe(0);
    expect(await kit.ledger.holders('guild:ada')).toEqual([]);
  });

  it('forgets more than it reads at once', async () => {
    const kit = openKit();
    for (let n = 0; n < 130; n++) await leaveJob(kit, 'failed', { id: `a-${n}`, ...ENDED });
    await kit.clock.advance(31 * DAY_MS);
    expect(await createSweep(kit.whole).sweep()).toBe(130);
  });

  it('goes on past a card that cannot be removed, and tries that again', async () => {
    const kit = openKit();
    await old(kit, 'a');
    await kit.clock.advance(1);
    await old(kit, 'b');
    const { platform } = kit.talk;
    const remove = platform.deleteResult;
    platform.deleteResult = async (handle) => {
      if (handle.messageId === 'event-a') throw new Error('the platform is away');
      await remove(handle);
    };
    await kit.clock.advance(31 * DAY_MS);
    const { sweep } = createSweep(kit.whole);
    expect(await sweep()).toBe(1);
    expect(await kit.parts.jobs.get('b')).toBeUndefined();
    platform.deleteResult = remove;
    expect(await sweep()).toBe(1);
    expect(await kit.parts.jobs.get('a')).toBeUndefined();
  });

  it('does all else where one step of it fails', async () => {
    const kit = openKit();
    await old(kit, 'a');
    await kit.clock.advance(31 * DAY_MS);
    const broken = async (): Promise<never> => {
      throw new Error('cannot be');
    };
    const { usage, links } = kit.whole;
    const whole = { ...kit.whole, usage: { ...usage, keepHouse: broken }, links: { ...links, sweep: broken } };
    expect(await createSweep(whole, broken).sweep()).toBe(1);
    expect(await kit.parts.jobs.get('a')).toBeUndefined();
  });
});
