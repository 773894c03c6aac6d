import { accountIdOf } from '#src/app/accept-job.ts';
import type { Engine } from '#src/app/engine.ts';
import { API_TENANT } from '#src/app/keys/api-key.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Answers } from './answer/answers.ts';
import { isOf } from './api-route.ts';
import { type ApiContext, noteDuration } from './gate.ts';
import { fileOf, resultOf } from './image-answer.ts';
import { jobView } from './job-view.ts';
import { refuse } from './refuse.ts';
import type { FileAddress } from './send-images.ts';

export interface JobCallParts {
  readonly engine: Pick<Engine, 'cancel'>;
  readonly jobs: JobStore;
  readonly blobs: Pick<BlobStore, 'open'>;
  readonly answers: Answers;
  readonly addressOf: FileAddress;
  readonly clock: Pick<Clock, 'now'>;
}

const MOST_LISTED = 100;
const USUALLY_LISTED = 20;

/** What a key can ask about the jobs it made. All others look as if they were not there. */
export function createJobCalls({ engine, jobs, blobs, answers, addressOf, clock }: JobCallParts) {
  const ownJob = createOwnJob(jobs);
  return { show, list, cancel, picture: createPicture({ ownJob, blobs, clock }) };

  async function show(context: ApiContext, jobId: string): Promise<Response> {
    return answer(context, await viewOf(context, await ownJob(context, jobId)));
  }

  /** The newest first; those that a trusted key made for members are theirs, and found by their ids alone. */
  async function list(context: ApiContext): Promise<Response> {
    const { name } = context.get('caller');
    const limit = limitIn(context);
    const found = await jobs.byAccount(accountIdOf(API_TENANT, name), limit);
    const own = found.filter((job) => isOf(job, name));
    const data = await Promise.all(own.map((job) => viewOf(context, job)));
    return answer(context, { object: 'list', data });
  }

  async function cancel(context: ApiContext, jobId: string): Promise<Response> {
    const job = await ownJob(context, jobId);
    const { kind } = await engine.cancel(job);
    const current = (await jobs.get(jobId)) ?? job;
    if (kind === 'too-late' && current.state !== 'canceled')
      throw refuse(409, 'too_late', 'This job is over already, so there is nothing to cancel.', null, NEVER_AGAIN);
    return answer(context, await viewOf(context, current));
  }

  async function viewOf(context: ApiContext, job: Job) {
    const { origin } = new URL(context.req.url);
    const kept: readonly StoredPicture[] = job.deletedAt === undefined ? (job.result?.pictures ?? []) : [];
    const urls = await Promise.all(kept.map((one, index) => addressOf(job, fileOf(job, one, index), origin)));
    return jobView(
      job,
      urls.map((url) => ({ url })),
      clock.now(),
    );
  }

  function answer(context: ApiContext, value: object): Response {
    noteDuration(context, clock.now());
    return answers.json(context, value);
  }
}

type OwnJob = (context: ApiContext, jobId: string) => Promise<Job>;

/** @throws {HTTPException} 404 for what the key did not make, as for what nobody made. */
const createOwnJob =
  (jobs: JobStore): OwnJob =>
  async (context, jobId) => {
    const job = await jobs.get(jobId);
    if (job && isOf(job, context.get('caller').name)) return job;
    throw refuse(404, 'job_not_found', 'There is no such job of this key.', 'id');
  };

/** The bytes of a picture as they were made. */
const createPicture =
  ({ ownJob, blobs, clock }: Pick<JobCallParts, 'blobs' | 'clock'> & { readonly ownJob: OwnJob }) =>
  async (context: ApiContext, jobId: string, number: string): Promise<Response> => {
    const job = await ownJob(context, jobId);
    const index = /^\d{1,2}$/.test(number) ? Number(number) : -1;
    const stored = resultOf(job).pictures[index];
    const opened = stored && (await blobs.open(stored.key));
    if (!stored || !opened) throw new EaselError('not-found', { what: 'This picture' });
    const { name, type } = fileOf(job, stored, index);
    noteDuration(context, clock.now());
    return context.body(opened.body, 200, {
      'Content-Type': type,
      'Content-Length': String(opened.size),
      'Content-Disposition': `attachment; filename="${name}"`,
    });
  };

const NEVER_AGAIN = { 'x-should-retry': 'false' };

function limitIn(context: ApiContext): number {
  const asked = context.req.query('limit');
  if (asked === undefined) return USUALLY_LISTED;
  const limit = Number(asked);
  if (/^\d{1,3}$/.test(asked) && limit >= 1 && limit <= MOST_LISTED) return limit;
  throw refuse(400, 'invalid_value', `Invalid 'limit': expected a whole number from 1 to ${MOST_LISTED}.`, 'limit');
}
