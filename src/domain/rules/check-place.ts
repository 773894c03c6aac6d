import { EaselError } from '#src/domain/errors.ts';
import { qualityRank } from '#src/domain/fit-quality.ts';
import type { Mode } from '#src/domain/mode.ts';
import { expectedPictures, type Plan } from '#src/domain/plan.ts';
import type { PlanRules } from './model-under.ts';
import { ruleAbout } from './standing.ts';

/**
 * Refuses a plan that a place does not allow, whenever it was made.
 * @throws {EaselError} `rule-forbids` with the rule and what is allowed instead.
 */
export function checkPlan(plan: Plan, rules: PlanRules): void {
  const { models, maxQuality } = rules.place;
  checkMode(plan.mode, rules);
  if (models && !models.includes(plan.modelId))
    throw new EaselError('rule-forbids', {
      what: `the model ${plan.modelId}`,
      by: ruleAbout(rules, 'models'),
      allowed: models.slice(0, 5),
    });
  checkCount(plan, rules);
  const { quality } = plan.options;
  if (quality !== undefined && maxQuality !== undefined && (qualityRank(quality) ?? 0) > (qualityRank(maxQuality) ?? 0))
    throw new EaselError('rule-forbids', {
      what: `the quality ${quality}`,
      by: ruleAbout(rules, 'quality'),
      allowed: [maxQuality],
    });
}

/** @throws {EaselError} `rule-forbids`. */
export function checkMode(mode: Mode, rules: PlanRules): void {
  const { modes } = rules.place;
  if (!modes || modes.includes(mode)) return;
  throw new EaselError('rule-forbids', { what: `the mode ${mode}`, by: ruleAbout(rules, 'modes'), allowed: modes });
}

/** More pictures than allowed are refused, not left out: fewer would not be what was meant. */
function checkCount(plan: Plan, rules: PlanRules): void {
  const { maxCount } = rules.place;
  const count = expectedPictures(plan);
  if (maxCount === undefined || count <= maxCount) return;
  const allowed = [maxCount === 1 ? 'one picture at a time' : `at most ${maxCount} pictures at a time`];
  throw new EaselError('rule-forbids', {
    what: `${count} pictures at once`,
    by: ruleAbout(rules, 'pictures'),
    allowed,
  });
}
