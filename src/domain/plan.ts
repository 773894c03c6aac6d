import { EaselError } from './errors.ts';
import { type FittedOptions, fitOptions } from './fit.ts';
import { chooseMode, type Mode } from './mode.ts';
import { isRetired, type ModelEntry } from './model.ts';
import type { CreditPolicy, Limits } from './policy.ts';
import { type Price, priceOf } from './price.ts';
import { assemblePrompt, promptLength } from './prompt.ts';
import { isWord, type PictureRequest } from './request.ts';
import { type Text, text } from './text.ts';

/** Everything decided about a request before anything is spent. */
export interface Plan {
  readonly mode: Mode;
  /** Half a sentence: why this mode. */
  readonly why: string;
  readonly modelId: string;
  /** The prompt as the provider will get it. */
  readonly prompt: string;
  readonly options: FittedOptions;
  /** What was corrected or left out, for the person to see. */
  readonly warnings: readonly Text[];
  readonly price: Price;
}

export interface PlanContext {
  /** The model asked for, or the default; the plan never picks another one where the person named it. */
  readonly model: ModelEntry;
  /** Configured models, for the refusal that names one that can. */
  readonly others: readonly ModelEntry[];
  readonly policy: CreditPolicy;
  readonly limits: Limits;
  readonly now: number;
  /** Whether retired models may still be asked for: a server of one's own can offer them longer than the vendor. */
  readonly retiredAllowed: boolean;
  /** A place's standing instructions. */
  readonly standing?: string;
}

/**
 * Decides how a request is done, what is corrected and what it costs.
 *
 * @throws {EaselError} where it cannot be done and correcting would not be what the person meant. Nothing has been held then.
 */
export function planRequest(request: PictureRequest, context: PlanContext): Plan {
  const { model } = context;
  checkPrompt(request, context);
  checkLifecycle(context);
  checkNeeds(needsOf(request), context);
  checkMaskSize(request);
  const { mode, why } = chooseMode({
    references: request.references.length,
    masked: request.mask !== undefined,
    background: request.options.background,
    fidelity: request.options.fidelity,
  });
  const { options, warnings } = fitOptions(request, context);
  const price = priceOf(
    model,
    { references: request.references.length, quality: options.quality, size: options.size, count: options.count },
    context.policy,
  );
  const prompt = assemblePrompt([...request.instructions, context.standing, request.prompt]);
  checkAssembled(prompt, request, model);
  return {
    mode,
    why,
    modelId: model.id,
    prompt,
    options,
    warnings: [...lifecycleWarnings(context), ...warnings],
    price,
  };
}

/** What a request needs of a model, known before any picture is fetched. */
export interface Needs {
  readonly references: number;
  readonly masked: boolean;
  readonly background?: string | undefined;
}

const needsOf = ({ references, mask, options }: PictureRequest): Needs => ({
  references: references.length,
  masked: mask !== undefined,
  background: options.background,
});

/** Whether a model can take such a request at all; for picking a model where the person named none, and for naming others in a refusal. */
export function canTake({ operations, output }: ModelEntry, { references, masked, background }: Needs): boolean {
  if (references === 0 ? !operations.generate : !operations.edit || references > operations.maxReferences) return false;
  if (masked && operations.mask === 'none') return false;
  return !isWord(background, 'transparent') || output.transparent;
}

/**
 * Refuses what the model cannot do and no correction would mend.
 * @throws {EaselError} `mask-without-image`, `too-many-references`, or `model-cannot` with the models that can.
 */
export function checkNeeds(
  needs: Needs,
  { model, others }: { model: ModelEntry; others: readonly ModelEntry[] },
): void {
  const { references, masked, background } = needs;
  const { operations, output } = model;
  if (masked && references === 0) throw new EaselError('mask-without-image', {});
  const instead = others.filter((other) => other.id !== model.id && canTake(other, needs)).map(({ id }) => id);
  const refuse = (what: string) =>
    new EaselError('model-cannot', { model: model.id, what, instead: instead.slice(0, 3) });
  if (references === 0 && !operations.generate) throw refuse('make a picture from words alone');
  if (references > 0 && !operations.edit) throw refuse('start from pictures');
  if (references > operations.maxReferences)
    throw new EaselError('too-many-references', {
      count: references,
      limit: operations.maxReferences,
      model: model.id,
    });
  if (masked && operations.mask === 'none') throw refuse('use a mask');
  if (isWord(background, 'transparent') && !output.transparent) throw refuse('make a transparent background');
}

/** @throws {EaselError} `empty-prompt` or `prompt-too-long`, whichever limit is smaller: ours or the model's. */
export function checkPrompt(
  { prompt }: { readonly prompt: string },
  { limits, model }: { limits: Limits; model: ModelEntry },
): void {
  if (prompt.trim() === '') throw new EaselError('empty-prompt', {});
  const length = promptLength(prompt);
  const limit = Math.min(limits.promptLength, model.input.maxPromptLength);
  if (length > limit) throw new EaselError('prompt-too-long', { length, limit });
}

/** What we put before the prompt counts for the model too; the person is told what is left for their own words. */
function checkAssembled(assembled: string, { prompt }: PictureRequest, { input }: ModelEntry): void {
  const length = promptLength(prompt.trim());
  const limit = input.maxPromptLength - (promptLength(assembled) - length);
  if (length > limit) throw new EaselError('prompt-too-long', { length, limit: Math.max(0, limit) });
}

function checkLifecycle({ model, now, retiredAllowed }: PlanContext): void {
  if (retiredAllowed || !isRetired(model, now)) return;
  const { shutdownAt, successor } = model.lifecycle;
  throw new EaselError('model-retired', {
    model: model.id,
    at: shutdownAt ?? 'an earlier date',
    ...(successor && { successor }),
  });
}

function lifecycleWarnings({ model, now }: PlanContext): readonly Text[] {
  const { shutdownAt, successor } = model.lifecycle;
  if (!shutdownAt) return [];
  const when =
    now >= Date.parse(shutdownAt)
      ? `was shut down by its vendor on ${shutdownAt}`
      : `will be shut down by its vendor on ${shutdownAt}`;
  return [text(`${model.id} ${when}.`, successor ? ` ${successor} replaces it.` : '')];
}

function checkMaskSize({ references: [source], mask }: PictureRequest): void {
  if (!mask || !source || (mask.width === source.width && mask.height === source.height)) return;
  throw new EaselError('mask-size', {
    mask: `${mask.width} x ${mask.height}`,
    image: `${source.width} x ${source.height}`,
  });
}
