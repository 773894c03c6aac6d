import type { Call } from '#src/domain/calls.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Picture, Size, StoredPicture } from '#src/domain/picture.ts';
import type { Plan } from '#src/domain/plan.ts';
import { parseAspect, ratio } from '#src/domain/shape.ts';
import { canBeShown } from '#src/domain/ways.ts';
import { checkOutput } from '#src/images/check-output.ts';
import { encodeToFit } from '#src/images/encode-to-fit.ts';
import { type Canvas, canvasFor, fitCanvas } from '#src/images/fit-canvas.ts';
import { markedCopy } from '#src/images/marked-copy.ts';
import { type Mask, maskToAlphaPng, maskToGreyPng, resizeMask } from '#src/images/mask.ts';
import { readGreyMask } from '#src/images/read-grey-mask.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { FittedRequest } from '#src/ports/image-model.ts';
import type { Question } from './ask-model.ts';
import type { Turns } from './keep-images.ts';

/** A job's request as the model gets it, whichever of its calls it is. */
export interface OpenedRequest {
  of(call: Call): FittedRequest;
}

/** The pictures as the model sees them. */
interface Shown {
  readonly references: readonly Picture[];
  readonly mask?: Picture;
}

export interface OpenParts {
  readonly blobs: BlobStore;
  readonly turns: Turns;
  readonly safetyIdOf: (accountId: string) => string;
}

/** Brings the bytes of a job's references and mask back into memory, just before they are sent. */
export function createOpenRequest({ blobs, turns, safetyIdOf }: OpenParts) {
  return { openRequest, canvasOf };

  /**
   * @param base the picture that was made first, where the others start from it.
   * @throws {EaselError} `image-missing` where a reference was deleted meanwhile, or `mask-too-large`; the signal's reason.
   */
  async function openRequest(
    { job, plan, entry }: Question,
    signal: AbortSignal,
    base?: StoredPicture,
  ): Promise<OpenedRequest> {
    const kept = await Promise.all((base ? [base] : (job.references ?? [])).map(openKept));
    const { references, mask } =
      job.mask && plan.mask ? await turns.read(() => masked(kept, job, plan, entry)) : { references: kept };
    const sent: Picture[] = [];
    // One after the other: encoding takes many times the memory of what comes of it.
    for (const picture of references) {
      signal.throwIfAborted();
      sent.push(await withinBytes(picture, limitOf(references.length, entry), turns));
    }
    const shared = { references: sent, safetyId: safetyIdOf(whoAsked(job)), ...(mask && { mask }) };
    return {
      of: ({ prompt, options, isBase }) =>
        isBase ? { prompt, options, references: [], safetyId: shared.safetyId } : { ...shared, prompt, options },
    };
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
    const { width, height } = source;
    const wish = { picture: first, size: { width, height }, ratio: ratioOf(plan, source), mask: grey };
    const { picture, mask } = await fitCanvas(wish);
    if (!mask) throw new Error('A canvas lost its mask.');
    if (plan.mask === 'sent') return sentMask(picture, mask, others, entry);
    if (!canBeShown(others.length + 1, entry)) return { references: [picture, ...others] };
    return { references: [picture, ...others, await markedCopy(picture, mask, picture)] };
  }
}

/** Many may ask by one account of a program; providers tell them apart. */
const whoAsked = ({ accountId, request: { endUser } }: Job): string =>
  endUser === undefined ? accountId : `${accountId} ${endUser}`;

/** Where the source sits in what the model saw; `undefined` without a mask. */
function canvasOf({ references: [source] = [], mask }: Job, plan: Plan): Canvas | undefined {
  return source && mask && plan.mask ? canvasFor(source, ratioOf(plan, source)) : undefined;
}

/** Of what the model will draw. Its own word for it is exact where its pixels are rounded. */
function ratioOf({ options: { size, aspect } }: Plan, source: Size): number {
  const named = aspect === undefined ? undefined : parseAspect(aspect);
  return ratio(named ?? (size === 'auto' ? source : size));
}

/** Mask and picture have the same size also where the picture had to be made smaller. */
async function sentMask(
  canvas: Picture & Size,
  mask: Mask,
  others: readonly Picture[],
  entry: ModelEntry,
): Promise<Shown> {
  const { picture } = await encodeToFit(canvas, limitOf(others.length + 1, entry));
  const size = (picture.bytes === canvas.bytes ? undefined : await checkOutput(picture.bytes)) ?? canvas;
  const isSame = size.width === canvas.width && size.height === canvas.height;
  const fitted = isSame ? mask : await resizeMask(mask, canvas, size);
  return { references: [picture, ...others], mask: await wireMask(fitted, size, entry) };
}

/** A mask in the form the provider reads. @throws {EaselError} `mask-too-large`. */
async function wireMask(mask: Mask, { width, height }: Size, { operations, input }: ModelEntry): Promise<Picture> {
  const write = operations.mask === 'white-edit' ? maskToGreyPng : maskToAlphaPng;
  const picture = await write(mask, { width, height });
  const { byteLength } = picture.bytes;
  if (byteLength > input.maskMaxBytes)
    throw new EaselError('mask-too-large', { byteLength, limitBytes: input.maskMaxBytes });
  return picture;
}

/** What a provider takes of each picture, where it gets so many. */
function limitOf(count: number, { input }: ModelEntry): number {
  const together = (input.maxBytesTogether ?? Number.POSITIVE_INFINITY) / Math.max(count, 1);
  return Math.min(input.maxBytesEach, together);
}

async function withinBytes(picture: Picture, maxBytes: number, turns: Turns): Promise<Picture> {
  if (picture.bytes.byteLength <= maxBytes) return picture;
  return turns.read(async () => (await encodeToFit(picture, maxBytes)).picture);
}
