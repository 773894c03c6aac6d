import { canTake, type Needs } from '#src/domain/able.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Mode } from '#src/domain/mode.ts';
import { isRetired, type ModelEntry } from '#src/domain/model.ts';
import { isAllowed, type PlanRules } from '#src/domain/rules/model-under.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';

/** A model that somebody chose for whenever none is named. */
interface UsualModel {
  readonly name: string;
  /** Absent where it is not offered any more. */
  readonly model: ModelEntry | undefined;
  /** Whose choice it is, where it is passed by. */
  readonly is: string;
  /** Half a sentence, where it is taken. */
  readonly why: string;
}

/** What the person chose once, then what the operator chose for the mode. Both give way to the request. */
export function usualModels(own: string | undefined, mode: Mode, catalogue: Catalogue): readonly UsualModel[] {
  const model = own === undefined ? undefined : known(own, catalogue);
  const chosen = catalogue.chosenFor(mode);
  return [
    ...(own === undefined
      ? []
      : [{ name: model?.id ?? own, model, is: 'your usual one', why: 'it is your usual one' }]),
    ...(chosen === undefined || chosen.id === model?.id
      ? []
      : [{ name: chosen.id, model: chosen, is: 'the usual one', why: `it is the usual one for ${mode} here` }]),
  ];
}

/** Why a usual model is passed by; `undefined` where nothing speaks against it. */
export function whyNot(
  { model }: UsualModel,
  needs: Needs,
  { catalogue, now, rules }: { readonly catalogue: Catalogue; readonly now: number; readonly rules: PlanRules },
): string | undefined {
  if (!model) return 'is not offered here any more';
  if (isRetired(model, now) && !catalogue.retiredAllowed(model.provider)) return 'was shut down by its vendor';
  if (!isAllowed(model, rules)) return 'is not allowed here';
  return canTake(model, needs) ? undefined : 'cannot do this';
}

function known(name: string, { find }: Catalogue): ModelEntry | undefined {
  try {
    return find(name);
  } catch (thrown) {
    if (thrown instanceof EaselError) return undefined;
    throw thrown;
  }
}
