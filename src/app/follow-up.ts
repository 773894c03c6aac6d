import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest, ImageRef, Job } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import { isBlank } from '#src/domain/prompt.ts';
import { wordsIn } from '#src/domain/prompts.ts';
import type { RequestOptions } from '#src/domain/request.ts';

/** The same request once more, with the very pictures it was made from. */
export function rerollOf(job: Job): AcceptedRequest {
  const references = job.references ?? [];
  // What was said of the first one is decided anew.
  const { notes: _notes, ...first } = job.request;
  const request = { ...first, options: job.result ? withoutSeed(first.options) : first.options };
  // A job refused before its pictures were fetched still has only what the platform offered.
  if (references.length === 0) return request;
  // The source without loss, where it was kept: what must stay exact would not be otherwise.
  const [, ...others] = references;
  const images = job.original ? [job.original, ...others] : references;
  return { ...request, images: images.map(asRef), ...(job.mask && { mask: asRef(job.mask) }) };
}

/** Whoever asks for pictures once more wants other ones, and the same seed makes the same. */
const withoutSeed = ({ seed: _seed, ...options }: RequestOptions): RequestOptions => options;

/** One picture of a result, larger, on a model that does that. @throws {EaselError} `not-found`. */
export function upscaleOf(job: Job, picture: number | undefined): AcceptedRequest {
  return {
    command: 'edit',
    images: [resultRef(job, picture)],
    prompt: wordsOf(job, picture),
    literal: true,
    options: { mode: 'upscale' },
    instructions: [],
  };
}

/** One picture of a result by itself, as if it alone had been asked for. @throws {EaselError} `not-found`. */
export function pickedOf(job: Job, picture: number | undefined): AcceptedRequest {
  resultRef(job, picture);
  return {
    command: job.request.command,
    prompt: wordsOf(job, picture),
    literal: true,
    options: { ...job.request.options, n: 1 },
    images: [],
    instructions: [],
  };
}

/**
 * The picture of a result, varied: close to it, but another.
 * @param canEdit whether the model that made it can start from a picture; else the usual one does it.
 * @throws {EaselError} `not-found`.
 */
export function variationOf(job: Job, picture: number | undefined, canEdit: boolean): AcceptedRequest {
  const kept = reusable(job.request.options);
  const { model: _model, quality: _quality, ...others } = kept;
  const { usualModel } = job.request;
  const images = [resultRef(job, picture)];
  const words = wordsOf(job, picture);
  return {
    command: 'edit',
    prompt: isBlank(words) ? WORDLESS : words,
    literal: true,
    options: { ...(canEdit ? kept : others), n: 1 },
    images,
    instructions: [isBlank(words) ? VARY : `${VARY} It was made from these words:`],
    ...(canEdit && usualModel !== undefined && { usualModel }),
  };
}

const VARY = 'Make a variation of this picture: keep its subject and its style, change the details.';

/** Enlarging and cutting out need no words, but whatever is made of a picture afterwards does. */
const WORDLESS = 'Another picture like this one';

/** The words a picture was made from. What an avatar shows is one scene; its captions only say which variation a picture is. */
function wordsOf({ request, plan, result }: Job, picture = 0): string {
  if (request.avatar) return plan?.scene ?? request.prompt;
  // Words that stand for several have captions, so these stand for one: as they were meant, without what escapes their braces.
  return result?.captions?.[picture] ?? wordsIn(request, Number.POSITIVE_INFINITY)[0] ?? request.prompt;
}

/** A picture of a result as the source of a new request. @throws {EaselError} `not-found` where there is none (any more). */
export function resultRef(job: Job, picture = 0): ImageRef {
  const stored = job.result?.pictures[picture];
  if (!stored) throw new EaselError('not-found', { what: 'This picture' });
  return asRef(stored);
}

const asRef = ({ key }: StoredPicture): ImageRef => ({ key, filename: key.split('/').at(-1) ?? key, kept: true });

/** What a variation keeps: the look, not the frame, which follows the picture. */
function reusable(options: RequestOptions): RequestOptions {
  const {
    size: _size,
    aspect: _aspect,
    fidelity: _fidelity,
    mode: _mode,
    scale: _scale,
    region: _region,
    seed: _seed,
    ...others
  } = options;
  return others;
}
