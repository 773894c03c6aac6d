import type { NamedFile } from '#src/app/card-picture.ts';
import type { Engine } from '#src/app/engine.ts';
import type { Replays } from '#src/app/keys/replays.ts';
import { EaselError, toFailure } from '#src/domain/errors.ts';
import type { Job, JobResult } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Answers } from './answer/answers.ts';
import type { AnsweredPicture } from './answer/images-answer.ts';
import type { ApiRoute, OnPreview, Operation } from './api-route.ts';
import { type Begun, withBegun } from './begun.ts';
import { createEventQueue, type EventQueue } from './events/event-queue.ts';
import type { ApiEvent } from './events/send-events.ts';
import { type ApiContext, noteDuration } from './gate.ts';
import { createdOf, fileOf, imageFacts, resultOf } from './image-answer.ts';
import { completedEvents, errorEvent, partialEvent } from './image-events.ts';
import { cancelUnsent, endOf, isAnswerable, isOver, isRemembered, isSent } from './job-ends.ts';
import type { PictureFields } from './picture-fields.ts';
import { brokenProblem, failureProblem, type Problem, problemOf } from './problem.ts';
import { refuse } from './refuse.ts';
import type { Work } from './submit-once.ts';

/** Where anybody can fetch a picture of a job. @param origin of the call, for an installation without a public address. */
export type FileAddress = (job: Job, file: NamedFile, origin: string) => Promise<string>;

export interface SendParts {
  readonly engine: Pick<Engine, 'cancel'>;
  readonly jobs: JobStore;
  readonly api: Pick<ApiRoute, 'waiting'>;
  readonly answers: Answers;
  readonly replays: Replays;
  readonly addressOf: FileAddress;
  /** Aborts when this process lets go of what waits. */
  readonly stopping: AbortSignal;
  readonly clock: Clock;
}

export interface Wishes {
  readonly operation: Operation;
  readonly fields: PictureFields;
  /** Aborts when nobody waits any more. */
  readonly gone: AbortSignal;
}

type Submit = (onPreview?: OnPreview) => Promise<Work>;

/** Waits for the job of a request and answers with its pictures, at once or as they come. */
export function createSendImages(parts: SendParts) {
  const { jobs, answers, clock } = parts;
  const failureOf = createFailureOf(parts);
  const waitFor = createWaitFor(parts);
  const picturesOf = createPicturesOf(parts);

  return async function sendImages(context: ApiContext, wishes: Wishes, submit: Submit): Promise<Response> {
    const queue = createEventQueue<ApiEvent>();
    const work = await submit(wishes.fields.stream ? previewing(queue, wishes, clock) : undefined);
    context.header('x-easel-job-id', work.job.id);
    const sending: Sending = { wishes, work, known: {} };
    return answer(context, queue, sending).catch((thrown: unknown) => {
      throw withBegun(thrown, begunBy(sending));
    });
  };

  async function answer(context: ApiContext, queue: EventQueue<ApiEvent>, sending: Sending): Promise<Response> {
    const { wishes, work, known } = sending;
    const early = await endedAlready(work, jobs);
    const ended = (early ? Promise.resolve(early) : waitFor(work, wishes.gone))
      .then((job) => {
        known.job = job;
        return job;
      })
      .finally(work.watch.close);
    if (!wishes.fields.stream || (early && !early.result)) return sendWhole(context, await ended, sending);
    void fill(queue, ended, sending);
    noteDuration(context, clock.now());
    return answers.events(context, queue.events, {
      errorEventOf: (thrown) => errorEvent(told(thrown, sending, clock.now())),
    });
  }

  async function fill(queue: EventQueue<ApiEvent>, ended: Promise<Job>, sending: Sending): Promise<void> {
    const { wishes, work } = sending;
    try {
      const job = await ended;
      if (job.result) for (const event of completedEvents(wishes.operation, job, resultOf(job))) queue.push(event);
      else queue.push(errorEvent(await failureOf(job, work)));
      queue.end();
    } catch (thrown) {
      queue.fail(thrown);
    }
  }

  async function sendWhole(context: ApiContext, job: Job, sending: Sending): Promise<Response> {
    const { work } = sending;
    if (!job.result) {
      const { status, body, headers } = await failureOf(job, work);
      noteDuration(context, clock.now());
      return answers.json(context, body, { status, headers });
    }
    const result = resultOf(job);
    const pictures = await picturesOf(context, job, { ...sending, result });
    noteDuration(context, clock.now());
    return answers.images(context, createdOf(job), pictures, imageFacts(job, result));
  }
}

/** What was refused is so by now, and needs no stream to be told. */
async function endedAlready({ job, watch, isFound }: Work, jobs: JobStore): Promise<Job | undefined> {
  if (isFound && isAnswerable(job)) return job;
  if (!watch.hasStirred()) return undefined;
  const current = await jobs.get(job.id);
  return current && isAnswerable(current) ? current : undefined;
}

/** What came to nothing may be asked for anew under the same Idempotency-Key, as soon as the caller knows it. */
function createFailureOf({ replays, clock }: SendParts) {
  return async (job: Job, { replay }: Work): Promise<Problem> => {
    if (replay && isOver(job) && !isRemembered(job)) await replays.forget(replay);
    const failure = job.failure ?? toFailure(waiting(job));
    return failureProblem({ failure, jobId: job.id, wasSent: isSent(job) }, clock.now());
  };
}

/** In a stream there is a job by then. */
function told(thrown: unknown, sending: Sending, now: number): Problem {
  const error = withBegun(thrown, begunBy(sending));
  return problemOf(error, now) ?? brokenProblem(error);
}

interface Sending {
  readonly wishes: Wishes;
  readonly work: Work;
  /** Its end, once it is known. */
  readonly known: { job?: Job };
}

const begunBy = ({ work: { job, replay }, known }: Sending): Begun => ({
  jobId: job.id,
  mayRepeat: replay !== undefined,
  charged: (known.job?.result?.charged ?? 0) > 0,
});

const waiting = ({ state }: Job): EaselError =>
  state === 'reviewing' ? new EaselError('held-for-review', {}) : new EaselError('internal', {});

/** Step 0 is the source with its masked part tinted, which only people look at. */
const previewing =
  (queue: EventQueue<ApiEvent>, { operation, fields }: Wishes, { now }: Pick<Clock, 'now'>): OnPreview =>
  (picture, step) => {
    if (step > 0) queue.push(partialEvent(operation, picture, { step, fields }, Math.floor(now() / 1000)));
  };

/** Waits for the end of a job. What nobody waits for any more is canceled as far as it can be. */
function createWaitFor({ engine, jobs, api, stopping, clock }: SendParts) {
  return async function waitFor({ job, watch, request, replay }: Work, gone: AbortSignal): Promise<Job> {
    try {
      return await endOf(job, { jobs, watch, signal: AbortSignal.any([gone, stopping]) });
    } catch (thrown) {
      if (stopping.aborted) throw goesOnLater(job.id, replay !== undefined);
      // Somebody else may wait for it under the same Idempotency-Key.
      if (gone.aborted && api.waiting(request) <= 1)
        await cancelUnsent(job.id, { jobs, cancel: engine.cancel, now: clock.now() });
      throw thrown;
    }
  };
}

/** The next process goes on with it, so that asking again without an Idempotency-Key would be paid twice. */
const goesOnLater = (jobId: string, mayRepeat: boolean) =>
  refuse(
    503,
    'shutting_down',
    `Easel is restarting. Your job goes on when it is back; GET /v1/jobs/${jobId} tells its end.`,
    null,
    {
      'retry-after': '5',
      'x-should-retry': String(mayRepeat),
    },
  );

/** The pictures of an answer: written out, or by addresses, which stay the same under the same Idempotency-Key. */
function createPicturesOf({ addressOf, replays }: SendParts) {
  return async function picturesOf(
    context: ApiContext,
    job: Job,
    { result, wishes, work }: Sending & { readonly result: JobResult },
  ): Promise<readonly AnsweredPicture[]> {
    const { revisedPrompt } = result;
    const revised = revisedPrompt === undefined ? {} : { revised_prompt: revisedPrompt };
    if (wishes.fields.response_format !== 'url') return result.pictures.map((kept) => ({ kept, ...revised }));
    const { origin } = new URL(context.req.url);
    const made = await Promise.all(
      result.pictures.map((picture, index) => addressOf(job, fileOf(job, picture, index), origin)),
    );
    const urls = work.replay ? await replays.keepUrls(work.replay, made) : made;
    return urls.map((url) => ({ url, ...revised }));
  };
}
