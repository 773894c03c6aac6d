import { describe, expect, it } from 'vitest';
import { readEasel } from '../crash/read-easel.ts';
import { realRedis } from '../fakes/real-stores.ts';
import { openFleet } from './open-fleet.ts';

const PATIENT = { timeout: 90_000, interval: 50 };

const names = (count: number, of: string) => Array.from({ length: count }, (_, index) => `${of}-${index}`);

describe.skipIf(realRedis.missing)(`several processes on one queue${realRedis.missing ?? ''}`, () => {
  it('share the work of a process that only accepts, and show each job once', async () => {
    const fleet = await openFleet();
    const gateway = await fleet.join('gateway', 'none');
    await Promise.all([fleet.join('first', 'jobs'), fleet.join('second', 'jobs')]);
    const asked = names(12, 'job');
    for (const [index, name] of asked.entries()) gateway.ask(name, `person${index % 4}`);
    await expect.poll(() => fleet.ends().length, PATIENT).toBe(12);
    expect(
      fleet
        .ends()
        .map(({ messageId, kind }) => `${kind} ${messageId}`)
        .toSorted(),
    ).toEqual(asked.map((name) => `result ${name}`).toSorted());
    expect(new Set(fleet.ends().map(({ by }) => by))).toEqual(new Set(['first', 'second']));
    expect(fleet.simulator.requests).toHaveLength(12);
    expect(fleet.shown().filter(({ text, by }) => text === 'running' && by === 'gateway')).toEqual([]);
    expect(fleet.shown().filter(({ text, by }) => text === 'queued' && by !== 'gateway')).toEqual([]);
  }, 240_000);

  it('are replaced one by one under load, and nothing is lost or made twice', async () => {
    const fleet = await openFleet();
    const gateway = await fleet.join('gateway', 'none');
    const old = [await fleet.join('old-1', 'jobs'), await fleet.join('old-2', 'jobs')];
    const asked = names(24, 'job');
    for (const [index, name] of asked.entries()) gateway.ask(name, `person${index % 8}`);
    for (const [index, worker] of old.entries()) {
      await expect.poll(() => fleet.ends().length, PATIENT).toBeGreaterThan(2 + index * 4);
      await fleet.join(`new-${index}`, 'jobs');
      await worker.end('SIGTERM');
    }
    await expect.poll(() => fleet.ends().length, PATIENT).toBe(24);
    expect(
      fleet
        .ends()
        .map(({ messageId, kind }) => `${kind} ${messageId}`)
        .toSorted(),
    ).toEqual(asked.map((name) => `result ${name}`).toSorted());
    expect(fleet.simulator.requests).toHaveLength(24);
  }, 240_000);

  it('inherit the jobs of one that is killed: what was sent is unknown, the rest is made, all are told', async () => {
    const fleet = await openFleet({ paceMs: 600 });
    const gateway = await fleet.join('gateway', 'none');
    const doomed = await fleet.join('doomed', 'jobs');
    const asked = names(8, 'job');
    for (const name of asked) gateway.ask(name, `person-${name}`);
    await expect.poll(() => fleet.simulator.requests.length, PATIENT).toBeGreaterThan(0);
    await doomed.end('SIGKILL');
    await fleet.join('heir', 'jobs');
    await expect.poll(() => fleet.ends().length, PATIENT).toBe(8);
    const lost = fleet.ends().filter(({ kind }) => kind === 'failure');
    expect(lost.every(({ text }) => text === 'outcome-unknown')).toBe(true);
    expect(new Set(fleet.ends().map(({ messageId }) => messageId)).size).toBe(8);
    expect(fleet.simulator.requests.length).toBeLessThanOrEqual(8);
    // A person sees the end before it is written down as seen.
    await expect.poll(() => readEasel(fleet.folder, ({ jobs }) => jobs.unfinished()), PATIENT).toEqual([]);
  }, 240_000);

  it('go on when the process that accepted everything is killed', async () => {
    const fleet = await openFleet();
    const gateway = await fleet.join('gateway', 'none');
    await fleet.join('worker', 'jobs');
    for (const name of names(10, 'job')) gateway.ask(name, `person-${name}`);
    await expect.poll(() => fleet.ends().length, PATIENT).toBeGreaterThan(0);
    await gateway.end('SIGKILL');
    const accepted = await readEasel(
      fleet.folder,
      async ({ jobs }) => (await jobs.byAccount('guild:person-job-9', 1)).length,
    );
    await expect.poll(() => fleet.ends().length, PATIENT).toBeGreaterThanOrEqual(accepted === 1 ? 10 : 1);
    expect(new Set(fleet.ends().map(({ messageId }) => messageId)).size).toBe(fleet.ends().length);
  }, 240_000);

  it('cancel within a second what another one runs, and nobody is charged', async () => {
    const fleet = await openFleet({ paceMs: 4000 });
    const gateway = await fleet.join('gateway', 'none');
    await fleet.join('worker', 'jobs');
    gateway.ask('job', 'ada');
    await expect.poll(() => fleet.simulator.requests.length, PATIENT).toBe(1);
    gateway.cancel('job');
    await expect.poll(() => fleet.ends().map(({ text, by }) => `${text} ${by}`), PATIENT).toEqual(['canceled worker']);
  }, 240_000);
});
