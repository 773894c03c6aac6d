import type { AcceptedRequest, DeliveryHandle, Job } from '#src/domain/job.ts';
import type { Actor, Place } from '#src/ports/chat-platform.ts';
import type { Clock, NewId } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Tracing } from '#src/ports/tracing.ts';
import type { MadeBefore } from './pick-picture.ts';

/** A request on its way to become a job. */
export interface Submission {
  readonly eventId: string;
  readonly actor: Actor;
  readonly place: Place;
  readonly delivery: DeliveryHandle;
  readonly request: AcceptedRequest;
  readonly private: boolean;
  readonly parent?: Job['parent'];
  /** Nothing has to be made, or paid: the job begins with its pictures. */
  readonly made?: MadeBefore;
  /** The person has said yes to the price already. */
  readonly confirmed?: boolean;
  /** It may cost no more credits than these. */
  readonly atMost?: number;
}

export interface AcceptParts {
  readonly jobs: JobStore;
  readonly tokens: Documents<{ readonly jobId: string }>;
  readonly worker: { readonly id: string };
  readonly clock: Clock;
  readonly newId: NewId;
  readonly tracing: Pick<Tracing, 'here'>;
}

/** Makes a durable job of a request, at once; a second delivery of the same event finds the first job. */
export function createAcceptJob({ jobs, tokens, worker, clock, newId, tracing }: AcceptParts) {
  return async function acceptJob(submission: Submission): Promise<{ readonly job: Job; readonly created: boolean }> {
    const job = newJob(submission);
    // The button's name is asked for first: a token without a job is harmless, a card without its buttons is not.
    const named = tokens.add(job.token, { jobId: job.id });
    const [stored] = await Promise.all([jobs.create(job), named]).catch((error: unknown) =>
      asFound(job, { jobs, error }),
    );
    if (!stored.created) await tokens.remove(job.token);
    return stored;
  };

  function newJob({
    eventId,
    actor,
    place,
    delivery,
    request,
    private: isPrivate,
    parent,
    made,
    confirmed,
    atMost,
  }: Submission): Job {
    const trace = tracing.here();
    return {
      id: newId(),
      token: newId(),
      state: 'accepted',
      tenantId: place.tenantId,
      personId: actor.userId,
      personName: actor.displayName,
      accountId: accountIdOf(place.tenantId, actor.userId),
      platform: place.platform,
      placeId: place.channelId,
      ...(place.parentId !== undefined && { parentId: place.parentId }),
      ...(actor.roles && { roles: actor.roles }),
      ...(place.isThread && { inThread: true }),
      ...(place.isDirect && { inDirect: true }),
      ...(place.ageRestricted && { ageRestricted: true }),
      private: isPrivate,
      eventId,
      delivery,
      request,
      createdAt: clock.now(),
      workerId: worker.id,
      ...(trace !== undefined && { trace }),
      ...(parent && { parent }),
      ...(confirmed && { confirmedAt: clock.now() }),
      ...(atMost !== undefined && { atMost }),
      ...(made && { ...made, state: 'delivering' }),
    };
  }
}

/**
 * A store that failed may have the job all the same, or a part of it. Whoever looks for what was left behind would go on with it, so it
 * is not refused then.
 * @throws the given error where the job is not there, and why it cannot be looked for.
 */
async function asFound(
  { id }: Job,
  { jobs, error }: { readonly jobs: JobStore; readonly error: unknown },
): Promise<readonly [{ readonly job: Job; readonly created: true }]> {
  const job = await jobs.get(id);
  if (job) return [{ job, created: true }];
  if (error instanceof Error) notTaken.add(error);
  throw error;
}

const notTaken = new WeakSet<Error>();

/** Whether the store surely has no job of the request that this was thrown for. */
export const isNotTaken = (error: Error): boolean => notTaken.has(error);

/** Whose credits: one account for each person of each tenant. */
export const accountIdOf = (tenantId: string, personId: string): string => `${tenantId}:${personId}`;
