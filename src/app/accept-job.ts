import type { AcceptedRequest, DeliveryHandle, Job } from '#src/domain/job.ts';
import type { Actor, Place } from '#src/ports/chat-platform.ts';
import type { Clock, NewId } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';
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
}

export interface AcceptParts {
  readonly jobs: JobStore;
  readonly tokens: Documents<{ readonly jobId: string }>;
  readonly worker: { readonly id: string };
  readonly clock: Clock;
  readonly newId: NewId;
}

/** Makes a durable job of a request, at once; a second delivery of the same event finds the first job. */
export function createAcceptJob({ jobs, tokens, worker, clock, newId }: AcceptParts) {
  return async function acceptJob(submission: Submission): Promise<{ readonly job: Job; readonly created: boolean }> {
    const job = newJob(submission);
    // The button's name first: a token without a job is harmless, a card without its buttons is not.
    await tokens.update(job.token, () => ({ jobId: job.id }));
    const stored = await jobs.create(job);
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
  }: Submission): Job {
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
      ...(parent && { parent }),
      ...(confirmed && { confirmedAt: clock.now() }),
      ...(made && { ...made, state: 'delivering' }),
    };
  }
}

/** Whose credits: one account for each person of each tenant. */
export const accountIdOf = (tenantId: string, personId: string): string => `${tenantId}:${personId}`;
