import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { allCompletions, createCompletions } from '#src/app/completions.ts';
import type { Standings } from '#src/app/rules/standings.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Completion } from '#src/ports/command.ts';
import { type Kit, leaveJob, openKit } from './open-kit.ts';
import { openRuled } from './rules/rule-kit.ts';

const ADA = { tenantId: 'guild', userId: 'ada' };

const completing = ({ parts, whole }: Kit, jobs = parts.jobs, standings: Pick<Standings, 'of'> = whole.standings) => {
  const { catalogue, documents, clock } = parts;
  return createCompletions({ catalogue, commands, jobs, standings, documents, clock });
};

describe('completions', () => {
  it.each<[Completion, string]>([
    ['models', 'simulator/sketch'],
    ['aspects', '16:9'],
    ['sizes', 'auto'],
    ['qualities', 'low'],
    ['commands', 'imagine'],
  ])('of %s come also where the store is down', async (kind, value) => {
    const kit = openKit();
    const down = async () => Promise.reject(new EaselError('store-unavailable', {}));
    const complete = completing(kit, { ...kit.parts.jobs, byAccount: down }, { of: down });
    expect((await complete(kind, ADA)).map((choice) => choice.value)).toContain(value);
  });

  it('of models are those that the channel allows, and so are their sizes and qualities', async () => {
    const { engine, parts } = await openRuled([
      { kind: 'place', channelId: 'art', rule: { models: ['simulator/sketch'], maxQuality: 'low' } },
    ]);
    const values = async (kind: Completion, channelId: string) =>
      (await engine.complete(kind, { ...ADA, channelId })).map(({ value }) => value);
    expect(await values('models', 'art')).toEqual(['simulator/sketch']);
    expect(await values('qualities', 'art')).toEqual(['low']);
    expect(await values('models', 'elsewhere')).toEqual(parts.catalogue.models.map(({ id }) => id));
    expect((await values('qualities', 'elsewhere')).length).toBeGreaterThan(1);
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
    expect(Object.keys(all)).toEqual(['models', 'aspects', 'sizes', 'qualities', 'jobs', 'templates', 'commands']);
  });
});
