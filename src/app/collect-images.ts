import { asEaselError, EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import type { Text } from '#src/domain/text.ts';
import { createKeepImages, type Intake, type KeepParts, type KeptReference } from './keep-images.ts';
import { createKeepMask, isMasked, type KeptMask } from './keep-mask.ts';
import type { Route } from './route.ts';

export interface CollectedImages extends Partial<Omit<KeptMask, 'warnings'>> {
  readonly references: readonly StoredPicture[];
  /** The first reference without any loss, where it is needed and not that itself. */
  readonly original?: StoredPicture;
  /** The references, small, on one picture. */
  readonly sheet?: StoredPicture;
  readonly warnings: readonly Text[];
}

export interface CollectRun {
  readonly route: Route;
  readonly signal: AbortSignal;
  /** Told after each picture how many are ready. */
  onPicture(ready: number, of: number): void;
}

/**
 * Fetches the pictures of a request, checks and normalises each, reads what marks a part of the first, and keeps all of it under
 * the job, so that nothing has to be fetched twice and no bytes wait in memory.
 */
export function createCollectImages(parts: KeepParts) {
  const keep = createKeepImages(parts);
  const keepMask = createKeepMask({ ...parts, keep });

  /** @throws {EaselError} of the one picture that was refused, or `images-refused` with a sentence for each of several. */
  return async function collectImages(
    jobId: string,
    request: AcceptedRequest,
    run: CollectRun,
  ): Promise<CollectedImages> {
    const { images } = request;
    const intake: Intake = { jobId, route: run.route, signal: run.signal };
    const masked = isMasked(request);
    const count = counter(images.length, run);
    const kept = allOrRefusal(
      await twoByTwo(
        images.map((image, index) => () => keep.reference(image, index, masked && index === 0, intake).then(count)),
      ),
    );
    const references = kept.map(({ reference }) => reference);
    const [first] = kept;
    if (!first) return { references, warnings: [] };
    const { warnings = [], ...mask } = masked ? await keepMask(request, first.reference, intake) : {};
    const sheet = await keep.sheet(references, intake);
    return { references, warnings, sheet, ...mask, ...(first.original && { original: first.original }) };
  };
}

type Settled = PromiseSettledResult<KeptReference>;

/**
 * Works two by two: a request takes its next turn only when an earlier picture is done, so that sixteen of one person hold
 * nobody up for long.
 */
async function twoByTwo(works: readonly (() => Promise<KeptReference>)[]): Promise<Settled[]> {
  const settled: Settled[] = [];
  const waiting = [...works.entries()];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, work] = next;
      const [ended] = await Promise.allSettled([work()]);
      settled[index] = ended;
    }
  };
  await Promise.all([lane(), lane()]);
  return settled;
}

function counter(of: number, { onPicture }: CollectRun) {
  let ready = 0;
  return <T>(kept: T): T => {
    ready += 1;
    onPicture(ready, of);
    return kept;
  };
}

function allOrRefusal<T>(settled: readonly PromiseSettledResult<T>[]): T[] {
  const refusals = settled.flatMap((each) => (each.status === 'rejected' ? [asEaselError(each.reason)] : []));
  const [first, ...others] = refusals;
  if (first && others.length === 0) throw first;
  // Trouble of ours is not dressed up as trouble with the person's pictures.
  const ours = refusals.find(({ blame }) => blame !== 'image');
  if (ours) throw ours;
  if (first)
    throw new EaselError('images-refused', { reasons: refusals.map(({ message }) => message), of: settled.length });
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}
