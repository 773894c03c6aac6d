import { type CheckContext, checkNeeds, type Needs } from './able.ts';
import { EaselError } from './errors.ts';
import { type FittedOptions, fitOptions } from './fit.ts';
import { planGrid, TILES } from './grid.ts';
import { checkAskedMode, chooseMode, type Mode, worksOnOne } from './mode.ts';
import { abilityOf, isRetired } from './model.ts';
import type { CreditPolicy, Limits } from './policy.ts';
import { type Price, priceOf } from './price.ts';
import { checkPrompt, type PlannedPrompt, plannedPrompts } from './prompts.ts';
import type { PictureRequest } from './request.ts';
import { type Text, text } from './text.ts';

/** Everything decided about a request before anything is spent. */
export interface Plan {
  readonly mode: Mode;
  /** Half a sentence: why this mode. */
  readonly why: string;
  readonly modelId: string;
  /** Half a sentence: why this model. */
  readonly modelWhy?: string;
  /** The prompt as the provider will get it; the first of `prompts` where there are several. */
  readonly prompt: string;
  /** Every prompt, where the person's words stand for several. Each is made `options.count` times. */
  readonly prompts?: readonly PlannedPrompt[];
  readonly options: FittedOptions;
  /** The model draws four pictures on one, which is split. */
  readonly sheets?: true;
  /** Whole credits that one picture by itself would cost: what a sheet costs at most that turns out to be none. */
  readonly singlePrice?: number;
  /** How a mask gets to the model: in its own form, or shown on a marked copy of the picture. */
  readonly mask?: 'sent' | 'shown';
  /** All of the model's picture is taken, also what lies outside the mask; without it that stays the original, pixel for pixel. */
  readonly lock?: false;
  /** A picture from words that is made first; all others start from it. */
  readonly base?: BasePlan;
  /** What an avatar shows, in one description. */
  readonly scene?: string;
  /** What was corrected or left out, for the person to see. */
  readonly warnings: readonly Text[];
  readonly price: Price;
}

/** Who makes it: the part of the model's name before the first slash. */
export const providerOf = ({ modelId }: Pick<Plan, 'modelId'>): string => modelId.split('/', 1)[0] ?? '';

export interface BasePlan {
  readonly prompt: string;
  readonly options: FittedOptions;
  /** Credits; part of the plan's total. */
  readonly price: number;
}

export interface PlanContext extends CheckContext {
  /** Half a sentence: why this model. The plan never picks another one where the person named it. */
  readonly modelWhy?: string;
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
  const { model, modelWhy } = context;
  const needs = needsOf(request);
  checkAskedMode(request.options.mode);
  checkPrompt(request, context);
  checkLifecycle(context);
  checkNeeds(needs, context);
  checkMaskSize(request);
  const { mode, why } = chooseMode(needs);
  const { options, warnings, price, sheets, singlePrice } = fitted(request, mode, context);
  const prompts = plannedPrompts(request, { mode, sheets: sheets === true }, context);
  const total = prompts.length * options.count * (sheets ? TILES : 1);
  if (total > context.limits.pictures)
    throw new EaselError('too-many-pictures', { count: total, max: context.limits.pictures });
  const [first = { prompt: '', words: '' }] = prompts;
  return {
    mode,
    why,
    modelId: model.id,
    ...(modelWhy !== undefined && { modelWhy }),
    prompt: first.prompt,
    ...(prompts.length > 1 && { prompts }),
    options,
    ...(sheets && { sheets }),
    ...(singlePrice !== undefined && { singlePrice }),
    ...(mode === 'inpaint' && { mask: abilityOf(mode, model) === 'native' ? 'sent' : 'shown' }),
    ...(mode === 'inpaint' && request.options.exact === false && { lock: false }),
    warnings: [...lifecycleWarnings(context), ...warnings],
    price: times(price, prompts.length),
  };
}

/** How many pictures a plan makes if all goes well, the first one of an avatar included. */
export const expectedPictures = ({ prompts, options, sheets, base }: Plan): number =>
  (prompts?.length ?? 1) * options.count * (sheets ? TILES : 1) + (base ? 1 : 0);

const needsOf = ({ references, mask, options }: PictureRequest): Needs => ({
  references: references.length,
  masked: mask !== undefined,
  background: options.background,
  fidelity: options.fidelity,
  asked: options.mode,
});

type Fitted = Pick<Plan, 'options' | 'warnings' | 'price' | 'sheets' | 'singlePrice'>;

function fitted(request: PictureRequest, mode: Mode, { model, policy }: PlanContext): Fitted {
  const { request: wanted, dropped } = asMode(request, mode);
  if (mode === 'grid') {
    const { way, singlePrice, warnings, ...grid } = planGrid(wanted, { model, policy });
    return { ...grid, warnings: [...dropped, ...warnings], ...(way === 'sheet' && { sheets: true, singlePrice }) };
  }
  const { options, warnings } = fitOptions(wanted, { model });
  const { quality, size, count } = options;
  const price = priceOf(model, { references: request.references.length, quality, size, count }, policy);
  return { options, warnings: [...dropped, ...warnings], price };
}

/** The request without what makes no sense in its mode, and what is said of that. */
function asMode(request: PictureRequest, mode: Mode): { request: PictureRequest; dropped: readonly Text[] } {
  const { n, scale, ...options } = request.options;
  const isOne = worksOnOne(mode);
  const enlarges = mode === 'upscale';
  const kept = {
    ...options,
    ...(n !== undefined && !isOne && { n }),
    ...(scale !== undefined && enlarges && { scale }),
    // Only see-through pictures make sense where a background is removed.
    ...(mode === 'remove-background' && { background: 'transparent' }),
  };
  const dropped = [
    ...(n !== undefined && n !== 1 && isOne ? [text(`The mode ${mode} makes one picture of one.`)] : []),
    ...(scale !== undefined && !enlarges ? [text('Only the mode upscale has a scale, so it was left out.')] : []),
  ];
  return { request: { ...request, options: kept }, dropped };
}

/** @throws {EaselError} `model-retired`. */
export function checkLifecycle({ model, now, retiredAllowed }: PlanContext): void {
  if (retiredAllowed || !isRetired(model, now)) return;
  const { shutdownAt, successor } = model.lifecycle;
  throw new EaselError('model-retired', {
    model: model.id,
    at: shutdownAt ?? 'an earlier date',
    ...(successor && { successor }),
  });
}

/** What has to be said about a model on its way out. */
export function lifecycleWarnings({ model, now }: PlanContext): readonly Text[] {
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

const times = ({ each, total, estimateUsdMicros }: Price, count: number): Price => ({
  each,
  total: total * count,
  ...(estimateUsdMicros !== undefined && { estimateUsdMicros: estimateUsdMicros * count }),
});
