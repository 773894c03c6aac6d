import { offeredModels } from '#src/app/offered-models.ts';
import { canTake, modeOf, type Needs } from '#src/domain/able.ts';
import { EaselError } from '#src/domain/errors.ts';
import { isRetired, type ModelEntry } from '#src/domain/model.ts';
import { forbiddenBy, isAllowed, modelUnder, type PlanRules } from '#src/domain/rules/model-under.ts';
import { ruleAbout } from '#src/domain/rules/standing.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';

/** How many models a refusal names. */
const MOST_NAMED = 5;

/** The models that may be asked for in a place, as that has them: at its weights, without qualities that are too good for it. */
export function createAllowedModels({ catalogue, clock }: { readonly catalogue: Catalogue; readonly clock: Clock }) {
  return { allowed, pickable, someAllowed, named, checkOthers };

  /** Those that Easel may choose by itself. */
  function allowed(rules: PlanRules): readonly ModelEntry[] {
    return under(offered(), rules);
  }

  /** Those that may be named: beside them what only a server of one's own still has. */
  function pickable(rules: PlanRules): readonly ModelEntry[] {
    return under(offeredModels(catalogue, clock.now()), rules);
  }

  /** @throws {EaselError} `no-model-allowed` where the rules of the place leave none of those that are offered. */
  function someAllowed(rules: PlanRules): readonly ModelEntry[] {
    const models = allowed(rules);
    const [first] = offered();
    if (models.length > 0 || !first) return models;
    throw new EaselError('no-model-allowed', { by: ruleAbout(rules, forbiddenBy(first, rules.place) ?? 'models') });
  }

  /** The model of that name. @throws {EaselError} `rule-forbids` with those that could do it; as `catalogue.find`. */
  function named(name: string, needs: Needs, rules: PlanRules): ModelEntry {
    const model = catalogue.find(name);
    const what = forbiddenBy(model, rules.place);
    if (what === undefined) return modelUnder(model, rules);
    const able = someAllowed(rules).filter((other) => canTake(other, needs));
    throw new EaselError('rule-forbids', {
      what: `the model ${model.id}`,
      by: ruleAbout(rules, what),
      allowed: able.slice(0, MOST_NAMED).map(({ id }) => id),
    });
  }

  /** @throws {EaselError} `rule-forbids` where the place's rules alone leave no model that can. */
  function checkOthers(needs: Needs, rules: PlanRules): void {
    const forbidden = offered().find((model) => !isAllowed(model, rules) && canTake(model, needs));
    const what = forbidden && forbiddenBy(forbidden, rules.place);
    if (!what) return;
    const wanted = `any model that can ${modeOf(needs)}`;
    throw new EaselError('rule-forbids', { what: wanted, by: ruleAbout(rules, what), allowed: [] });
  }

  /** What may be asked for at this time. */
  function offered(): readonly ModelEntry[] {
    const now = clock.now();
    return catalogue.models.filter((model) => !isRetired(model, now));
  }
}

const under = (models: readonly ModelEntry[], rules: PlanRules): readonly ModelEntry[] =>
  models.filter((model) => isAllowed(model, rules)).map((model) => modelUnder(model, rules));
