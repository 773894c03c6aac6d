import { canTake, checkNeeds, modeOf, type Needs } from '#src/domain/able.ts';
import { cheapestFor, considered } from '#src/domain/choose-model.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import { isRetired, type ModelEntry } from '#src/domain/model.ts';
import { checkPrompt } from '#src/domain/plan.ts';
import type { CreditPolicy, Limits } from '#src/domain/policy.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';
import { isMasked } from './keep-mask.ts';

/** Which model will do a request, and why. */
export interface ModelChoice {
  readonly model: ModelEntry;
  /** Half a sentence. */
  readonly why: string;
}

export interface ChooseParts {
  readonly catalogue: Catalogue;
  readonly policy: CreditPolicy;
  readonly limits: Limits;
  readonly clock: Clock;
}

/** Picks models: the one a person named, else the operator's for that mode, else the cheapest that can. */
export function createChooser({ catalogue, policy, limits, clock }: ChooseParts) {
  return { choose, alternatives, offered };

  /**
   * Also checks what can be checked before any picture is fetched.
   * @throws {EaselError} what the person has to change.
   */
  function choose(request: AcceptedRequest): ModelChoice {
    const needs = needsOf(request);
    if (request.command === 'edit' && needs.references === 0) throw new EaselError('needs-image', {});
    const { model: name } = request.options;
    const choice = name === undefined ? usual(needs) : { model: catalogue.find(name), why: NAMED };
    checkPrompt(request, { limits, model: choice.model });
    checkNeeds(needs, { model: choice.model, others: offered(), off: catalogue.off });
    return choice;
  }

  /**
   * Other models that could do a request, the cheapest first, for when the chosen one did not take it. None where the person
   * named a model: they did not ask for another.
   */
  function alternatives(request: AcceptedRequest, tried: readonly string[]): readonly ModelEntry[] {
    if (request.options.model !== undefined) return [];
    const left = considered(offered()).filter(({ provider }) => !tried.includes(provider));
    return inOrder(left, needsOf(request));
  }

  function inOrder(models: readonly ModelEntry[], needs: Needs): readonly ModelEntry[] {
    const best = cheapestFor(models, needs, policy);
    if (!best) return [];
    const others = models.filter(({ id }) => id !== best.id);
    return [best, ...inOrder(others, needs)];
  }

  function usual(needs: Needs): ModelChoice {
    const mode = modeOf(needs);
    const chosen = catalogue.chosenFor(mode);
    if (chosen && canTake(chosen, needs)) return { model: chosen, why: `it is the usual one for ${mode} here` };
    const able = cheapestFor(offered(), needs, policy);
    const instead = chosen ? `${chosen.id}, the usual one, cannot do this, and ` : '';
    if (able) return { model: able, why: `${instead}it is the cheapest that can` };
    const model = chosen ?? catalogue.defaultModel;
    if (!model) throw new EaselError('no-models', {});
    return { model, why: 'no other can' };
  }

  /** What may be asked for at this time. */
  function offered(): readonly ModelEntry[] {
    const now = clock.now();
    return catalogue.models.filter((model) => !isRetired(model, now));
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
