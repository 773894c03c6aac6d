import { EaselError } from './errors.ts';
import { type Mode, worksOnOne } from './mode.ts';
import { abilityOf, type ModelEntry } from './model.ts';
import { expandPrompt } from './permutations.ts';
import type { Limits } from './policy.ts';
import { assemblePrompt, isBlank, promptLength } from './prompt.ts';
import type { PictureRequest } from './request.ts';
import { instructionsFor } from './ways.ts';

export interface PlannedPrompt {
  /** As the provider will get it. */
  readonly prompt: string;
  /** As the person would have written it. */
  readonly words: string;
}

type Words = Pick<PictureRequest, 'prompt' | 'literal' | 'options'>;

/**
 * Everything a request's words stand for. Where one picture is made of one they are no more than its caption, and nothing is
 * made several times for their sake.
 * @throws {EaselError} `too-many-pictures` where there are more than `max`.
 */
export const wordsIn = ({ prompt, literal, options }: Words, max: number): readonly string[] =>
  literal || worksOnOne(options.mode) ? [prompt] : expandPrompt(prompt, max);

/**
 * What can be refused of the words alone. Enlarging and cutting out need none, and words that were taken once are only held to the
 * model's own limit.
 * @throws {EaselError} `empty-prompt`, also where one of several is; `prompt-too-long`, whichever limit is smaller, ours or the
 *   model's; `too-many-pictures`.
 */
export function checkPrompt(request: Words, { limits, model }: { limits: Limits; model: ModelEntry }): void {
  if (worksOnOne(request.options.mode)) return;
  if (isBlank(request.prompt)) throw new EaselError('empty-prompt', {});
  const length = promptLength(request.prompt);
  const own = request.literal ? Number.POSITIVE_INFINITY : limits.promptLength;
  const limit = Math.min(own, model.input.maxPromptLength);
  if (length > limit) throw new EaselError('prompt-too-long', { length, limit });
  if (wordsIn(request, limits.pictures).some(isBlank)) throw new EaselError('empty-prompt', {});
}

/**
 * The prompts the request stands for, each as the provider gets it.
 * @throws {EaselError} `prompt-too-long`, `too-many-pictures`.
 */
export function plannedPrompts(
  request: PictureRequest,
  way: { readonly mode: Mode; readonly sheets: boolean },
  { model, limits, standing }: { model: ModelEntry; limits: Limits; standing?: string },
): readonly PlannedPrompt[] {
  const instructions = instructionsFor(request, { ...way, model });
  const isRead = !worksOnOne(way.mode) || abilityOf(way.mode, model) === 'easel';
  return wordsIn(request, limits.pictures).map((words) => {
    const prompt = assemblePrompt([...request.instructions, ...instructions, standing, words]);
    if (isRead) checkAssembled(prompt, words, model);
    return { prompt, words };
  });
}

/** What we put before the prompt counts for the model too; the person is told what is left for their own words. */
function checkAssembled(assembled: string, words: string, { input }: ModelEntry): void {
  const length = promptLength(words.trim());
  const limit = input.maxPromptLength - (promptLength(assembled) - length);
  if (length > limit) throw new EaselError('prompt-too-long', { length, limit: Math.max(0, limit) });
}
