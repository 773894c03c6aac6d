import type { Job } from '#src/domain/job.ts';
import type { Place } from '#src/ports/chat-platform.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';

/** One picture of a job's result. */
export interface MadePicture {
  readonly jobId: string;
  /** From 0. */
  readonly picture: number;
}

/** What a conversation is about: the newest first. Older ones count once the newer ones were deleted. */
export interface ThreadPictures {
  readonly pictures: readonly MadePicture[];
}

/** The pictures that words alone mean in a thread. */
export interface Threads {
  /** A job was shown in its place. Only in threads this means something, and nothing private is ever the newest picture. */
  shown(job: Job): Promise<void>;
  /** A conversation was opened about a job. One that goes on already keeps its own newest picture. */
  opened(place: ThreadPlace, job: Job): Promise<void>;
  newest(place: ThreadPlace & Pick<Place, 'tenantId'>): Promise<{ job: Job; picture: number } | undefined>;
}

type ThreadPlace = Pick<Place, 'platform' | 'channelId'>;

const REMEMBERED = 10;

interface ThreadParts {
  readonly threads: Documents<ThreadPictures>;
  readonly jobs: JobStore;
}

export function createThreads({ threads, jobs }: ThreadParts): Threads {
  return {
    async shown(job) {
      if (!job.inThread || job.private || !job.result?.pictures.length) return;
      const newest = { jobId: job.id, picture: 0 };
      await threads.update(idOf({ platform: job.platform, channelId: job.placeId }), (current) => {
        const older = (current?.pictures ?? []).filter(({ jobId }) => jobId !== job.id);
        return { pictures: [newest, ...older].slice(0, REMEMBERED) };
      });
    },

    async opened(place, job) {
      const first = { pictures: [{ jobId: job.id, picture: 0 }] };
      await threads.update(idOf(place), (current) => current ?? first);
    },

    async newest(place) {
      const known = await threads.get(idOf(place));
      for (const { jobId, picture } of known?.pictures ?? []) {
        const job = await jobs.get(jobId);
        if (job && isUsable(job, picture, place.tenantId)) return { job, picture };
      }
      return undefined;
    },
  };
}

/** Forgets conversations none of whose pictures is left. */
export async function forgetThreads({ threads, jobs }: ThreadParts): Promise<void> {
  for await (const [id, { pictures }] of threads.list('')) {
    const left = await Promise.all(pictures.map(({ jobId }) => jobs.get(jobId)));
    if (left.every((job) => job === undefined)) await threads.remove(id);
  }
}

const idOf = ({ platform, channelId }: ThreadPlace): string => `${platform}:${channelId}`;

const isUsable = (job: Job, picture: number, tenantId: string): boolean =>
  job.tenantId === tenantId &&
  !job.private &&
  job.deletedAt === undefined &&
  job.result?.pictures[picture] !== undefined;
