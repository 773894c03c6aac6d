import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPolicyBook, type StoredRevision } from '#src/app/rules/policy-book.ts';
import type { StoredPolicy } from '#src/app/rules/standings.ts';
import type { WordRule } from '#src/domain/rules/content-rules.ts';
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
const WORD = (id: string, said: string): WordRule => ({ id, kind: 'word', said, action: 'block' });
const OFTEN = { cases: 3, days: 7, blockMs: 3_600_000 };
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

  it('is refused where somebody decided one of the same things since, and says who', async () => {
    const { change, policies, policy } = open();
    await change([allowance(50), allowance(5, 'ada')]);
    await change([allowance(70)], 'Hedy', undefined, HEDY);
    await expect(policies.undo('guild', GRACE, 1, 'a mistake')).rejects.toMatchObject({
      code: 'changed-meanwhile',
      message:
        'Hedy changed the allowance of everybody after the change number 1, so that was not taken back. Set what you want anew.',
    });
    expect(await policy()).toEqual({ allowance: 70, people: { ada: { allowance: 5 } } });
  });

  it('of a rule about content leaves all other ones', async () => {
    const { change, policies, policy } = open();
    await change([{ kind: 'content', content: { words: [WORD('w1', 'fox')] } }]);
    await change([{ kind: 'content', content: { words: [WORD('w1', 'fox'), WORD('w2', 'hen')], escalation: OFTEN } }]);
    await policies.undo('guild', GRACE, 1, 'foxes are fine');
    expect(await policy()).toEqual({ content: { words: [WORD('w2', 'hen')], escalation: OFTEN } });
    await policies.undo('guild', GRACE, 2, 'hens too');
    expect(await policy()).toEqual({});
    const told = (await policies.revisions('guild', 9)).map(({ changes }) => changes.map(plainText));
    expect(told.at(-1)).toEqual(['the rule about content w1: not set → block fox']);
  });

  it('still knows what early revisions kept of a whole policy', async () => {
    const { parts, policies, policy } = open();
    const made = { by: 'mod', byName: 'Grace', at: 0, reason: '', changes: [], paths: [['allowance']] };
    const early = [10, 20].map((each, at) => ({ ...made, revision: at + 1, policy: { allowance: each } }));
    for (const each of early) await parts.documents.policyRevisions.update(`guild/00000${each.revision}`, () => each);
    const { policy: _whole, ...last } = { ...early[1], revision: 2, ...made };
    await parts.documents.policies.update('guild', () => ({ revision: 2, policy: { allowance: 20 }, last }));
    await policies.undo('guild', GRACE, 2, 'back');
    expect(await policy()).toEqual({ allowance: 10 });
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

  it('both have their way about different words', async () => {
    const { change, policy } = open();
    const content = (...ids: readonly string[]): PolicyChange => ({
      kind: 'content',
      content: { words: ids.map((id) => WORD(id, id)) },
    });
    await change([content('fox')]);
    await change([content('fox', 'hen')], 'Hedy', 1, HEDY);
    await change([content('fox', 'owl')], 'Grace', 1);
    expect((await policy()).content?.words?.map(({ id }) => id)).toEqual(['fox', 'hen', 'owl']);
    await expect(change([content()], 'late', 1)).resolves.toBeDefined();
    expect((await policy()).content?.words?.map(({ id }) => id)).toEqual(['hen', 'owl']);
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
  it('keeps of a decision only what it decided, however long the policy is, and ended blocks are dropped', async () => {
    const { change, parts, clock, policy } = open();
    const block = (personId: string, until: number): PolicyChange => ({ kind: 'block', personId, reason: 'x', until });
    const ends = clock.now() + 1000;
    await change(Array.from({ length: 100 }, (_, index) => block(`person-${index}`, ends)));
    await clock.advance(1000);
    await change([allowance(5)]);
    expect(await policy()).toEqual({ allowance: 5 });
    const kept = await parts.documents.policyRevisions.get('guild/000002');
    expect(kept).toMatchObject({ paths: [['allowance']], values: [{ after: 5 }] });
    expect(kept?.changes.map(plainText)).toEqual(['the allowance of everybody: not set → 5 credits']);
    expect(kept).not.toHaveProperty('policy');
  });

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
          if (revision > 0) expect(last?.values?.at(-1)?.after).toBe(policy.allowance);
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
