import type { Job } from '#src/domain/job.ts';
import type { VersionLabel } from '#src/domain/versions.ts';
import type { Place } from '#src/ports/chat-platform.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import {
  type MadePicture,
  type ThreadPictures,
  versionsIn,
  withNewest,
  withOrder,
  withVersion,
} from './thread-record.ts';

/** A result of a conversation that is still there. */
export interface Version {
  readonly label: VersionLabel;
  readonly job: Job;
  /** Of which one it was made, where it was made of one. */
  readonly from?: VersionLabel;
}

/** The pictures that words alone mean in a thread, and those that words name. */
export interface Threads {
  /**
   * What its place calls a job's result, before it is shown; asked again it stays the same. Nothing outside threads, and nothing private.
   */
  nameOf(job: Job): Promise<{ readonly version?: VersionLabel }>;
  /** A job was shown in its place. Only in threads this means something, and nothing private is ever the newest picture. */
  shown(job: Job): Promise<void>;
  /** A conversation was opened about a job. One that goes on already keeps its own newest picture. */
  opened(place: ThreadPlace, job: Job): Promise<void>;
  newest(place: TenantPlace): Promise<{ job: Job; picture: number } | undefined>;
  /** The results that can still be used, the first one first. */
  versions(place: TenantPlace): Promise<readonly Version[]>;
  /** Makes a picture the newest once more, because of that event. */
  use(place: ThreadPlace, picture: MadePicture, eventId: string): Promise<void>;
  /** What an event has made the newest already. */
  usedBy(place: ThreadPlace, eventId: string): Promise<MadePicture | undefined>;
}

type ThreadPlace = Pick<Place, 'platform' | 'channelId'>;
type TenantPlace = ThreadPlace & Pick<Place, 'tenantId'>;

interface ThreadParts {
  readonly threads: Documents<ThreadPictures>;
  readonly jobs: JobStore;
}

export function createThreads({ threads, jobs }: ThreadParts): Threads {
  return {
    async nameOf(job) {
      if (!isAbout(job)) return {};
      const named = await threads.update(placeIdOf(job), (current) => withVersion(current, job));
      const version = versionsIn(named).find(({ jobId }) => jobId === job.id)?.label;
      return version === undefined ? {} : { version };
    },

    async shown(job) {
      if (!isAbout(job)) return;
      const newest = { jobId: job.id, picture: 0 };
      await threads.update(placeIdOf(job), (current) => withNewest(withVersion(current, job), newest));
    },

    async opened(place, job) {
      const newest = { jobId: job.id, picture: 0 };
      await threads.update(idOf(place), (current) => current ?? withNewest(withVersion(undefined, job), newest));
    },

    async newest(place) {
      const known = await threads.get(idOf(place));
      for (const { jobId, picture } of known?.pictures ?? []) {
        const job = await jobs.get(jobId);
        if (job && isUsable(job, picture, place.tenantId)) return { job, picture };
      }
      return undefined;
    },

    async versions(place) {
      const named = versionsIn(await threads.get(idOf(place)));
      const found = await Promise.all(
        named.map(async ({ jobId, ...name }) => ({ ...name, job: await jobs.get(jobId) })),
      );
      return found.flatMap(({ job, ...name }) => (job && isUsable(job, 0, place.tenantId) ? [{ ...name, job }] : []));
    },

    async use(place, picture, eventId) {
      await threads.update(idOf(place), (current) => withOrder(current, eventId, picture));
    },

    async usedBy(place, eventId) {
      const { orders = [] } = (await threads.get(idOf(place))) ?? {};
      return orders.find((order) => order.eventId === eventId);
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

const placeIdOf = ({ platform, placeId }: Job): string => idOf({ platform, channelId: placeId });

const isAbout = ({ inThread, private: isPrivate, result }: Job): boolean =>
  inThread === true && !isPrivate && (result?.pictures.length ?? 0) > 0;

const isUsable = (job: Job, picture: number, tenantId: string): boolean =>
  job.tenantId === tenantId &&
  !job.private &&
  job.deletedAt === undefined &&
  job.result?.pictures[picture] !== undefined;
