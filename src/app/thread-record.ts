import type { Job } from '#src/domain/job.ts';
import { sourceJobOf } from '#src/domain/made-from.ts';
import { nextVersion, type VersionLabel } from '#src/domain/versions.ts';

/** One picture of a job's result. */
export interface MadePicture {
  readonly jobId: string;
  /** From 0. */
  readonly picture: number;
}

/** What a conversation calls a result that was shown in it. */
export interface NamedResult {
  readonly label: VersionLabel;
  readonly jobId: string;
  /** Of what it was made, where that is in the conversation too. */
  readonly from?: VersionLabel;
}

/** What a conversation is about. */
export interface ThreadPictures {
  /** The newest first. Older ones count once the newer ones were deleted. */
  readonly pictures: readonly MadePicture[];
  /** In the order they were named. Records from before there were names have none, and their pictures stand for them. */
  readonly versions?: readonly NamedResult[];
  /** What the last orders made the newest, by the events that brought them: one that comes again must not go back once more. */
  readonly orders?: readonly (MadePicture & { readonly eventId: string })[];
}

const REMEMBERED = 10;
/** More results than people ask for by name. */
const NAMED = 200;

/** Every result by its name, the first one first. */
export function versionsIn(record: ThreadPictures | undefined): readonly NamedResult[] {
  if (record?.versions) return record.versions;
  const unnamed = [...(record?.pictures ?? [])].reverse();
  return unnamed.map(({ jobId }, index) => ({ label: `v${index + 1}`, jobId }));
}

/** The record with a result in it under a name. Once named it keeps its name, and the very same record comes back. */
export function withVersion(record: ThreadPictures | undefined, job: Job): ThreadPictures {
  const known = versionsIn(record);
  if (record?.versions && known.some(({ jobId }) => jobId === job.id)) return record;
  const versions = known.some(({ jobId }) => jobId === job.id) ? known : [...known, named(job, known)];
  return { ...record, pictures: record?.pictures ?? [], versions: versions.slice(-NAMED) };
}

/** The record with a picture as its newest. */
export function withNewest(record: ThreadPictures | undefined, newest: MadePicture): ThreadPictures {
  const older = (record?.pictures ?? []).filter(({ jobId }) => jobId !== newest.jobId);
  return { ...record, pictures: [newest, ...older].slice(0, REMEMBERED), versions: versionsIn(record) };
}

/** The record with the picture that an order names as its newest; an order that came before changes nothing. */
export function withOrder(record: ThreadPictures | undefined, eventId: string, picture: MadePicture): ThreadPictures {
  const orders = record?.orders ?? [];
  if (record && orders.some((order) => order.eventId === eventId)) return record;
  return { ...withNewest(record, picture), orders: [{ ...picture, eventId }, ...orders].slice(0, REMEMBERED) };
}

function named(job: Job, known: readonly NamedResult[]): NamedResult {
  const source = sourceJobOf(job);
  const from = known.find(({ jobId }) => jobId === source)?.label;
  const label = nextVersion(
    known.map((one) => one.label),
    from,
  );
  return { label, jobId: job.id, ...(from !== undefined && { from }) };
}
