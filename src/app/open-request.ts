import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Picture, StoredPicture } from '#src/domain/picture.ts';
import type { Plan } from '#src/domain/plan.ts';
import { maskToAlphaPng } from '#src/images/mask.ts';
import { readGreyMask } from '#src/images/read-grey-mask.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { FittedRequest } from '#src/ports/image-model.ts';

/** Brings the bytes of a job's references and mask back into memory, just before they are sent. */
export function createOpenRequest({
  blobs,
  safetyIdOf,
}: {
  blobs: BlobStore;
  safetyIdOf: (accountId: string) => string;
}) {
  /** @throws {EaselError} `image-missing` where a reference was deleted meanwhile, or `mask-too-large`. */
  return async function openRequest(job: Job, plan: Plan, entry: ModelEntry): Promise<FittedRequest> {
    const references = await Promise.all((job.references ?? []).map(openKept));
    const mask = job.mask && (await openMask(job.mask, entry));
    return {
      prompt: plan.prompt,
      options: plan.options,
      references,
      safetyId: safetyIdOf(job.accountId),
      ...(mask && { mask }),
    };
  };

  async function openKept({ key, type }: StoredPicture): Promise<Picture> {
    const bytes = await blobs.get(key);
    if (!bytes) throw new EaselError('image-missing', { name: key });
    return { bytes, type };
  }

  /** Our grey mask in the form the provider reads. */
  async function openMask(stored: StoredPicture, { operations, input }: ModelEntry): Promise<Picture> {
    const grey = await openKept(stored);
    const picture = operations.mask === 'white-edit' ? grey : await toAlpha(grey);
    const byteLength = picture.bytes.byteLength;
    if (byteLength > input.maskMaxBytes)
      throw new EaselError('mask-too-large', { byteLength, limitBytes: input.maskMaxBytes });
    return picture;
  }

  async function toAlpha(grey: Picture): Promise<Picture> {
    const { mask, width, height } = await readGreyMask(grey.bytes);
    return maskToAlphaPng(mask, { width, height });
  }
}
