import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { allCompletions, createCompletions } from '#src/app/completions.ts';
import type { Completion } from '#src/ports/command.ts';
import { type Kit, leaveJob, openKit } from './open-kit.ts';

const ADA = { tenantId: 'guild', userId: 'ada' };

const completing = ({ parts }: Kit, jobs = parts.jobs) =>
  createCompletions({ catalogue: parts.catalogue, commands, jobs, clock: parts.clock });

describe('completions', () => {
  it.each<[Completion, string]>([
    ['models', 'simulator/sketch'],
    ['aspects', '16:9'],
    ['sizes', 'auto'],
    ['qualities', 'low'],
    ['commands', 'imagine'],
  ])('of %s never wait for the store', async (kind, value) => {
    const kit = openKit();
    const complete = completing(kit, { ...kit.parts.jobs, byAccount: () => new Promise(() => {}) });
    expect((await complete(kind, ADA)).map((choice) => choice.value)).toContain(value);
  });

  it("of jobs are the person's own that are on their way", async () => {
    const kit = openKit();
    await leaveJob(kit, 'queued', { id: 'mine' });
    await leaveJob(kit, 'failed', { id: 'over', eventId: 'event-2' });
    await leaveJob(kit, 'queued', { id: 'hers', eventId: 'event-3', accountId: 'guild:grace', personId: 'grace' });
    expect(await completing(kit)('jobs', ADA)).toEqual([{ value: 'mine', label: 'a fox' }]);
  });

  it('come all at once for a place that completes by itself', async () => {
    const all = await allCompletions(completing(openKit()), ADA);
    expect(Object.keys(all)).toEqual(['models', 'aspects', 'sizes', 'qualities', 'jobs', 'commands']);
  });
});
