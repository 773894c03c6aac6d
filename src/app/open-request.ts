import type { Call } from '#src/domain/calls.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Picture, Size, StoredPicture } from '#src/domain/picture.ts';
import type { Plan } from '#src/domain/plan.ts';
import { ratio } from '#src/domain/shape.ts';
import { canBeShown } from '#src/domain/ways.ts';
import { encodeToFit } from '#src/images/encode-to-fit.ts';
import { type Canvas, canvasFor, fitCanvas } from '#src/images/fit-canvas.ts';
import { markedCopy } from '#src/images/marked-copy.ts';
import { type Mask, maskToAlphaPng, maskToGreyPng } from '#src/images/mask.ts';
import { readGreyMask } from '#src/images/read-grey-mask.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { FittedRequest } from '#src/ports/image-model.ts';

/** A job's request as the model gets it, whichever of its calls it is. */
export interface OpenedRequest {
  of(call: Call): FittedRequest;
}

/** The pictures as the model sees them. */
interface Shown {
  readonly references: readonly Picture[];
  readonly mask?: Picture;
}

/** Brings the bytes of a job's references and mask back into memory, just before they are sent. */
export function createOpenRequest({
  blobs,
  safetyIdOf,
}: {
  blobs: BlobStore;
  safetyIdOf: (accountId: string) => string;
}) {
  return { openRequest, canvasOf };

  /**
   * @param base the picture that was made first, where the others start from it.
   * @throws {EaselError} `image-missing` where a reference was deleted meanwhile, or `mask-too-large`.
   */
  async function openRequest(job: Job, plan: Plan, entry: ModelEntry, base?: StoredPicture): Promise<OpenedRequest> {
    const kept = await Promise.all((base ? [base] : (job.references ?? [])).map(openKept));
    const { references, mask } = job.mask && plan.mask ? await masked(kept, job, plan, entry) : { references: kept };
    const sent = await withinBytes(references, entry);
    const shared = { references: sent, safetyId: safetyIdOf(job.accountId), ...(mask && { mask }) };
    return {
      of: ({ prompt, options, isBase }) =>
        isBase ? { prompt, options, references: [], safetyId: shared.safetyId } : { ...shared, prompt, options },
    };
  }

  /** Where the source sits in what the model saw; `undefined` without a mask. */
  function canvasOf({ references: [source] = [], mask }: Job, plan: Plan): Canvas | undefined {
    return source && mask && plan.mask ? canvasFor(source, ratio(shapeOf(plan, source))) : undefined;
  }

  async function openKept({ key, type }: StoredPicture): Promise<Picture> {
    const bytes = await blobs.get(key);
    if (!bytes) throw new EaselError('image-missing', { name: key });
    return { bytes, type };
  }

  /** The source on a canvas of the shape that the model draws, and its mask in the model's form, or on a marked copy. */
  async function masked(
    [first, ...others]: readonly Picture[],
    job: Job,
    plan: Plan,
    entry: ModelEntry,
  ): Promise<Shown> {
    const [source] = job.references ?? [];
    if (!first || !source || !job.mask) return { references: [] };
    const { mask: grey } = await readGreyMask((await openKept(job.mask)).bytes);
    const { picture, mask } = await onCanvas(first, source, plan, grey);
    if (!mask) throw new Error('A canvas lost its mask.');
    const references = [picture, ...others];
    if (plan.mask === 'sent') return { references, mask: await wireMask(mask, picture, entry) };
    if (!canBeShown(references.length, entry)) return { references };
    return { references: [...references, await markedCopy(picture, mask, picture)] };
  }
}

function onCanvas(picture: Picture, source: StoredPicture, plan: Plan, mask: Mask) {
  const { width, height } = source;
  return fitCanvas({ picture, size: { width, height }, ratio: ratio(shapeOf(plan, source)), mask });
}

/** What the model will draw, as far as its shape goes. */
const shapeOf = ({ options: { size } }: Plan, source: Size): Size => (size === 'auto' ? source : size);

/** A mask in the form the provider reads. @throws {EaselError} `mask-too-large`. */
async function wireMask(
  mask: Mask,
  size: { width: number; height: number },
  { operations, input }: ModelEntry,
): Promise<Picture> {
  const write = operations.mask === 'white-edit' ? maskToGreyPng : maskToAlphaPng;
  const picture = await write(mask, size);
  const { byteLength } = picture.bytes;
  if (byteLength > input.maskMaxBytes)
    throw new EaselError('mask-too-large', { byteLength, limitBytes: input.maskMaxBytes });
  return picture;
}

/** What a provider takes of each picture, and of all together. */
function withinBytes(pictures: readonly Picture[], { input }: ModelEntry): Promise<readonly Picture[]> {
  const together = (input.maxBytesTogether ?? Number.POSITIVE_INFINITY) / Math.max(pictures.length, 1);
  const maxBytes = Math.min(input.maxBytesEach, together);
  return Promise.all(pictures.map(async (picture) => (await encodeToFit(picture, maxBytes)).picture));
}
