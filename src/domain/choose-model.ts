import { canTake, modeOf, type Needs } from './able.ts';
import { EaselError } from './errors.ts';
import { abilityOf, type ModelEntry } from './model.ts';
import type { CreditPolicy } from './policy.ts';
import type { Price } from './price.ts';
import { priceFor } from './price-for.ts';
import type { RequestOptions } from './request.ts';

/** The first of `rankedFor`; `undefined` where no model can take the request. */
export const cheapestFor = (...asked: Parameters<typeof rankedFor>): ModelEntry | undefined => rankedFor(...asked)[0];

/**
 * The models that can take a request, the best first: one that does it by itself before one that Easel has to help, one that
 * stays before one on its way out; then by credits, by the provider's price where it is known, and by the catalogue's order.
 * A stand-in is only considered where there is nothing else.
 *
 * @param options what the person asks for: quality, size and number make the price. A model that does not know a word of them
 *   comes last.
 */
export function rankedFor(
  models: readonly ModelEntry[],
  needs: Needs,
  policy: CreditPolicy,
  options: RequestOptions = {},
): readonly ModelEntry[] {
  return ranked(models, needs, policy, options).map(({ model }) => model);
}

/** The model for who named none, with half a sentence why; `undefined` where none can take the request. */
export function bestFor(
  models: readonly ModelEntry[],
  needs: Needs,
  policy: CreditPolicy,
  options: RequestOptions = {},
): { readonly model: ModelEntry; readonly why: string } | undefined {
  const [best, ...others] = ranked(models, needs, policy, options);
  if (!best) return undefined;
  const isCheapest = others.every(({ price }) => !price || !best.price || price.total >= best.price.total);
  const why = isCheapest ? 'it is the cheapest that can' : 'it is the cheapest of those that do this best';
  return { model: best.model, why };
}

/** Real models, or the simulator's where there are no others. */
export function considered(models: readonly ModelEntry[]): readonly ModelEntry[] {
  const real = models.filter(({ provider }) => provider !== 'simulator');
  return real.length > 0 ? real : models;
}

interface Ranked {
  readonly model: ModelEntry;
  /** Absent where the model would refuse the options. */
  readonly price: Price | undefined;
}

function ranked(
  models: readonly ModelEntry[],
  needs: Needs,
  policy: CreditPolicy,
  options: RequestOptions,
): readonly Ranked[] {
  const able = considered(models).filter((model) => canTake(model, needs));
  const priced = able.map((model) => ({ model, price: knownPrice(model, needs, policy, options) }));
  const sortable = priced.map((each) => ({ ...each, rank: rankOf(each, needs) }));
  return sortable.sort((a, b) => compare(a.rank, b.rank));
}

/** What can be done, but not promised, is `none`: fine detail kept by a model that has no setting for it. */
const ABILITY_RANKS = { native: 0, easel: 1, none: 2 } as const;

const rankOf = ({ model, price }: Ranked, needs: Needs): readonly number[] => [
  price ? 0 : 1,
  ABILITY_RANKS[abilityOf(modeOf(needs), model)],
  model.lifecycle.state === 'current' ? 0 : 1,
  price?.total ?? 0,
  price?.estimateUsdMicros ?? Number.MAX_SAFE_INTEGER,
];

function knownPrice(...[model, needs, policy, options]: Parameters<typeof priceFor>): Price | undefined {
  try {
    return priceFor(model, needs, policy, options);
  } catch (thrown) {
    // What makes no sense is refused by the plan, with the word for it.
    if (thrown instanceof EaselError) return undefined;
    throw thrown;
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value - (b[index] ?? 0);
  return 0;
}
