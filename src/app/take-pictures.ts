import { asEaselError, type EaselError } from '#src/domain/errors.ts';
import type { ImageRef } from '#src/domain/job.ts';
import type { Limits } from '#src/domain/policy.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { resultRef } from './follow-up.ts';
import type { Turns } from './keep-images.ts';
import type { Route } from './route.ts';
import { isVisibleTo } from './visible-job.ts';

export interface TakeParts {
  readonly blobs: BlobStore;
  readonly limits: Limits;
  readonly jobs: Pick<JobStore, 'get'>;
  readonly turns: Pick<Turns, 'fetch'>;
}

/** A picture that is ready, or why it is not. */
export type Taken = { readonly image: ImageRef } | { readonly error: EaselError };

const PATIENCE_MS = 60_000;

export const menuFolder = (name: string): string => `menus/${name}/`;

/** Fetches the pictures of a message and keeps each, for a form that may be sent much later. Few at once, over all requests. */
export function createTakePictures({ blobs, limits, jobs, turns }: TakeParts) {
  return async function takePictures(
    name: string,
    request: IncomingRequest,
    images: readonly ImageRef[],
    route: Route,
  ): Promise<readonly Taken[]> {
    const own = await ownPictures(request, images.length);
    return Promise.all(images.map((image, index) => own?.[index] ?? take(image, `${menuFolder(name)}${index}`, route)));
  };

  function take(image: ImageRef, key: string, route: Route): Promise<Taken> {
    return turns.fetch(async () => {
      try {
        const signal = AbortSignal.timeout(PATIENCE_MS);
        await blobs.put(key, await route.openImage(image, { maxBytes: limits.referenceBytes, signal }));
        return { image: { key, filename: image.filename, kept: true } };
      } catch (thrown) {
        return { error: asEaselError(thrown) };
      }
    });
  }

  /** A result of ours is taken as it was made, and not as the place shows it. */
  async function ownPictures(request: IncomingRequest, count: number): Promise<readonly Taken[] | undefined> {
    const jobId = await request.repliedTo?.().catch(() => undefined);
    const job = jobId === undefined ? undefined : await jobs.get(jobId).catch(() => undefined);
    const pictures = job?.result?.pictures ?? [];
    return job && isVisibleTo(job, request) && pictures.length === count
      ? pictures.map((_, index) => ({ image: resultRef(job, index) }))
      : undefined;
  }
}
