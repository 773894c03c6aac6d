import fc from 'fast-check';
import type { AtomicStorage } from '#src/store/atomic-storage.ts';

/** What a storage holds. */
export type State = ReadonlyMap<string, string>;

export type Step =
  | { readonly kind: 'get'; readonly keys: readonly string[] }
  | { readonly kind: 'set'; readonly keys: readonly string[]; readonly value: string }
  | { readonly kind: 'delete'; readonly keys: readonly string[] }
  | {
      readonly kind: 'swap';
      readonly key: string;
      readonly expected: string | undefined;
      readonly next: string | undefined;
    };

const KEY = fc.constantFrom('a', 'b', 'c');
const KEYS = fc.uniqueArray(KEY, { minLength: 1 });
const VALUE = fc.constantFrom('x', 'y', 'z');
const MAYBE = fc.option(VALUE, { nil: undefined });

const STEP: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('get' as const), keys: KEYS }),
  fc.record({ kind: fc.constant('set' as const), keys: KEYS, value: VALUE }),
  fc.record({ kind: fc.constant('delete' as const), keys: KEYS }),
  fc.record({ kind: fc.constant('swap' as const), key: KEY, expected: MAYBE, next: MAYBE }),
);

/** What is asked at once, each of the first or the second opening of one storage. */
export const ROUND = fc.array(fc.record({ by: fc.nat(1), step: STEP }), { minLength: 1, maxLength: 7 });

/** Asks a storage for one step and says what it came to. */
export async function perform(storage: AtomicStorage, step: Step): Promise<unknown> {
  if (step.kind === 'swap') return storage.compareAndSet(step.key, step.expected, step.next);
  const keys = [...step.keys];
  if (step.kind === 'get') return storage.getMany(keys);
  if (step.kind === 'delete') return storage.deleteMany(keys);
  return storage.setMany(keys.map((key) => ({ key, value: step.value })));
}

interface Performed {
  readonly step: Step;
  readonly result: unknown;
}

/** The states in which steps can have left a storage, in any order that explains every result; none where no order does. */
export function endsOf(starts: readonly State[], performed: readonly Performed[]): readonly State[] {
  const ends = new Map<string, State>();
  const seen = new Set<string>();
  function search(state: State, left: readonly Performed[]): void {
    const name = JSON.stringify([[...state].toSorted(), left.map((one) => performed.indexOf(one))]);
    if (seen.has(name)) return;
    seen.add(name);
    if (left.length === 0) ends.set(name, state);
    for (const one of left) {
      const { next, result } = taken(state, one.step);
      if (JSON.stringify(result) === JSON.stringify(one.result))
        search(
          next,
          left.filter((other) => other !== one),
        );
    }
  }
  for (const start of starts) search(start, performed);
  return [...ends.values()];
}

/** What one step alone does to a state. */
function taken(state: State, step: Step): { readonly next: State; readonly result: unknown } {
  const next = new Map(state);
  switch (step.kind) {
    case 'get':
      return { next, result: step.keys.map((key) => state.get(key)) };
    case 'set':
      for (const key of step.keys) next.set(key, step.value);
      return { next, result: step.keys.map(() => true) };
    case 'delete':
      return { next, result: step.keys.map((key) => next.delete(key)) };
    case 'swap': {
      if (state.get(step.key) !== step.expected) return { next, result: false };
      if (step.next === undefined) next.delete(step.key);
      else next.set(step.key, step.next);
      return { next, result: true };
    }
  }
}
