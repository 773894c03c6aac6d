import type { Job } from '#src/domain/job.ts';
import { providerOf } from '#src/domain/plan.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Tracing, Traits } from '#src/ports/tracing.ts';
import type { Submission } from './accept-job.ts';
import type { createAskModel } from './ask-model.ts';
import type { createDeliverJob } from './deliver-job.ts';
import type { createFinishCall } from './finish-call.ts';
import type { Parts } from './parts.ts';
import type { createPlanRequest } from './plan-request.ts';
import type { Purses } from './rules/purses.ts';
import { planOf } from './run-job.ts';

type WatchParts = Pick<Parts, 'tracing' | 'metrics' | 'clock'>;

/** The same handling of requests, each of which begins a trace and is timed until its person sees that it arrived. */
function watchedHandle(
  handle: (request: IncomingRequest) => Promise<void>,
  { tracing, metrics, clock }: WatchParts,
): (request: IncomingRequest) => Promise<void> {
  return (request) => {
    const { trigger, place } = request;
    const traits = () => ({ 'easel.platform': place.platform, 'easel.trigger': trigger });
    return tracing.span('request', () => handle({ ...request, reply: watchedReply(request) }), { traits });
  };

  function watchedReply({ reply, place }: IncomingRequest): IncomingRequest['reply'] {
    const cameAt = clock.now();
    let isTold = false;
    const timed = async <T>(acknowledging: Promise<T>): Promise<T> => {
      const tell = (isDone: boolean) => {
        if (!isTold) metrics.acknowledged(place.platform, isDone, clock.now() - cameAt);
        isTold = true;
      };
      return acknowledging.then(
        (done) => {
          tell(true);
          return done;
        },
        (thrown: unknown) => {
          tell(false);
          throw thrown;
        },
      );
    };
    const { openForm } = reply;
    return {
      ...reply,
      ack: (visibility) => timed(reply.ack(visibility)),
      ...(openForm && { openForm: (form) => timed(openForm(form)) }),
    };
  }
}

/** What no request stands around, such as a line of a batch, begins a trace of its own. */
const watchedSubmit =
  (begin: (submission: Submission) => Promise<Job>, tracing: Tracing) =>
  (submission: Submission): Promise<Job> => {
    const traits = () => ({ 'easel.platform': submission.place.platform });
    return tracing.here() ? begin(submission) : tracing.span('request', () => begin(submission), { traits });
  };

/** A job leaves the queue. */
export function watchStart({ tracing, metrics, clock }: WatchParts, job: Job): void {
  const plan = planOf(job);
  metrics.jobState('running', plan.mode, providerOf(plan));
  if (job.queuedAt === undefined) return;
  const now = clock.now();
  metrics.queueWait(plan.mode, now - job.queuedAt);
  tracing.past('queue wait', job.queuedAt, now, { from: job.trace, traits: traitsOf(job) });
}

const watchedPurses = (purses: Purses, tracing: Tracing): Purses => ({
  ...purses,
  hold: (job, ...rest) => tracing.span('hold', () => purses.hold(job, ...rest), { traits: traitsOf(job) }),
  settle: (job) => tracing.span('settle', () => purses.settle(job), { traits: traitsOf(job) }),
});

type Planning = ReturnType<typeof createPlanRequest>;

const watchedPlanning = (planning: Planning, tracing: Tracing): Planning => ({
  ...planning,
  planRequest: (id, ...rest) =>
    tracing.span('plan', () => planning.planRequest(id, ...rest), { traits: () => ({ 'easel.job': id }) }),
});

const watchedAsk =
  (ask: ReturnType<typeof createAskModel>, tracing: Tracing): ReturnType<typeof createAskModel> =>
  (question, call, ...rest) =>
    tracing.span('provider call', () => ask(question, call, ...rest), {
      traits: () => ({
        'easel.job': question.job.id,
        'easel.provider': question.entry.provider,
        'easel.model': question.entry.id,
        'easel.call': call.index,
      }),
    });

type FinishCall = ReturnType<typeof createFinishCall>;

const watchedFinish =
  (finish: FinishCall, tracing: Tracing): FinishCall =>
  (answered, ...rest) =>
    tracing.span('store pictures', () => finish(answered, ...rest), { traits: traitsOf(answered.job) });

type DeliverJob = ReturnType<typeof createDeliverJob>;

const watchedDelivery =
  (deliver: DeliverJob, tracing: Tracing): DeliverJob =>
  (job, run) =>
    tracing.span('deliver', () => deliver(job, run), { from: job.trace, traits: traitsOf(job) });

const traitsOf =
  ({ id, platform, plan }: Job) =>
  (): Traits => ({
    'easel.job': id,
    'easel.platform': platform,
    ...(plan && { 'easel.mode': plan.mode, 'easel.model': plan.modelId }),
  });

/** What does the steps of a request, watched: same in, same out. */
export const watched = {
  handle: watchedHandle,
  submit: watchedSubmit,
  planning: watchedPlanning,
  purses: watchedPurses,
  ask: watchedAsk,
  finish: watchedFinish,
  delivery: watchedDelivery,
} as const;
