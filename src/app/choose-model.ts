import { checkNeeds, modeOf, type Needs } from '#src/domain/able.ts';
import { checkBrief } from '#src/domain/avatar.ts';
import { bestFor, considered, rankedFor } from '#src/domain/choose-model.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import { checkAskedMode } from '#src/domain/mode.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Limits } from '#src/domain/policy.ts';
import { checkPrompt } from '#src/domain/prompts.ts';
import { checkMode } from '#src/domain/rules/check-place.ts';
import { isAllowed, modelUnder, type PlanRules } from '#src/domain/rules/model-under.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';
import { isMasked } from './keep-mask.ts';
import { createAllowedModels } from './rules/allowed-models.ts';
import { usualModels, whyNot } from './usual-models.ts';

/** Which model will do a request, and why. */
export interface ModelChoice {
  readonly model: ModelEntry;
  /** Half a sentence. */
  readonly why: string;
}

export interface ChooseParts {
  readonly catalogue: Catalogue;
  readonly limits: Limits;
  readonly clock: Clock;
}

/** Picks models: the one a person named, else their usual one, else the operator's for that mode, else the cheapest that can. */
export function createChooser({ catalogue, limits, clock }: ChooseParts) {
  const { allowed, someAllowed, named, checkOthers } = createAllowedModels({ catalogue, clock });
  return { choose, alternatives, allowed };

  /**
   * Also checks what can be checked before any picture is fetched.
   * @throws {EaselError} what the person has to change, or what the rules of the place forbid.
   */
  function choose(request: AcceptedRequest, rules: PlanRules): ModelChoice {
    const needs = needsOf(request);
    checkAskedMode(request.options.mode);
    if (request.command === 'edit' && needs.references === 0) throw new EaselError('needs-image', {});
    checkMode(modeOf(needs), rules);
    const { model: name } = request.options;
    const choice =
      name === undefined ? unnamed(request, needs, rules) : { model: named(name, needs, rules), why: NAMED };
    if (request.avatar) checkBrief(request.avatar, limits);
    else checkPrompt(request, { limits, model: choice.model });
    checkNeeds(needs, { model: choice.model, others: allowed(rules), off: catalogue.off });
    return choice;
  }

  /**
   * Other models that could do a request, the best first, for when the chosen one did not take it. None where the person named a
   * model: they did not ask for another.
   */
  function alternatives(request: AcceptedRequest, tried: readonly string[], rules: PlanRules): readonly ModelEntry[] {
    if (request.options.model !== undefined) return [];
    const left = considered(allowed(rules)).filter(({ provider }) => !tried.includes(provider));
    return rankedFor(left, needsOf(request), rules.credits, request.options);
  }

  function unnamed(request: AcceptedRequest, needs: Needs, rules: PlanRules): ModelChoice {
    const usual = usualModels(request.usualModel, modeOf(needs), catalogue);
    const passed: string[] = [];
    const because = (why: string): string => [...passed, why].join(', and ');
    for (const one of usual) {
      const reason = whyNot(one, needs, { catalogue, now: clock.now(), rules });
      if (one.model && reason === undefined) return { model: modelUnder(one.model, rules), why: because(one.why) };
      passed.push(`${one.name}, ${one.is}, ${reason}`);
    }
    const models = someAllowed(rules);
    const best = bestFor(models, needs, rules.credits, request.options);
    if (best) return { model: best.model, why: because(best.why) };
    const model = [...usual.flatMap((one) => one.model ?? []), catalogue.defaultModel].find(
      (each) => each && isAllowed(each, rules),
    );
    const other = model ?? models[0];
    if (!other) throw new EaselError('no-models', {});
    checkOthers(needs, rules);
    return { model: modelUnder(other, rules), why: 'no other can' };
  }
}

/** The reason that needs no telling. */
export const NAMED = 'you named it';

/** What a request needs, known before any picture is fetched. */
function needsOf(request: AcceptedRequest): Needs {
  const { images, options, avatar } = request;
  return {
    references: images.length,
    masked: isMasked(request),
    background: options.background,
    fidelity: options.fidelity,
    asked: options.mode,
    ...(avatar && { avatar: true }),
  };
}
