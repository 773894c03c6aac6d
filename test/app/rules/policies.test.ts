import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPolicyBook, type StoredRevision } from '#src/app/rules/policy-book.ts';
import type { StoredPolicy } from '#src/app/rules/standings.ts';
import type { PolicyChange } from '#src/domain/rules/policy-change.ts';
import { plainText } from '#src/domain/text.ts';
import { createAtomicStorage } from '#src/store/atomic-storage.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryEngine } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../../fakes/memory-blobs.ts';
import { createRecordingPlatform } from '../../fakes/recording-platform.ts';
import { createTroubledEngine } from '../../fakes/troubled-engine.ts';
import { openKit } from '../open-kit.ts';
import { GRACE } from './rule-kit.ts';

const HEDY = { id: 'mod-2', name: 'Hedy' };
const allowance = (amount: number | undefined, personId?: string): PolicyChange => ({
  kind: 'allowance',
  subject: personId === undefined ? { kind: 'everyone' } : { kind: 'person', id: personId },
  amount,
});

function open() {
  const kit = openKit();
  const { policies } = kit.whole;
  return {
    ...kit,
    policies,
    change: (changes: readonly PolicyChange[], reason = 'a test', basedOn?: number, by = GRACE) =>
      policies.change('guild', by, changes, { reason, ...(basedOn !== undefined && { basedOn }) }),
    policy: async () => (await policies.state('guild')).policy,
  };
}

describe('a policy', () => {
  it('is that of whoever runs Easel until somebody decides, and tells what holds then', async () => {
    const { policies, parts } = open();
    expect(await policies.state('guild')).toEqual({ revision: 0, policy: {}, defaults: parts.policy, warnings: [] });
  });

  it('is kept with who changed what, when and why', async () => {
    const { change, policies, clock } = open();
    await change([allowance(50)], 'more for all');
    await clock.advance(60_000);
    await change([allowance(70), allowance(5, 'ada')], 'spam', undefined, HEDY);
    const [last, first] = await policies.revisions('guild', 9);
    expect(first).toMatchObject({
      revision: 1,
      by: 'mod',
      byName: 'Grace',
      reason: 'more for all',
      at: clock.now() - 60_000,
    });
    expect(last).toMatchObject({ revision: 2, by: 'mod-2', byName: 'Hedy', reason: 'spam', at: clock.now() });
    expect(last?.changes.map(plainText)).toEqual([
      'the allowance of everybody: 50 credits → 70 credits',
      'the allowance of ada: not set → 5 credits',
    ]);
    expect(await policies.revisions('elsewhere', 9)).toEqual([]);
  });

  it('is not changed at all where one of several changes makes no sense, or nothing is another', async () => {
    const { change, policies } = open();
    await expect(change([allowance(50), allowance(-5, 'ada')])).rejects.toMatchObject({ code: 'option-invalid' });
    await change([allowance(50)]);
    await change([allowance(50)]);
    expect(await policies.state('guild')).toMatchObject({ revision: 1, policy: { allowance: 50 } });
  });

  it('warns of what may not have been meant', async () => {
    const { change } = open();
    const { warnings } = await change([{ kind: 'place', rule: { models: ['sketch'], modes: ['upscale'] } }]);
    expect(warnings.map(plainText)).toEqual(['Nothing can be made here: no allowed model can do an allowed mode.']);
  });

  it('knows models by any of their names, and none that is not there', async () => {
    const { change, policy } = open();
    await change([
      { kind: 'place', rule: { models: ['sketch'] } },
      { kind: 'weight', of: 'model', name: 'Sketch', weight: 2 },
    ]);
    expect(await policy()).toEqual({
      everywhere: { models: ['simulator/sketch'] },
      weights: { 'simulator/sketch': 2 },
    });
    await expect(change([{ kind: 'place', rule: { models: ['sketsch'] } }])).rejects.toMatchObject({
      code: 'unknown-model',
    });
  });
});

describe('undo', () => {
  it('takes back what one revision decided, and leaves what others did', async () => {
    const { change, policies, policy } = open();
    await change([allowance(50)]);
    await change([allowance(70), allowance(5, 'ada')]);
    await change([allowance(9, 'ben')]);
    await policies.undo('guild', HEDY, 2, 'a mistake');
    expect(await policy()).toEqual({ allowance: 50, people: { ben: { allowance: 9 } } });
    const [last] = await policies.revisions('guild', 1);
    expect(last).toMatchObject({ revision: 4, byName: 'Hedy', reason: 'a mistake' });
    await policies.undo('guild', GRACE, 4, 'none after all');
    expect(await policy()).toMatchObject({ allowance: 70, people: { ada: { allowance: 5 } } });
  });

  it('finds only what was decided here', async () => {
    const { change, policies } = open();
    await change([allowance(50)]);
    await policies.undo('guild', GRACE, 1, 'nothing before it');
    expect(await policies.state('guild')).toMatchObject({ revision: 2, policy: {} });
    for (const revision of [0, 9])
      await expect(policies.undo('guild', GRACE, revision, '')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('two moderators at once', () => {
  it('each see that another changed the same thing after they looked', async () => {
    const { change, policy } = open();
    await change([allowance(50)]);
    await change([allowance(60)], 'Hedy was first', 1, HEDY);
    await expect(change([allowance(70)], 'late', 1)).rejects.toMatchObject({
      code: 'changed-meanwhile',
      message:
        'Hedy changed the allowance of everybody after you looked at it, so your change was not made. Look at it again first.',
    });
    expect(await policy()).toEqual({ allowance: 60 });
  });

  it('both have their way about different things', async () => {
    const { change, policy } = open();
    await change([allowance(50)]);
    await change([allowance(5, 'ada')], 'Hedy', 1, HEDY);
    await change([allowance(9, 'ben')], 'Grace', 1);
    expect(await policy()).toEqual({ allowance: 50, people: { ada: { allowance: 5 }, ben: { allowance: 9 } } });
  });

  it('lose nothing and number everything once, however many there are', async () => {
    const { change, policies } = open();
    await Promise.all(Array.from({ length: 30 }, (_, index) => change([allowance(index, `person-${index}`)])));
    const { policy, revision } = await policies.state('guild');
    expect(Object.keys(policy.people ?? {})).toHaveLength(30);
    expect(revision).toBe(30);
    const numbers = (await policies.revisions('guild', 99)).map((each) => each.revision);
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, back) => 30 - back));
  });
});

describe('the history', () => {
  it('has every decision, wherever a writer died', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 6 }), async (deaths) => {
        const engine = createMemoryEngine();
        const counted = { left: Number.POSITIVE_INFINITY };
        const troubled = createTroubledEngine(engine, {
          before: () => {
            if (--counted.left < 0) throw new Error('died');
          },
        });
        const bookOver = (over: Parameters<typeof createAtomicStorage>[0]) => {
          const storage = createAtomicStorage(over);
          return createPolicyBook({
            policies: createDocuments<StoredPolicy>(storage, 'policies'),
            policyRevisions: createDocuments<StoredRevision>(storage, 'policy-revisions'),
          });
        };
        const [dying, living] = [bookOver(troubled), bookOver(engine)];
        const made = { by: 'mod', byName: 'Grace', at: 0, reason: '' };
        for (const [index, left] of deaths.entries()) {
          counted.left = left;
          const decide = async (book: typeof dying) =>
            book.write('guild', await book.read('guild'), [{ path: ['allowance'], value: index + 1 }], made);
          await decide(dying).catch(() => undefined);
          const { revision, policy } = await living.read('guild');
          const last = await living.revision('guild', revision);
          if (revision > 0) expect(last?.policy).toEqual(policy);
          for (let each = 1; each <= revision; each++) expect(await living.revision('guild', each)).toBeDefined();
        }
      }),
    );
  });
});

describe('a store', () => {
  const where = { tenantId: 'guild', personId: 'ada', roles: [], channelId: 'art' };

  /** A started kit whose store stops answering, or stops taking anything. */
  async function openFragile() {
    const store: { refuses: 'nothing' | 'writes' | 'everything' } = { refuses: 'nothing' };
    const clock = createManualClock();
    const engine = createTroubledEngine(createMemoryEngine({ now: clock.now }), {
      before: (operation) => {
        const isWrite = operation !== 'read' && operation !== 'page';
        if (store.refuses === 'everything' || (store.refuses === 'writes' && isWrite)) throw new Error('refused');
      },
    });
    const shared = {
      clock,
      storage: createAtomicStorage(engine),
      blobs: createMemoryBlobs(),
      talk: createRecordingPlatform(),
    };
    const kit = openKit({ shared });
    await kit.start();
    return { ...kit, store };
  }

  it('that is down is said, and nothing is guessed', async () => {
    const { whole, store } = await openFragile();
    const { policies, switches, standings, admit } = whole;
    const standing = await standings.of(where);
    store.refuses = 'everything';
    for (const call of [
      () => policies.state('guild'),
      () => policies.change('guild', GRACE, [allowance(5)], { reason: '' }),
      () => switches.isPaused('guild'),
      () => standings.of(where),
      () => admit.enter('job', standing),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'store-unavailable' });
    store.refuses = 'nothing';
  });

  it('that is read-only takes no decision and no request, and says so', async () => {
    const { whole, store, talk, calls } = await openFragile();
    await whole.policies.change('guild', GRACE, [{ kind: 'per-minute', bounds: { perPerson: 5 } }], { reason: '' });
    store.refuses = 'writes';
    for (const call of [
      () => whole.policies.change('guild', GRACE, [allowance(5)], { reason: '' }),
      () => whole.policies.undo('guild', GRACE, 1, ''),
      () => whole.switches.pause('guild', { by: 'mod', reason: '', cancelRunning: false }),
      async () => whole.admit.enter('job', await whole.standings.of(where)),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'store-unavailable' });
    const { answer } = await talk.ask({ options: { prompt: 'a fox' } });
    expect(answer?.kind === 'text' && plainText(answer.text)).toContain('Easel cannot reach its store');
    expect(calls).toEqual([]);
    store.refuses = 'nothing';
    expect(await whole.policies.state('guild')).toMatchObject({ revision: 1 });
  });
});
