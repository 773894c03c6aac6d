import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest, ImageRef, Job } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import type { RequestOptions } from '#src/domain/request.ts';

/** The same request once more, with the very pictures it was made from. */
export function rerollOf(job: Job): AcceptedRequest {
  const references = job.references ?? [];
  const request = { ...job.request, options: job.result ? withoutSeed(job.request.options) : job.request.options };
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
    prompt: wordsOf(job, picture),
    options: { mode: 'upscale' },
    images: [resultRef(job, picture)],
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
  return {
    command: 'edit',
    prompt: wordsOf(job, picture),
    options: { ...(canEdit ? kept : others), n: 1 },
    images: [resultRef(job, picture)],
    instructions: [
      'Make a variation of this picture: keep its subject and its style, change the details. It was made from these words:',
    ],
  };
}

/** The words a picture was made from. What an avatar shows is one scene; its captions only say which variation a picture is. */
const wordsOf = ({ request, plan, result }: Job, picture = 0): string =>
  request.avatar ? (plan?.scene ?? request.prompt) : (result?.captions?.[picture] ?? request.prompt);

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
    region: _region,
    seed: _seed,
    ...others
  } = options;
  return others;
}
