import type { Submission } from '#src/app/accept-job.ts';
import type { Engine } from '#src/app/engine.ts';
import type { Replay, Replays } from '#src/app/keys/replays.ts';
import type { AcceptedRequest, Job } from '#src/domain/job.ts';
import type { NewId } from '#src/ports/clock.ts';
import { type ApiHandle, type ApiRoute, type OnPreview, readHandle, type Watch, writeHandle } from './api-route.ts';
import type { Asking } from './asking.ts';
import { asMaybeKept } from './begun.ts';
import { isOver, isRemembered } from './job-ends.ts';
import { refuse } from './refuse.ts';

/** A request of the API on its way to become a job. */
export interface Ordered {
  readonly asking: Asking;
  readonly request: AcceptedRequest;
  readonly handle: Omit<ApiHandle, 'request'>;
  /** Where the request may come again: its Idempotency-Key, and what tells it from another one under the same key. */
  readonly idempotency?: { readonly key: string; readonly fingerprint: string };
}

/** The job of a request, and how to wait for it. */
export interface Work {
  readonly job: Job;
  readonly watch: Watch;
  /** The request that the job came by. */
  readonly request: string;
  readonly replay?: Replay;
  /** An earlier call with the same Idempotency-Key made it. */
  readonly isFound: boolean;
}

export interface SubmitParts {
  readonly engine: Pick<Engine, 'submit'>;
  readonly api: Pick<ApiRoute, 'watch'>;
  readonly replays: Replays;
  readonly newId: NewId;
}

/** Makes one job of a request, however often it comes under the same Idempotency-Key, and from however many processes. */
export function createSubmitOnce({ engine, api, replays, newId }: SubmitParts) {
  /** @throws {HTTPException} 422 where the key was used with another request. */
  return async function submitOnce(ordered: Ordered, onPreview?: OnPreview): Promise<Work> {
    for (;;) {
      const replay = await replayOf(ordered);
      const work = await submit(ordered, replay, onPreview);
      if (!replay || !work.isFound || !isOver(work.job) || isRemembered(work.job)) return work;
      // It came to nothing then, in a process that died before it said so.
      work.watch.close();
      await replays.forget(replay);
    }
  };

  async function replayOf({ idempotency, handle }: Ordered): Promise<Replay | undefined> {
    if (!idempotency) return undefined;
    const replay = await replays.open(handle.key, idempotency.key, idempotency.fingerprint);
    if (replay) return replay;
    throw refuse(
      422,
      'idempotency_key_reused',
      'This Idempotency-Key was used with another request in the last 24 hours. Use a new key for a new request.',
      'Idempotency-Key',
    );
  }

  async function submit({ asking, request, handle }: Ordered, replay: Replay | undefined, onPreview?: OnPreview) {
    const id = newId();
    const watch = api.watch(id, onPreview);
    try {
      const job = await engine.submit(
        submissionOf({ asking, request, handle: { ...handle, request: id } }, replay?.event ?? id),
      );
      const known = readHandle(job.delivery).request;
      if (known === id) return { job, watch, request: id, isFound: false, ...(replay && { replay }) };
      watch.close();
      return { job, watch: api.watch(known, onPreview), request: known, isFound: true, ...(replay && { replay }) };
    } catch (thrown) {
      watch.close();
      throw replay ? thrown : asMaybeKept(thrown);
    }
  }
}

const submissionOf = (
  {
    asking,
    request,
    handle,
  }: { readonly asking: Asking; readonly request: AcceptedRequest; readonly handle: ApiHandle },
  eventId: string,
): Submission => ({
  ...asking,
  eventId,
  delivery: writeHandle(handle),
  request,
  private: true,
  // A program cannot be asked: it sees the price by a dry run.
  confirmed: true,
});
