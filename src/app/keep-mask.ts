import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest, ImageRef } from '#src/domain/job.ts';
import type { Picture, Size, StoredPicture } from '#src/domain/picture.ts';
import type { Limits } from '#src/domain/policy.ts';
import { describeRegion, parseRegion } from '#src/domain/region.ts';
import { type Text, text } from '#src/domain/text.ts';
import { describeMask } from '#src/images/describe-mask.ts';
import { type Mask, maskToGreyPng, resizeMask } from '#src/images/mask.ts';
import { maskOverlay } from '#src/images/mask-overlay.ts';
import { normaliseReference } from '#src/images/normalise-reference.ts';
import { readAnyMask } from '#src/images/read-any-mask.ts';
import { readGreyMask } from '#src/images/read-grey-mask.ts';
import { regionMask } from '#src/images/region-mask.ts';
import { sniffType } from '#src/images/sniff-type.ts';
import type { Intake, KeepImages, Turns } from './keep-images.ts';

export interface KeptMask {
  /** Our internal form: grey, white = change, kept as PNG. */
  readonly mask: StoredPicture;
  /** What it marks and how it was read, in short. */
  readonly maskWords: string;
  /** The source with the marked part tinted. */
  readonly overlay: StoredPicture;
  readonly warnings: readonly Text[];
}

const HEIF: ReadonlySet<string> = new Set(['image/heic', 'image/heif', 'image/avif']);

/** How a mask that came as a picture was read. */
const READ_AS = {
  erased: 'the part you erased',
  white: 'the white part of your mask',
  scribble: 'the part you drew over',
} as const;

/** Turns whatever marks a part of the first reference into the one internal mask, and shows what it marks. */
export function createKeepMask({
  keep,
  turns,
  limits,
}: {
  readonly keep: KeepImages;
  readonly turns: Turns;
  readonly limits: Limits;
}) {
  /** @throws {EaselError} why it is no mask of that picture. */
  return async function keepMask(request: AcceptedRequest, source: StoredPicture, intake: Intake): Promise<KeptMask> {
    const picture = await keep.openKept(source);
    const { mask: upload } = request;
    // Fetched before its turn to be read comes: a slow line must not keep everybody's pictures waiting.
    const bytes = upload && (await turns.fetch(() => keep.open(upload, intake)));
    return turns.read(async () => {
      const { width, height } = source;
      const { mask, how } = await readMaskOf(request, { picture, width, height }, bytes);
      const size = { width: source.width, height: source.height };
      const described = await describeMask(mask, size);
      const overlay = await maskOverlay(picture, mask, size);
      return {
        mask: await keep.keep(`jobs/${intake.jobId}/mask`, await maskToGreyPng(mask, size), size),
        maskWords: wordsOf(request, how, described),
        overlay: await keep.keep(`jobs/${intake.jobId}/overlay`, overlay, overlay),
        warnings: warningsOf(request),
      };
    });
  };

  async function readMaskOf(
    { mask, options }: AcceptedRequest,
    source: { readonly picture: Picture } & Size,
    bytes: Uint8Array | undefined,
  ): Promise<{ readonly mask: Mask; readonly how: string }> {
    if (mask && bytes) return readPicture(mask, source, bytes);
    const region = parseRegion(options.region ?? '');
    return { mask: await regionMask(region, source), how: describeRegion(region) };
  }

  async function readPicture(image: ImageRef, source: { readonly picture: Picture } & Size, bytes: Uint8Array) {
    if (image.painted) return { mask: await sizedMask(bytes, source), how: 'the part you painted' };
    if (image.kept) return { mask: (await readGreyMask(bytes)).mask, how: 'the part as before' };
    const { referenceBytes: maxBytes, referencePixels: limitPixels } = limits;
    const options = { name: image.filename, maxBytes, limitPixels };
    // A phone's own format is no form of masks, but people draw over their photos and send what the phone makes of that.
    const isHeif = HEIF.has((await sniffType(bytes)) ?? '');
    const readable = isHeif ? (await normaliseReference(bytes, options)).picture.bytes : bytes;
    const { mask, how } = await readAnyMask(readable, {
      ...options,
      ...(isHeif && { maxBytes: Number.POSITIVE_INFINITY }),
      source,
    });
    return { mask, how: READ_AS[how] };
  }
}

/** What was painted on a smaller copy of a large result may be off by a pixel. */
async function sizedMask(bytes: Uint8Array, size: Size): Promise<Mask> {
  const { mask, ...own } = await readGreyMask(bytes);
  return own.width === size.width && own.height === size.height ? mask : resizeMask(mask, own, size);
}

/** A region is said in the person's own words; of a picture only its place and its share can be told. */
function wordsOf({ mask }: AcceptedRequest, how: string, { words, share }: { words: string; share: number }): string {
  return mask ? `${how}: ${words}` : `${how}, ${percentOf(share)} of the picture`;
}

const percentOf = (share: number): string => (share < 0.01 ? 'under 1 %' : `${Math.round(share * 100)} %`);

function warningsOf({ mask, options }: AcceptedRequest): readonly Text[] {
  const both = mask && !mask.kept && options.region !== undefined;
  return both ? [text('A mask and a region were both given; the mask was used.')] : [];
}

/** Whether a request marks a part of its picture. */
export const isMasked = ({ mask, options }: AcceptedRequest): boolean =>
  mask !== undefined || (options.region !== undefined && options.region.trim() !== '');

/** @throws {EaselError} `region-unknown` before any picture is fetched. */
export function checkRegion({ mask, options, images }: AcceptedRequest): void {
  if (mask || options.region === undefined || options.region.trim() === '') return;
  if (images.length === 0) throw new EaselError('mask-without-image', {});
  parseRegion(options.region);
}
