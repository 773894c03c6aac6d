import type { Job } from '#src/domain/job.ts';
import { sourceJobOf } from '#src/domain/made-from.ts';
import { nextVersion, type VersionLabel } from '#src/domain/versions.ts';
import type { JobLine, JobStore } from '#src/ports/job-store.ts';
import { maySee, type Viewer } from './may-see.ts';

/** One step of a chain of results that were made of each other. */
export interface GalleryVersion {
  readonly label: VersionLabel;
  readonly job: Job;
  /** What it was made of: a picture of an earlier version, from 0, or the first picture that was given with the request. */
  readonly before?: { readonly label: VersionLabel; readonly picture: number } | 'reference';
}

/** No chain is followed further back or shown with more steps, and for one no more lines are looked through. */
const BACK = 40;
const SHOWN = 60;
const LOOKED_AT = 20_000;

/**
 * The results of a person that were made of each other, the first one first. What somebody else made of them, or they of somebody
 * else's, begins a chain of its own.
 */
export async function versionsOf(
  job: Job,
  viewer: Viewer,
  jobs: Pick<JobStore, 'get' | 'lines'>,
): Promise<readonly GalleryVersion[]> {
  const older = await chainBack(job, viewer, jobs);
  const [root = job] = older;
  const ids = await madeOf(root, job.accountId, jobs);
  const known = new Map(older.map((one) => [one.id, one]));
  const opened = await Promise.all([...new Set([...known.keys(), ...ids])].map((id) => known.get(id) ?? jobs.get(id)));
  const shown = opened.flatMap((one) => (one && isShown(one, viewer) ? [one] : []));
  return named(shown.toSorted((a, b) => a.createdAt - b.createdAt));
}

const isShown = (job: Job, viewer: Viewer): boolean => maySee(job, viewer) && (job.result?.pictures.length ?? 0) > 0;

/** The job and what it was made of, the first one first. */
async function chainBack(job: Job, viewer: Viewer, jobs: Pick<JobStore, 'get'>): Promise<readonly Job[]> {
  const chain = [job];
  for (let at = sourceJobOf(job); at !== undefined && chain.length < BACK; ) {
    const source = await jobs.get(at);
    const isOwn = source?.accountId === job.accountId && !chain.some(({ id }) => id === source.id);
    if (!source || !isOwn || !maySee(source, viewer)) break;
    chain.unshift(source);
    at = sourceJobOf(source);
  }
  return chain;
}

/** A job and all that was made of it, and of that. */
async function madeOf(root: Job, accountId: string, jobs: Pick<JobStore, 'lines'>): Promise<ReadonlySet<string>> {
  const children = new Map<string, string[]>();
  let left = LOOKED_AT;
  for await (const [, line] of jobs.lines({ accountId })) {
    if (line.createdAt < root.createdAt || --left < 0) break;
    addChild(children, line);
  }
  const found = new Set([root.id]);
  // A set goes on with what is added while it is gone through.
  for (const id of found)
    for (const child of (children.get(id) ?? []).toReversed()) if (found.size < SHOWN) found.add(child);
  return found;
}

function addChild(children: Map<string, string[]>, { jobId, parentId }: JobLine): void {
  if (parentId === undefined) return;
  children.set(parentId, [...(children.get(parentId) ?? []), jobId]);
}

function named(jobs: readonly Job[]): readonly GalleryVersion[] {
  const versions: GalleryVersion[] = [];
  for (const job of jobs) {
    const source = versions.find((one) => one.job.id === sourceJobOf(job));
    const label = nextVersion(
      versions.map((one) => one.label),
      source?.label,
    );
    const before = source ? { label: source.label, picture: pictureIn(source.job, job) } : referenceOf(job);
    versions.push({ label, job, ...(before && { before }) });
  }
  return versions;
}

const referenceOf = ({ references = [] }: Job): 'reference' | undefined =>
  references.length > 0 ? 'reference' : undefined;

/** Which picture of a result another one was made of. */
function pictureIn({ result }: Job, { parent, request }: Job): number {
  const keys = new Set(request.images.map(({ key }) => key));
  const named = (result?.pictures ?? []).findIndex(({ key }) => keys.has(key));
  return named >= 0 ? named : (parent?.picture ?? 0);
}
