import type { Call } from '#src/domain/calls.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Job, KeptCall } from '#src/domain/job.ts';
import { extensionOf, type Picture, type PictureFormat, type Size, type StoredPicture } from '#src/domain/picture.ts';
import type { Plan } from '#src/domain/plan.ts';
import { type Text, text } from '#src/domain/text.ts';
import { markedAsAi } from '#src/images/ai-marker.ts';
import { checkOutput } from '#src/images/check-output.ts';
import { convertPicture } from '#src/images/convert-picture.ts';
import { type Canvas, cropToCanvas } from '#src/images/fit-canvas.ts';
import { lockOutside } from '#src/images/lock-outside.ts';
import { readGreyMask } from '#src/images/read-grey-mask.ts';
import { splitSheet } from '#src/images/split-sheet.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Generated } from '#src/ports/image-model.ts';
import type { Log } from '#src/ports/log.ts';
import type { Turns } from './keep-images.ts';
import { lockedFile } from './locked-format.ts';
import { patiently } from './patiently.ts';

/** What one call brought, and which one. */
export interface FinishedCall extends KeptCall {
  readonly call: Call;
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
  readonly isUnsplit?: true;
  readonly warning?: Text;
}

export interface FinishCallParts {
  readonly blobs: BlobStore;
  readonly turns: Turns;
  readonly clock: Clock;
}

/**
 * Looks at every picture a model made, and does around it what the plan says: puts back what had to stay, splits sheets, converts.
 * What nothing has to be done to is kept byte for byte as it came.
 */
export function createFinishCall({ blobs, turns, clock }: FinishCallParts) {
  /** @throws {EaselError} `store-full` or `store-unavailable`; `image-missing` where the source was deleted meanwhile. */
  return async function finishCall(making: Making, generated: Generated): Promise<FinishedCall> {
    const { pictures: made, warnings, ...answer } = generated;
    const { call } = making;
    const finished: Finished[] = [];
    // More than was asked for would take the places of other calls' pictures.
    for (const { bytes } of made) {
      if (finished.length === call.options.count) break;
      const seen = await checkOutput(bytes);
      if (seen) finished.push(marked(await finish({ bytes, ...seen }, making), bytes, making));
    }
    const pictures: StoredPicture[] = [];
    for (const picture of finished.flatMap((each) => each.pictures))
      pictures.push(await keep(making, call.firstPicture + pictures.length, picture));
    const changed = finished.flatMap(({ changedOutside }) => changedOutside ?? []);
    const unsplit = finished.filter(({ isUnsplit }) => isUnsplit).length;
    return {
      call,
      pictures,
      came: made.length,
      whole: finished.length,
      warnings: [...warnings, ...finished.flatMap(({ warning }) => (warning ? [warning] : []))],
      answer,
      ...(unsplit > 0 && { unsplit }),
      ...(changed.length > 0 && { changedOutside: Math.max(...changed) }),
    };
  };

  async function finish(picture: Picture & Size, making: Making): Promise<Finished> {
    const { plan, call } = making;
    if (plan.mask && plan.lock !== false) return turns.read(() => locked(picture, making, blobs));
    if (plan.mask) return turns.read(() => unlocked(picture, making));
    if (plan.sheets && !call.isBase) return turns.read(() => split(picture, making));
    const { deliverAs } = call.options;
    return { pictures: [deliverAs ? await turns.read(() => inFormat(picture, deliverAs, call)) : picture] };
  }

  async function keep({ job }: Making, index: number, { bytes, type, width, height }: Picture & Size) {
    const key = `jobs/${job.id}/${index}.${extensionOf(type)}`;
    await patiently(clock, () => blobs.put(key, bytes));
    return { key, type, width, height, byteLength: bytes.byteLength };
  }
}

/** What Easel wrote itself says that a model made it, or a part of it. The provider's own file is not touched. */
function marked({ pictures, ...rest }: Finished, made: Uint8Array, { plan }: Making): Finished {
  const kind = plan.mask && plan.lock !== false ? 'composite' : 'made';
  const written = (picture: Picture & Size) =>
    picture.bytes === made ? picture : { ...picture, ...markedAsAi(picture, kind) };
  return { ...rest, pictures: pictures.map(written) };
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
  const { picture: file, warning } = await lockedFile(picture, job.request, call);
  return { pictures: [file], changedOutside: changedShare, ...(warning && { warning }) };
}

/** The model's whole picture, byte for byte unless it was asked for in another shape than the source has. */
async function unlocked(made: Picture & Size, { job, call, canvas }: Making): Promise<Finished> {
  const { width = 0, height = 0 } = job.references?.[0] ?? {};
  const { deliverAs, format } = call.options;
  const isPadded = canvas !== undefined && (canvas.width !== width || canvas.height !== height);
  if (!isPadded) return { pictures: [deliverAs ? await inFormat(made, deliverAs, call) : made] };
  // Without what was put around the source so that the model could draw it.
  const cut = await cropToCanvas(made.bytes, canvas, { width, height });
  const wanted = deliverAs ?? (job.request.options.format === undefined ? 'png' : format);
  return { pictures: [await inFormat(cut, wanted, call)] };
}

async function open({ key, type }: StoredPicture, blobs: BlobStore): Promise<Picture> {
  const bytes = await blobs.get(key);
  if (!bytes) throw new EaselError('image-missing', { name: key });
  return { bytes, type };
}

async function split(sheet: Picture & Size, { job, call, log }: Making): Promise<Finished> {
  const { deliverAs, format } = call.options;
  // Tiles come without loss, and stay so unless somebody wants them otherwise.
  const wanted = deliverAs ?? (job.request.options.format === undefined ? 'png' : format);
  const result = await splitSheet(sheet.bytes);
  if (result.kind === 'grid') {
    const pictures: (Picture & Size)[] = [];
    for (const tile of result.tiles) pictures.push(await inFormat(tile, wanted, call));
    return { pictures };
  }
  log.info({ why: result.why }, 'A sheet was not split');
  return {
    pictures: [deliverAs ? await inFormat(sheet, deliverAs, call) : sheet],
    isUnsplit: true,
    warning: text('The model drew no sheet of four that could be split, so its picture is shown as it is.'),
  };
}

/** What is in the format already stays as it came. */
async function inFormat(picture: Picture & Size, format: PictureFormat, { options }: Call): Promise<Picture & Size> {
  return picture.type === `image/${format}` ? picture : convertPicture(picture, format, options.compression);
}
