import { type EaselError, explain } from '#src/domain/errors.ts';
import type { AcceptedRequest, DeliveryHandle, Job } from '#src/domain/job.ts';
import type { Answer, IncomingRequest } from '#src/ports/chat-platform.ts';
import type { JobLife } from './job-life.ts';
import type { Route } from './parts.ts';

/** Where a request comes from when it follows another. */
export interface Origin {
  readonly private: boolean;
  readonly parent: NonNullable<Job['parent']>;
}

/** One request and the way back to it. */
export interface Conversation {
  /** Says that the request arrived. The first thing anybody awaits; repeating it does nothing. */
  acknowledge(visibility: 'public' | 'private'): Promise<void>;
  answer(answer: Answer): Promise<void>;
  refuse(error: EaselError): Promise<void>;
  /** Makes a job of it; the job answers from then on. */
  submit(request: AcceptedRequest, more: { readonly private: boolean; readonly parent?: Job['parent'] }): Promise<void>;
}

export function createConversation(
  request: IncomingRequest,
  { route, life }: { route: Route; life: JobLife },
): Conversation {
  let handle: Promise<DeliveryHandle> | undefined;
  const acknowledged = (visibility: 'public' | 'private') => {
    handle ??= request.reply.ack(visibility);
    return handle;
  };
  const answer = async (answer: Answer) => route.delivery(await acknowledged('private')).answer(answer);

  return {
    async acknowledge(visibility) {
      await acknowledged(visibility);
    },

    answer,

    refuse: (error) => answer({ kind: 'text', text: explain(error) }),

    async submit(accepted, { private: isPrivate, parent }) {
      const delivery = await acknowledged(isPrivate ? 'private' : 'public');
      const { id: eventId, actor, place } = request;
      await life.begin({
        eventId,
        actor,
        place,
        delivery,
        request: accepted,
        private: isPrivate,
        ...(parent && { parent }),
      });
    },
  };
}
