import { planAvatar } from '#src/domain/avatar.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import { type Plan, type PlanContext, planRequest } from '#src/domain/plan.ts';
import type { PlanRules } from '#src/domain/rules/model-under.ts';
import { type ChooseParts, createChooser, type ModelChoice } from './choose-model.ts';
import type { CollectedImages } from './collect-images.ts';

export interface PlanParts extends ChooseParts {
  readonly standing?: string;
}

/** What was collected for a request, as far as its plan depends on it. */
export type Material = Pick<CollectedImages, 'references' | 'mask' | 'maskWords'> & {
  /** What an avatar shows. */
  readonly scene?: string;
};

/** Decides about requests; nothing here fetches, holds or stores. */
export function createPlanner(parts: PlanParts) {
  const { catalogue, limits, standing, clock } = parts;
  const { choose, alternatives, allowed } = createChooser(parts);
  return { choose, alternatives, plan };

  /**
   * The whole plan, once the pictures are there.
   * @param choice by the same rules.
   * @throws {EaselError} what the person has to change.
   */
  function plan(request: AcceptedRequest, choice: ModelChoice, material: Material, rules: PlanRules): Plan {
    const context = contextOf(choice, rules);
    const { options, prompt, literal, instructions } = request;
    const { scene, ...pictures } = material;
    if (request.avatar) return planAvatar({ scene: scene ?? prompt, options }, context);
    return planRequest({ prompt, ...(literal && { literal }), options, instructions, ...pictures }, context);
  }

  function contextOf({ model, why: modelWhy }: ModelChoice, rules: PlanRules): PlanContext {
    return {
      model,
      modelWhy,
      others: allowed(rules),
      off: catalogue.off,
      policy: rules.credits,
      limits,
      now: clock.now(),
      retiredAllowed: catalogue.retiredAllowed(model.provider),
      ...(standing !== undefined && { standing }),
    };
  }
}

export type Planner = ReturnType<typeof createPlanner>;
