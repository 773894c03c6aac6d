import { canTake, modeOf, type Needs } from './able.ts';
import { fitOptions } from './fit.ts';
import { abilityOf, type ModelEntry } from './model.ts';
import type { CreditPolicy } from './policy.ts';
import { priceOf } from './price.ts';

/**
 * The cheapest model that can take a request: one that does it by itself before one that Easel has to help, one that stays
 * before one on its way out; then by credits, by the provider's price where it is known, and by the catalogue's order.
 *
 * A stand-in is only considered where there is nothing else.
 */
export function cheapestFor(models: readonly ModelEntry[], needs: Needs, policy: CreditPolicy): ModelEntry | undefined {
  const able = considered(models).filter((model) => canTake(model, needs));
  const ranked = able.map((model) => ({ model, rank: rankOf(model, needs, policy) }));
  return ranked.sort((a, b) => compare(a.rank, b.rank))[0]?.model;
}

/** Real models, or the simulator's where there are no others. */
export function considered(models: readonly ModelEntry[]): readonly ModelEntry[] {
  const real = models.filter(({ provider }) => provider !== 'simulator');
  return real.length > 0 ? real : models;
}

/** What can be done, but not promised, is `none`: fine detail kept by a model that has no setting for it. */
const ABILITY_RANKS = { native: 0, easel: 1, none: 2 } as const;

function rankOf(model: ModelEntry, needs: Needs, policy: CreditPolicy): readonly number[] {
  const { quality, size } = fitOptions(
    { prompt: '', options: {}, references: [], instructions: [] },
    { model },
  ).options;
  const price = priceOf(model, { references: needs.references, quality, size, count: 1 }, policy);
  return [
    ABILITY_RANKS[abilityOf(modeOf(needs), model)],
    model.lifecycle.state === 'current' ? 0 : 1,
    price.total,
    price.estimateUsdMicros ?? Number.MAX_SAFE_INTEGER,
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value - (b[index] ?? 0);
  return 0;
}
