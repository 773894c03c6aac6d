import { createHash } from 'node:crypto';
import type { Job, JobResult } from '#src/domain/job.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import { expectedPictures, type Plan } from '#src/domain/plan.ts';
import { text } from '#src/domain/text.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';

/** Which job made what a seeded request asks for. */
export interface SeededResult {
  readonly jobId: string;
}

/** The same request with the same seed makes the same pictures, so they need not be made, or paid for, twice. */
export interface SeededResults {
  /** The pictures as the job's own, at no cost; `undefined` where they have to be made. */
  find(job: Job, plan: Plan, entry: ModelEntry): Promise<JobResult | undefined>;
  keep(job: Job, plan: Plan, entry: ModelEntry, result: JobResult): Promise<void>;
}

export function createSeededResults({
  seeded,
  jobs,
  blobs,
}: {
  readonly seeded: Documents<SeededResult>;
  readonly jobs: JobStore;
  readonly blobs: BlobStore;
}): SeededResults {
  return {
    async find(job, plan, entry) {
      if (!isRepeatable(plan, entry)) return undefined;
      const known = await seeded.get(await nameOf(job, plan));
      const earlier = known && known.jobId !== job.id ? await jobs.get(known.jobId) : undefined;
      if (!earlier?.result || earlier.deletedAt !== undefined) return undefined;
      const pictures = await Promise.all(earlier.result.pictures.map((picture) => copy(picture, job)));
      if (pictures.some((picture) => picture === undefined)) return undefined;
      const sheet = earlier.result.sheet && (await copy(earlier.result.sheet, job));
      return asOwn(
        earlier,
        earlier.result,
        pictures.flatMap((picture) => picture ?? []),
        sheet,
      );
    },

    async keep(job, plan, entry, { pictures }) {
      // Where some are missing, asking again may bring them.
      if (!isRepeatable(plan, entry) || pictures.length < expectedPictures(plan)) return;
      await seeded.update(await nameOf(job, plan), () => ({ jobId: job.id }));
    },
  };

  /**
   * Everything the pictures depend on, and whose they are: what one server made is not shown in another, and what is private only to
   * its own person.
   */
  async function nameOf(job: Job, plan: Plan): Promise<string> {
    const { tenantId, accountId, private: isPrivate, references = [], mask, request } = job;
    const whose = isPrivate ? { accountId } : { tenantId };
    const { partials: _partials, timeoutMs: _timeoutMs, ...options } = plan.options;
    const { modelId, prompt, prompts, sheets, mode, lock } = plan;
    const pictures = await Promise.all([...references, ...(mask ? [mask] : [])].map(digestOf));
    const { formatBinds } = request;
    const all = { whose, modelId, mode, prompt, prompts, sheets, lock, options, pictures, formatBinds };
    return createHash('sha256').update(JSON.stringify(all)).digest('hex');
  }

  async function digestOf({ key }: StoredPicture): Promise<string> {
    const bytes = await blobs.get(key);
    return createHash('sha256')
      .update(bytes ?? '')
      .digest('hex');
  }

  /** Each job has its own pictures, so that deleting one takes nothing from another. */
  async function copy(picture: StoredPicture, job: Job): Promise<StoredPicture | undefined> {
    const bytes = await blobs.get(picture.key);
    if (!bytes) return undefined;
    const key = `jobs/${job.id}/${picture.key.split('/').at(-1)}`;
    await blobs.put(key, bytes);
    return { ...picture, key };
  }
}

const isRepeatable = ({ options, base }: Plan, { seed }: ModelEntry): boolean =>
  options.seed !== undefined && seed === 'exact' && !base;

function asOwn(
  { id }: Job,
  { captions, revisedPrompt, text: words, seed, changedOutside }: JobResult,
  pictures: readonly StoredPicture[],
  sheet: StoredPicture | undefined,
): JobResult {
  return {
    pictures,
    charged: 0,
    sameAs: id,
    durationMs: 0,
    warnings: [
      text('The very same request with this seed was made before, so its pictures are shown again, free of charge.'),
    ],
    ...(captions && { captions }),
    ...(revisedPrompt !== undefined && { revisedPrompt }),
    ...(words !== undefined && { text: words }),
    ...(seed !== undefined && { seed }),
    ...(changedOutside !== undefined && { changedOutside }),
    ...(sheet && { sheet }),
  };
}
