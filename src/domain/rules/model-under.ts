import { qualityRank } from '#src/domain/fit-quality.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { own } from './own.ts';
import { type Ruled, ruleAbout, type Standing } from './standing.ts';

/** What of a standing decides how something is planned. */
export type PlanRules = Pick<Standing, 'credits' | 'qualityWeights' | 'place' | 'because'>;

/** Whether a place allows a model, and has a quality of it left. */
export const isAllowed = (model: ModelEntry, { place }: PlanRules): boolean => forbiddenBy(model, place) === undefined;

/** Which rule forbids a model; `undefined` where none does. */
export function forbiddenBy({ id, quality }: ModelEntry, { models, maxQuality }: Standing['place']): Ruled | undefined {
  if (models && !models.includes(id)) return 'models';
  if (quality && maxQuality !== undefined && !quality.values.some((word) => isAtMost(word, maxQuality)))
    return 'quality';
  return undefined;
}

/** A model as a place has it: without the qualities that are too good for it, and at the place's weights. */
export function modelUnder(model: ModelEntry, rules: PlanRules): ModelEntry {
  const { quality } = model;
  if (!quality) return model;
  const { maxQuality } = rules.place;
  const values = quality.values.filter((word) => maxQuality === undefined || isAtMost(word, maxQuality));
  const best = values.at(-1);
  if (best === undefined) return model;
  const weights = Object.fromEntries(values.map((word) => [word, weightOf(word, quality, rules)]));
  const isBounded = values.length < quality.values.length;
  return {
    ...model,
    quality: {
      values,
      default: values.includes(quality.default) ? quality.default : best,
      weights,
      ...(isBounded && { boundBy: ruleAbout(rules, 'quality') }),
    },
  };
}

/** Moderators name a quality by any of its words. */
function weightOf(
  word: string,
  { weights }: NonNullable<ModelEntry['quality']>,
  { qualityWeights }: PlanRules,
): number {
  const named = own(qualityWeights, word) ?? own(qualityWeights, word.toLowerCase());
  const alike = Object.entries(qualityWeights).find(([name]) => qualityRank(name) === qualityRank(word));
  return named ?? alike?.[1] ?? weights[word] ?? 1;
}

/** A word nobody knows is none of the best. */
const isAtMost = (word: string, max: string): boolean => (qualityRank(word) ?? 1) <= (qualityRank(max) ?? 0);
