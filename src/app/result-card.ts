import { count, credits } from '#src/domain/error-texts.ts';
import type { Failure } from '#src/domain/errors.ts';
import type { Job, JobResult } from '#src/domain/job.ts';
import { extensionOf, type StoredPicture } from '#src/domain/picture.ts';
import type { Plan } from '#src/domain/plan.ts';
import { formatSize } from '#src/domain/shape.ts';
import { text } from '#src/domain/text.ts';
import type { VersionLabel } from '#src/domain/versions.ts';
import type { Action, CardPicture, Fact, FailureCard, ResultCard } from '#src/ports/cards.ts';
import type { Balance } from '#src/ports/credit-ledger.ts';
import { type Shelf, toCard } from './card-picture.ts';
import { NAMED } from './choose-model.ts';
import { planOf } from './run-job.ts';
import { actionAmong, actionOf } from './tokens.ts';

const ALT_LENGTH = 300;

export interface CardParts extends Shelf {
  readonly balance: Balance;
  /** Whether a configured model makes pictures larger. */
  readonly canUpscale: boolean;
  /** Whether the part of a picture that may change can be painted on a page. */
  readonly canPaint: boolean;
  /** Whether the platform has conversations of their own about a result. */
  readonly canThread: boolean;
  /** Whether the platform hides pictures until somebody opens them. */
  readonly canHide: boolean;
  /** What the conversation calls it, in a conversation about pictures. */
  readonly version?: VersionLabel;
}

/** Everything a person sees of a finished job, for every platform. */
export function resultCard(job: Job, parts: CardParts): ResultCard {
  const { result } = job;
  if (!result) throw new Error('A job without a result has no card.');
  const plan = result.plan ?? planOf(job);
  const references = referencesOf(job, parts);
  return {
    jobId: job.id,
    owner: { userId: job.personId, displayName: job.personName },
    prompt: job.request.prompt,
    pictures: cardPictures(job, parts),
    facts: factsOf(job, plan, result, parts),
    warnings: [...(job.content?.warnings ?? []), ...plan.warnings, ...result.warnings],
    actions: actionsOf(job, result.pictures.length, parts),
    ...(result.sheet && {
      sheet: {
        ...toCard(result.sheet, `easel-${job.id}-all`, parts),
        alt: `All ${result.pictures.length} pictures, small`,
      },
    }),
    ...(references && { references }),
    ...(job.content?.spoiler && { spoiler: true }),
    ...(result.text !== undefined && { text: result.text }),
    ...(result.revisedPrompt !== undefined && { revisedPrompt: result.revisedPrompt }),
  };
}

/** What a person sees of a job that ended without pictures. @param balance what they have, where that is known just now. */
export function failureCard(job: Job, balance?: Balance): FailureCard {
  if (!job.failure) throw new Error('A job without a failure has no failure card.');
  const { failure } = job;
  // The very same request once more helps only where the request was not the trouble.
  const again = failure.blame === 'provider' || failure.blame === 'easel' || failure.code === 'canceled';
  return {
    jobId: job.id,
    prompt: job.request.prompt,
    failure: {
      ...failure,
      text: text(
        failure.text,
        ...(balance && failure.code !== 'not-enough-credits' ? [left(balance)] : []),
        ...(isForTheLog(failure) ? [' Whoever runs Easel finds it in the log as job ', { code: job.id }, '.'] : []),
      ),
    },
    actions: [
      ...(again ? [actionOf(job, 'reroll', 'Reroll')] : []),
      ...(failure.code === 'content-rule' && job.content?.appeal ? [appealOf(job)] : []),
    ],
  };
}

const left = ({ available }: Balance): string => ` You have ${credits(available)} left.`;

/** Who is told of it may ask whoever runs Easel, who finds the job's lines in the log by its name. */
const isForTheLog = ({ blame, code }: Failure): boolean =>
  blame === 'easel' || blame === 'operator' || code === 'outcome-unknown';

/** Asks the moderators to look at a refusal of a rule. */
const appealOf = ({ id }: Job): Action => ({
  kind: 'appeal',
  label: 'Appeal',
  state: `appeal:${id}`,
  opensForm: false,
});

/** How a result was made. @param known what the person has left, where that belongs to it. */
export function factsOf(
  job: Job,
  plan: Plan,
  result: JobResult,
  { balance, version }: { readonly balance?: Balance; readonly version?: VersionLabel },
): Fact[] {
  const { options } = plan;
  const [first] = result.pictures;
  const facts: [string, string | undefined][] = [
    ['Version', version],
    ['Mode', `${plan.mode}, because ${plan.why}`],
    ['Model', modelWords(job, plan)],
    ['Provider', plan.modelId.split('/')[0]],
    [
      'Made',
      result.split ? `as ${result.split === 1 ? 'a sheet' : `${result.split} sheets`} of four, split` : undefined,
    ],
    ['Picked', pickedWords(job)],
    ['Mask', job.maskWords],
    ['Outside the mask', plan.lock === false ? 'as the model drew it, as you asked' : outsideWords(result)],
    ['Size', first && formatSize(first)],
    ['Format', first && extensionOf(first.type)],
    ['Quality', options.quality],
    ['Style', options.style],
    ['Fidelity', options.fidelity],
    ['Seed', result.seed === undefined ? options.seed?.toString() : String(result.seed)],
    ['Took', `${(result.durationMs / 1000).toFixed(1)} s`],
    ['Cost', credits(result.charged)],
    ['Given back', givenBack(job, result)],
    ['Left', balance && `${count(balance.available)} of ${count(balance.allowance)}`],
    ['Job', job.id],
  ];
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value: text(value) }]));
}

/** Of what was reserved for all its pictures; where it was made by another model, that has another price. */
function givenBack({ plan }: Job, { charged, sameAs }: JobResult): string | undefined {
  const back = plan && sameAs === undefined ? plan.price.total - charged : 0;
  return back > 0 && charged > 0 ? credits(back) : undefined;
}

const pickedWords = ({ parent }: Job): string | undefined =>
  parent?.picture === undefined ? undefined : `picture ${parent.picture + 1} of an earlier result, as it was made`;

/** Which model, and why that one; a model somebody named needs no reason. */
function modelWords({ plan: first }: Job, { modelId, modelWhy }: Plan): string {
  if (first && first.modelId !== modelId) return `${modelId}, because ${first.modelId} did not take the request`;
  return modelWhy === undefined || modelWhy === NAMED ? modelId : `${modelId}, because ${modelWhy}`;
}

/** The delivered picture is the original there; what the model had done to it is told. */
function outsideWords({ changedOutside: share }: JobResult): string | undefined {
  if (share === undefined) return undefined;
  if (share === 0) return '0 pixels changed';
  const percent = share > 0 && share < 0.001 ? 'under 0.1' : (share * 100).toFixed(1).replace(/\.0$/, '');
  return `0 pixels changed (the model's own picture had changed ${percent} %)`;
}

type Able = Pick<CardParts, 'canUpscale' | 'canPaint' | 'canThread' | 'canHide'>;

/** Whether only its owner is shown it, whoever else is in the place. */
export const isForOwner = (job: Job, { canHide }: Pick<Able, 'canHide'>): boolean =>
  job.private || (job.content?.spoiler === true && !canHide && job.shared === undefined);

const PAINT = 'Paint mask';

function actionsOf(job: Job, pictures: number, able: Able): Action[] {
  const each = Array.from({ length: pictures }, (_, index) => [
    ...largerOrAlone(job, index, pictures, able),
    actionOf(job, 'vary', pictures > 1 ? `V${index + 1}` : 'Vary', index),
    actionOf(job, 'edit', 'Edit', index),
    ...(able.canPaint ? [actionOf(job, 'paint', PAINT, index)] : []),
    actionOf(job, 'reference', 'Reference', index),
    actionOf(job, 'download', 'Download', index),
  ]);
  // What was picked was not made, so there is nothing to be made again; the result it is from has that button.
  const again = job.parent?.by === 'pick' ? [] : [actionOf(job, 'reroll', 'Reroll')];
  return [...again, ...each.flat(), ...wholeActions(job, pictures, able)];
}

/** Where nothing makes pictures larger, one of several can still be had by itself. */
function largerOrAlone(job: Job, index: number, pictures: number, { canUpscale }: Able): Action[] {
  const label = pictures > 1 ? `U${index + 1}` : 'Upscale';
  if (canUpscale) return [actionOf(job, 'upscale', label, index)];
  return pictures > 1 ? [actionOf(job, 'pick', label, index)] : [];
}

/** What is done with all of a result, or with one of it that a form asks for. */
function wholeActions(job: Job, pictures: number, able: Able): Action[] {
  const isHidden = isForOwner(job, able);
  const among = [
    actionAmong(job, 'edit', 'Edit', pictures),
    ...(able.canPaint ? [actionAmong(job, 'paint', PAINT, pictures)] : []),
    actionAmong(job, 'reference', 'Reference', pictures),
    actionOf(job, 'download', 'Download'),
  ];
  return [
    ...(pictures > 1 ? among : []),
    // What is said in a thread is about its newest picture already; there is no thread in a thread.
    ...(able.canThread && !isHidden && !job.inThread ? [actionOf(job, 'thread', 'Thread')] : []),
    ...(isHidden && !job.inDirect ? [actionOf(job, 'share', 'Share')] : []),
    actionOf(job, 'delete', 'Delete'),
  ];
}

function referencesOf(job: Job, shelf: Shelf): ResultCard['references'] {
  const total = job.references?.length ?? 0;
  if (total === 0) return undefined;
  const alt = `The ${total === 1 ? 'picture' : `${total} pictures`} this was made from`;
  const sheet = job.sheet && { ...toCard(job.sheet, 'references', shelf), alt };
  return { count: total, ...(sheet && { sheet }) };
}

/** Every picture of a result, under its own name and with its alt text. */
export const cardPictures = (job: Job, shelf: Shelf): readonly CardPicture[] =>
  (job.result?.pictures ?? []).map((picture, index) => cardPicture(job, picture, index, shelf));

function cardPicture(job: Job, picture: StoredPicture, index: number, shelf: Shelf): CardPicture {
  const total = job.result?.pictures.length ?? 1;
  const which = total > 1 ? `Picture ${index + 1} of ${total}: ` : '';
  const caption = job.result?.captions?.[index];
  // The variations of an avatar say what they are; the prompt says of whom.
  const words = job.request.avatar && caption ? `${caption}. ${job.request.prompt}` : (caption ?? job.request.prompt);
  const name = `easel-${job.id}-${index + 1}`;
  return { ...toCard(picture, name, shelf, true), alt: clip(`${which}${words}`) };
}

const clip = (words: string): string => {
  const letters = [...words];
  return letters.length <= ALT_LENGTH ? words : `${letters.slice(0, ALT_LENGTH - 1).join('')}…`;
};
