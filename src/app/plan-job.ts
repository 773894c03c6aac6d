import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import { isRetired, type ModelEntry } from '#src/domain/model.ts';
import { canTake, checkNeeds, checkPrompt, type Needs, type Plan, planRequest } from '#src/domain/plan.ts';
import type { CreditPolicy, Limits } from '#src/domain/policy.ts';
import { text } from '#src/domain/text.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { CollectedImages } from './collect-images.ts';

export interface PlanParts {
  readonly catalogue: Catalogue;
  readonly policy: CreditPolicy;
  readonly limits: Limits;
  readonly standing?: string;
  readonly clock: Clock;
}

/** Which model will do a request, and whether the person named it. */
export interface ModelChoice {
  readonly model: ModelEntry;
  /** Set where the usual model cannot do it and another was taken. */
  readonly insteadOf?: ModelEntry;
}

/** Decides about requests; nothing here fetches, holds or stores. */
export function createPlanner({ catalogue, policy, limits, standing, clock }: PlanParts) {
  return { choose, plan };

  /**
   * Checks what can be checked before any picture is fetched, and picks the model: the one named, else the usual one, else the
   * first that can.
   * @throws {EaselError} what the person has to change.
   */
  function choose(request: AcceptedRequest): ModelChoice {
    if (request.command === 'edit' && request.images.length === 0) throw new EaselError('needs-image', {});
    const needs = {
      references: request.images.length,
      masked: request.mask !== undefined,
      background: request.options.background,
    };
    const choice =
      request.options.model === undefined ? usual(needs) : { model: catalogue.find(request.options.model) };
    checkPrompt(request, { limits, model: choice.model });
    checkNeeds(needs, { model: choice.model, others: offered() });
    return choice;
  }

  /** The whole plan, once the pictures are there. @throws {EaselError} what the person has to change. */
  function plan(
    request: AcceptedRequest,
    { model, insteadOf }: ModelChoice,
    images: Pick<CollectedImages, 'references' | 'mask'>,
  ): Plan {
    const planned = planRequest(
      {
        prompt: request.prompt,
        options: request.options,
        instructions: request.instructions,
        references: images.references,
        ...(images.mask && { mask: images.mask }),
      },
      {
        model,
        others: offered(),
        policy,
        limits,
        now: clock.now(),
        retiredAllowed: catalogue.retiredAllowed(model.provider),
        ...(standing !== undefined && { standing }),
      },
    );
    if (!insteadOf) return planned;
    return { ...planned, warnings: [text(`${insteadOf.id} cannot do this, used ${model.id}.`), ...planned.warnings] };
  }

  function usual(needs: Needs): ModelChoice {
    const { defaultModel } = catalogue;
    if (!defaultModel) throw new EaselError('no-models', {});
    if (canTake(defaultModel, needs)) return { model: defaultModel };
    // A stand-in is never chosen silently where a real provider is configured.
    const real = offered().filter(({ provider }) => provider !== 'simulator' || defaultModel.provider === 'simulator');
    const able = real.find((model) => canTake(model, needs));
    return able ? { model: able, insteadOf: defaultModel } : { model: defaultModel };
  }

  function offered(): readonly ModelEntry[] {
    const now = clock.now();
    return catalogue.models.filter((model) => !isRetired(model, now));
  }
}

export type Planner = ReturnType<typeof createPlanner>;
