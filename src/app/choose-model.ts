import { checkNeeds, modeOf, type Needs } from '#src/domain/able.ts';
import { checkBrief } from '#src/domain/avatar.ts';
import { bestFor, considered, rankedFor } from '#src/domain/choose-model.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import { checkAskedMode } from '#src/domain/mode.ts';
import { isRetired, type ModelEntry } from '#src/domain/model.ts';
import type { CreditPolicy, Limits } from '#src/domain/policy.ts';
import { checkPrompt } from '#src/domain/prompts.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';
import { isMasked } from './keep-mask.ts';
import { usualModels, whyNot } from './usual-models.ts';

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

/** Picks models: the one a person named, else their usual one, else the operator's for that mode, else the cheapest that can. */
export function createChooser({ catalogue, policy, limits, clock }: ChooseParts) {
  return { choose, alternatives, offered };

  /**
   * Also checks what can be checked before any picture is fetched.
   * @throws {EaselError} what the person has to change.
   */
  function choose(request: AcceptedRequest): ModelChoice {
    const needs = needsOf(request);
    checkAskedMode(request.options.mode);
    if (request.command === 'edit' && needs.references === 0) throw new EaselError('needs-image', {});
    const { model: name } = request.options;
    const choice = name === undefined ? unnamed(request, needs) : { model: catalogue.find(name), why: NAMED };
    if (request.avatar) checkBrief(request.avatar, limits);
    else checkPrompt(request, { limits, model: choice.model });
    checkNeeds(needs, { model: choice.model, others: offered(), off: catalogue.off });
    return choice;
  }

  /**
   * Other models that could do a request, the best first, for when the chosen one did not take it. None where the person named a
   * model: they did not ask for another.
   */
  function alternatives(request: AcceptedRequest, tried: readonly string[]): readonly ModelEntry[] {
    if (request.options.model !== undefined) return [];
    const left = considered(offered()).filter(({ provider }) => !tried.includes(provider));
    return rankedFor(left, needsOf(request), policy, request.options);
  }

  function unnamed(request: AcceptedRequest, needs: Needs): ModelChoice {
    const usual = usualModels(request.usualModel, modeOf(needs), catalogue);
    const passed: string[] = [];
    const because = (why: string): string => [...passed, why].join(', and ');
    for (const one of usual) {
      const reason = whyNot(one, needs, catalogue, clock.now());
      if (one.model && reason === undefined) return { model: one.model, why: because(one.why) };
      passed.push(`${one.name}, ${one.is}, ${reason}`);
    }
    const best = bestFor(offered(), needs, policy, request.options);
    if (best) return { model: best.model, why: because(best.why) };
    const model = usual.find((one) => one.model)?.model ?? catalogue.defaultModel;
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
