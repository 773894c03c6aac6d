import { describe, expect, it } from 'vitest';
import { createSweep } from '#src/app/sweep.ts';
import { plainText } from '#src/domain/text.ts';
import { createAtomicStorage } from '#src/store/atomic-storage.ts';
import { createMemoryEngine } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../../fakes/memory-blobs.ts';
import { type Asked, createRecordingPlatform, type ShownMessage } from '../../fakes/recording-platform.ts';
import { createTroubledEngine } from '../../fakes/troubled-engine.ts';
import { openKit } from '../open-kit.ts';

/** A process whose store fails from one operation on, until it is mended; nothing starts that asks it by itself. */
async function openFragile() {
  const store = { operations: 0, downFrom: Number.POSITIVE_INFINITY };
  const clock = createManualClock();
  const engine = createTroubledEngine(createMemoryEngine({ now: clock.now }), {
    before: () => {
      store.operations++;
      if (store.operations >= store.downFrom) throw new Error('the store is down');
    },
    after: () => {},
  });
  const shared = {
    clock,
    storage: createAtomicStorage(engine),
    blobs: createMemoryBlobs(),
    talk: createRecordingPlatform(),
  };
  const kit = openKit({ shared });
  await kit.talk.platform.start(kit.engine.handle);
  for (const user of ['ada', 'bob', 'mod']) await kit.talk.ask({ user, name: 'credits' });
  store.operations = 0;
  const says = (asked: Asked) => kit.talk.ask({ user: 'mod', moderator: true, ...asked });
  return { ...kit, store, says };
}

const wordsOf = ({ answer }: ShownMessage): string =>
  answer?.kind === 'table' ? answer.title : plainText(answer?.text ?? []);

const COMMANDS: readonly (readonly [string, NonNullable<Asked['options']>])[] = [
  ['quota panel', {}],
  ['quota show', {}],
  ['quota show', { user: 'ada' }],
  ['quota set', { amount: '5' }],
  ['quota grant', { user: 'ada', amount: 5 }],
  ['quota grant', { everyone: true, amount: 5 }],
  ['quota reset', { user: 'ada' }],
  ['quota block', { user: 'ada', reason: 'spam' }],
  ['quota pause', { reason: 'party' }],
  ['quota resume', {}],
  ['quota test', { user: 'ada', prompt: 'a fox' }],
  ['quota what-if', { amount: '5' }],
  ['quota undo', {}],
  ['usage', {}],
  ['audit', {}],
  ['audit', { csv: true }],
];

describe('while the store is down', () => {
  it.each(COMMANDS)('/%s %j is refused, and says so', async (name, options) => {
    const kit = await openFragile();
    kit.store.downFrom = 1;
    expect(wordsOf(await kit.says({ name, options }))).toBe(
      'Easel cannot reach its store and takes no work until it can. Whoever runs Easel has been told. Nothing was charged.',
    );
  });

  it('a grant that broke off is finished by the sweep, once, and the moderator is told', async () => {
    const asked: Asked = { id: 'event-grant', name: 'quota grant', options: { everyone: true, amount: 5 } };
    const whole = await openFragile();
    await whole.says(asked);
    const told = new Set<string>();
    for (let downFrom = 1; downFrom <= whole.store.operations; downFrom++) {
      const kit = await openFragile();
      kit.store.downFrom = downFrom;
      const said = wordsOf(await kit.says(asked)).split(/[,.]/)[0] ?? '';
      told.add(said);
      kit.store.downFrom = Number.POSITIVE_INFINITY;
      await kit.clock.advance(20 * 60_000);
      for (let time = 0; time < 2; time++) await createSweep(kit.whole).sweep();
      const left = said.startsWith('Easel cannot reach') ? 40 : 45;
      expect([downFrom, await kit.balance('ada'), await kit.balance('bob')]).toEqual([
        downFrom,
        { available: left, held: 0 },
        { available: left, held: 0 },
      ]);
    }
    expect([...told].toSorted()).toEqual([
      'Easel cannot reach its store and takes no work until it can',
      'The store failed in between',
    ]);
  });

  it('a grant that broke off anywhere can be said again, and everybody has it once', async () => {
    const asked: Asked = { id: 'event-grant', name: 'quota grant', options: { everyone: true, amount: 5 } };
    const whole = await openFragile();
    await whole.says(asked);
    const operations = whole.store.operations;
    expect(operations).toBeGreaterThan(10);
    for (let downFrom = 1; downFrom <= operations; downFrom++) {
      const kit = await openFragile();
      kit.store.downFrom = downFrom;
      await kit.says(asked);
      kit.store.downFrom = Number.POSITIVE_INFINITY;
      expect(wordsOf(await kit.says(asked))).toContain('each of the 3 people Easel has met');
      expect([downFrom, await kit.balance('ada'), await kit.balance('bob')]).toEqual([
        downFrom,
        { available: 45, held: 0 },
        { available: 45, held: 0 },
      ]);
      expect(await kit.ledger.audit('guild:ada')).toMatchObject({ ok: true });
    }
  });
});
