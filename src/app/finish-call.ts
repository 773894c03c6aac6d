import type { Call } from '#src/domain/calls.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import { extensionOf, type Picture, type Size, type StoredPicture } from '#src/domain/picture.ts';
import type { Plan } from '#src/domain/plan.ts';
import { type Text, text } from '#src/domain/text.ts';
import { checkOutput } from '#src/images/check-output.ts';
import { convertPicture } from '#src/images/convert-picture.ts';
import type { Canvas } from '#src/images/fit-canvas.ts';
import { lockOutside } from '#src/images/lock-outside.ts';
import { readGreyMask } from '#src/images/read-grey-mask.ts';
import { splitSheet } from '#src/images/split-sheet.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Generated } from '#src/ports/image-model.ts';
import type { Log } from '#src/ports/log.ts';
import type { Turns } from './keep-images.ts';

/** What one call brought, looked at, worked on and kept. */
export interface FinishedCall {
  readonly call: Call;
  readonly pictures: readonly StoredPicture[];
  /** How many pictures the answer had, whole or not. */
  readonly came: number;
  /** Whole pictures that the model made: what is charged. A sheet of four is one. */
  readonly whole: number;
  /** 0 to 1, see `JobResult.changedOutside`. */
  readonly changedOutside?: number;
  readonly warnings: readonly Text[];
  readonly answer: Omit<Generated, 'pictures' | 'warnings'>;
}

interface Making {
  readonly job: Job;
  readonly plan: Plan;
  readonly call: Call;
  readonly canvas: Canvas | undefined;
  readonly log: Log;
}

/** Pictures that came of one of the model's. */
interface Finished {
  readonly pictures: readonly (Picture & Size)[];
  readonly changedOutside?: number;
  readonly warning?: Text;
}

/**
 * Looks at every picture a model made, and does around it what the plan says: puts back what had to stay, splits sheets, converts.
 * What nothing has to be done to is kept byte for byte as it came.
 */
export function createFinishCall({ blobs, turns }: { readonly blobs: BlobStore; readonly turns: Turns }) {
  /** @throws {EaselError} `store-full` or `store-unavailable`; `image-missing` where the source was deleted meanwhile. */
  return async function finishCall(making: Making, generated: Generated): Promise<FinishedCall> {
    const { pictures: made, warnings, ...answer } = generated;
    const finished: Finished[] = [];
    for (const { bytes } of made) {
      const seen = await checkOutput(bytes);
      if (seen) finished.push(await finish({ bytes, ...seen }, making));
    }
    const pictures: StoredPicture[] = [];
    for (const picture of finished.flatMap((each) => each.pictures))
      pictures.push(await keep(making, making.call.firstPicture + pictures.length, picture));
    const changed = finished.flatMap(({ changedOutside }) => changedOutside ?? []);
    return {
      call: making.call,
      pictures,
      came: made.length,
      whole: Math.min(finished.length, making.call.options.count),
      warnings: [...warnings, ...finished.flatMap(({ warning }) => (warning ? [warning] : []))],
      answer,
      ...(changed.length > 0 && { changedOutside: Math.max(...changed) }),
    };
  };

  async function finish(picture: Picture & Size, making: Making): Promise<Finished> {
    const { plan, call, log } = making;
    if (plan.mask) return turns.read(() => locked(picture, making, blobs));
    if (plan.sheets && !call.isBase) return turns.read(() => split(picture, log));
    const { deliverAs, compression } = call.options;
    if (!deliverAs || picture.type === `image/${deliverAs}`) return { pictures: [picture] };
    return { pictures: [await turns.read(() => convertPicture(picture, deliverAs, compression))] };
  }

  async function keep({ job }: Making, index: number, { bytes, type, width, height }: Picture & Size) {
    const key = `jobs/${job.id}/${index}.${extensionOf(type)}`;
    await blobs.put(key, bytes);
    return { key, type, width, height, byteLength: bytes.byteLength };
  }
}

/** The original outside the mask, and the model's picture inside. */
async function locked({ bytes: made }: Picture, { job, call, canvas }: Making, blobs: BlobStore): Promise<Finished> {
  const [source] = job.references ?? [];
  if (!source || !job.mask) throw new Error('A masked job lost its source or its mask.');
  const { width, height } = source;
  const [original, { mask }] = await Promise.all([
    open(job.original ?? source, blobs),
    open(job.mask, blobs).then(({ bytes }) => readGreyMask(bytes)),
  ]);
  const wish = { original, size: { width, height }, made, mask };
  const { picture, changedShare } = await lockOutside({ ...wish, ...(canvas && { canvas }) });
  const asked = call.options.deliverAs ?? call.options.format;
  const warning = text(`Delivered as png, because ${asked} would change what had to stay exactly as it was.`);
  return { pictures: [picture], changedOutside: changedShare, ...(asked !== 'png' && { warning }) };
}

async function open({ key, type }: StoredPicture, blobs: BlobStore): Promise<Picture> {
  const bytes = await blobs.get(key);
  if (!bytes) throw new EaselError('image-missing', { name: key });
  return { bytes, type };
}

async function split(sheet: Picture & Size, log: Log): Promise<Finished> {
  const result = await splitSheet(sheet.bytes);
  if (result.kind === 'grid') return { pictures: result.tiles };
  log.info({ why: result.why }, 'A sheet was not split');
  return {
    pictures: [sheet],
    warning: text('The model drew no sheet of four that could be split, so its picture is shown as it is.'),
  };
}
