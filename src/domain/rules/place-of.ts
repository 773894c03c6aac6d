import { lowerQuality } from '#src/domain/fit-quality.ts';
import type { RuleNote } from './standing.ts';
import type { PlaceRule } from './tenant-policy.ts';

/** One layer's rule about a place, and how a sentence names it. */
export interface PlaceLayer {
  readonly rule: PlaceRule | undefined;
  readonly by: string;
}

/**
 * Several rules about one place as one: each narrows what the others leave. Sets intersect, of bounds the smaller holds, and every
 * part is told with the layers that decided it.
 */
export function placeOf(layers: readonly PlaceLayer[]): {
  readonly place: PlaceRule;
  readonly notes: readonly RuleNote[];
} {
  const models = narrowed(layers, ({ models }) => models, intersection);
  const modes = narrowed(layers, ({ modes }) => modes, intersection);
  const count = narrowed(layers, ({ maxCount }) => maxCount, Math.min);
  const quality = narrowed(layers, ({ maxQuality }) => maxQuality, lowerQuality);
  return {
    place: {
      ...(models && { models: models.value }),
      ...(modes && { modes: modes.value }),
      ...(count && { maxCount: count.value }),
      ...(quality && { maxQuality: quality.value }),
    },
    notes: [
      ...(models ? [{ what: 'models' as const, value: listed(models.value), by: models.by }] : []),
      ...(modes ? [{ what: 'modes' as const, value: listed(modes.value), by: modes.by }] : []),
      ...(count ? [{ what: 'pictures' as const, value: `at most ${count.value}`, by: count.by }] : []),
      ...(quality ? [{ what: 'quality' as const, value: `at most ${quality.value}`, by: quality.by }] : []),
    ],
  };
}

interface Narrowed<T> {
  readonly value: T;
  readonly by: string;
}

/** What the layers that say something leave, and those among them without which it would be another. */
function narrowed<T>(
  layers: readonly PlaceLayer[],
  part: (rule: PlaceRule) => T | undefined,
  narrow: (one: T, other: T) => T,
): Narrowed<T> | undefined {
  const saying = layers.flatMap(({ rule, by }) => {
    const value = rule && part(rule);
    return value === undefined ? [] : [{ value, by }];
  });
  const [first, ...others] = saying;
  if (!first) return undefined;
  return others.reduce<Narrowed<T>>((left, next) => joined(left, next, narrow(left.value, next.value)), first);
}

function joined<T>(left: Narrowed<T>, next: Narrowed<T>, value: T): Narrowed<T> {
  if (isSame(value, left.value)) return { value, by: left.by };
  if (isSame(value, next.value)) return { value, by: next.by };
  return { value, by: `${left.by} together with ${next.by}` };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const intersection = <T>(one: readonly T[], other: readonly T[]): readonly T[] =>
  one.filter((each) => other.includes(each));

const listed = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
