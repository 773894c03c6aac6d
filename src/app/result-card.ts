import { count, credits } from '#src/domain/error-texts.ts';
import type { Job, JobResult } from '#src/domain/job.ts';
import { extensionOf, type StoredPicture } from '#src/domain/picture.ts';
import type { Plan } from '#src/domain/plan.ts';
import { formatSize } from '#src/domain/shape.ts';
import { text } from '#src/domain/text.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Action, CardPicture, Fact, FailureCard, ResultCard } from '#src/ports/chat-platform.ts';
import type { Balance } from '#src/ports/credit-ledger.ts';
import { toCard } from './card-picture.ts';
import { NAMED } from './choose-model.ts';
import { planOf } from './run-job.ts';
import { actionOf } from './tokens.ts';

const ALT_LENGTH = 300;

export interface CardParts {
  readonly balance: Balance;
  readonly blobs: BlobStore;
  /** Whether a configured model makes pictures larger. */
  readonly canUpscale: boolean;
}

/** Everything a person sees of a finished job, for every platform. */
export function resultCard(job: Job, { balance, blobs, canUpscale }: CardParts): ResultCard {
  const { result } = job;
  if (!result) throw new Error('A job without a result has no card.');
  const plan = result.plan ?? planOf(job);
  const references = referencesOf(job, blobs);
  return {
    jobId: job.id,
    owner: { userId: job.personId, displayName: job.personName },
    prompt: job.request.prompt,
    pictures: result.pictures.map((picture, index) => cardPicture(job, picture, index, blobs)),
    facts: factsOf(job, plan, result, balance),
    warnings: [...plan.warnings, ...result.warnings],
    actions: actionsOf(job, result.pictures.length, canUpscale),
    ...(result.sheet && {
      sheet: {
        ...toCard(result.sheet, `easel-${job.id}-all`, blobs),
        alt: `All ${result.pictures.length} pictures, small`,
      },
    }),
    ...(references && { references }),
    ...(result.text !== undefined && { text: result.text }),
    ...(result.revisedPrompt !== undefined && { revisedPrompt: result.revisedPrompt }),
  };
}

/** What a person sees of a job that ended without pictures. */
export function failureCard(job: Job): FailureCard {
  if (!job.failure) throw new Error('A job without a failure has no failure card.');
  const { failure } = job;
  // The very same request once more helps only where the request was not the trouble.
  const again = failure.blame === 'provider' || failure.blame === 'easel' || failure.code === 'canceled';
  return {
    jobId: job.id,
    prompt: job.request.prompt,
    failure,
    actions: again ? [actionOf(job, 'reroll', 'Reroll')] : [],
  };
}

function factsOf(job: Job, plan: Plan, result: JobResult, balance: Balance): Fact[] {
  const { options } = plan;
  const [first] = result.pictures;
  const facts: [string, string | undefined][] = [
    ['Mode', `${plan.mode}, because ${plan.why}`],
    ['Model', modelWords(job, plan)],
    ['Provider', plan.modelId.split('/')[0]],
    [
      'Made',
      result.split ? `as ${result.split === 1 ? 'a sheet' : `${result.split} sheets`} of four, split` : undefined,
    ],
    ['Mask', job.maskWords],
    ['Outside the mask', outsideWords(result)],
    ['Size', first && formatSize(first)],
    ['Format', first && extensionOf(first.type)],
    ['Quality', options.quality],
    ['Style', options.style],
    ['Fidelity', options.fidelity],
    ['Seed', result.seed === undefined ? options.seed?.toString() : String(result.seed)],
    ['Took', `${(result.durationMs / 1000).toFixed(1)} s`],
    ['Cost', credits(result.charged)],
    ['Left', `${count(balance.available)} of ${count(balance.allowance)}`],
    ['Job', job.id],
  ];
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value: text(value) }]));
}

/** Which model, and why that one; a model somebody named needs no reason. */
function modelWords({ plan: first }: Job, { modelId, modelWhy }: Plan): string {
  if (first && first.modelId !== modelId) return `${modelId}, because ${first.modelId} did not take the request`;
  return modelWhy === undefined || modelWhy === NAMED ? modelId : `${modelId}, because ${modelWhy}`;
}

/** The delivered picture is the original there; what the model had done to it is told. */
function outsideWords({ changedOutside: share }: JobResult): string | undefined {
  if (share === undefined) return undefined;
  const percent = share > 0 && share < 0.001 ? 'under 0.1' : (share * 100).toFixed(1).replace(/\.0$/, '');
  return `0 pixels changed (the model's own picture had changed ${percent} %)`;
}

function actionsOf(job: Job, pictures: number, canUpscale: boolean): Action[] {
  const each = Array.from({ length: pictures }, (_, index) => [
    ...(canUpscale ? [actionOf(job, 'upscale', `U${index + 1}`, index)] : []),
    actionOf(job, 'vary', `V${index + 1}`, index),
    actionOf(job, 'edit', 'Edit', index),
    actionOf(job, 'reference', 'Reference', index),
    actionOf(job, 'download', 'Download', index),
  ]);
  return [actionOf(job, 'reroll', 'Reroll'), ...each.flat(), actionOf(job, 'delete', 'Delete')];
}

function referencesOf(job: Job, blobs: BlobStore): ResultCard['references'] {
  const total = job.references?.length ?? 0;
  if (total === 0) return undefined;
  const alt = `The ${total === 1 ? 'picture' : `${total} pictures`} this was made from`;
  const sheet = job.sheet && { ...toCard(job.sheet, 'references', blobs), alt };
  return { count: total, ...(sheet && { sheet }) };
}

function cardPicture(job: Job, picture: StoredPicture, index: number, blobs: BlobStore): CardPicture {
  const total = job.result?.pictures.length ?? 1;
  const which = total > 1 ? `Picture ${index + 1} of ${total}: ` : '';
  const caption = job.result?.captions?.[index];
  // The variations of an avatar say what they are; the prompt says of whom.
  const words = job.request.avatar && caption ? `${caption}. ${job.request.prompt}` : (caption ?? job.request.prompt);
  const name = `easel-${job.id}-${index + 1}`;
  return { ...toCard(picture, name, blobs), alt: clip(`${which}${words}`) };
}

const clip = (words: string): string => {
  const letters = [...words];
  return letters.length <= ALT_LENGTH ? words : `${letters.slice(0, ALT_LENGTH - 1).join('')}…`;
};
