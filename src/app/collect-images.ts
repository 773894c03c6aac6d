import { asEaselError, EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import { createKeepImages, type Intake, type KeepParts } from './keep-images.ts';
import type { Route } from './parts.ts';

export interface CollectedImages {
  readonly references: readonly StoredPicture[];
  /** Our internal form: grey, white = change, kept as PNG. */
  readonly mask?: StoredPicture;
  readonly sheet?: StoredPicture;
}

export interface CollectRun {
  readonly route: Route;
  readonly signal: AbortSignal;
  /** Told after each picture how many are ready. */
  onPicture(ready: number, of: number): void;
}

/**
 * Fetches the pictures of a request, checks and normalises each, and keeps them under the job, so that nothing
 * has to be fetched twice and no bytes wait in memory.
 */
export function createCollectImages(parts: KeepParts) {
  const keep = createKeepImages(parts);

  /** @throws {EaselError} of the one picture that was refused, or `images-refused` with a sentence for each of several. */
  return async function collectImages(
    jobId: string,
    request: AcceptedRequest,
    run: CollectRun,
  ): Promise<CollectedImages> {
    const { images, mask } = request;
    const intake: Intake = { jobId, route: run.route, signal: run.signal };
    const count = counter(images.length + (mask ? 1 : 0), run);
    const kept = allOrRefusal(
      await twoByTwo([
        ...images.map((image, index) => () => keep.reference(image, index, intake).then(count)),
        ...(mask ? [() => keep.mask(mask, intake).then(count)] : []),
      ]),
    );
    const references = kept.slice(0, images.length);
    const keptMask = kept[images.length];
    const sheet = references.length > 0 ? await keep.sheet(references, intake) : undefined;
    return { references, ...(keptMask && { mask: keptMask }), ...(sheet && { sheet }) };
  };
}

type Settled = PromiseSettledResult<StoredPicture>;

/**
 * Works two by two: a request takes its next turn only when an earlier picture is done, so that sixteen of one person hold
 * nobody up for long.
 */
async function twoByTwo(works: readonly (() => Promise<StoredPicture>)[]): Promise<Settled[]> {
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
  return (picture: StoredPicture): StoredPicture => {
    ready += 1;
    onPicture(ready, of);
    return picture;
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
