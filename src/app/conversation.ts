import { EaselError, explain, explainForNow, isStoreTrouble } from '#src/domain/errors.ts';
import type { AcceptedRequest, DeliveryHandle, Job } from '#src/domain/job.ts';
import type { Text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import { isNotTaken, type Submission } from './accept-job.ts';
import type { JobLife } from './job-life.ts';
import { inPlace } from './place-rules.ts';
import type { Route } from './route.ts';

/** Where a request comes from that is more than itself. */
export interface Origin {
  readonly private: boolean;
  /** The one that it follows. */
  readonly parent?: NonNullable<Job['parent']>;
  /** What was chosen for the person, for them to see. */
  readonly notes?: readonly Text[];
}

/** One request and the way back to it. */
export interface Conversation {
  /** Says that the request arrived. The first thing anybody awaits; repeating it does nothing. */
  acknowledge(visibility: 'public' | 'private'): Promise<void>;
  answer(answer: Answer): Promise<void>;
  /** Answers only who asked, as far as the place can do that: what is of no use to anybody else. */
  tell(words: Text): Promise<void>;
  /** Where the answer goes, once it was acknowledged. */
  delivery(): Promise<DeliveryHandle>;
  /** Nothing comes of the request any more, unless it could not be let go of and is tried again. */
  refuse(error: EaselError): Promise<void>;
  /** Makes a job of it; the job answers from then on. */
  submit(request: AcceptedRequest, more: Pick<Submission, 'private' | 'parent' | 'made'>): Promise<void>;
}

export function createConversation(
  request: IncomingRequest,
  { route, life }: { route: Route; life: JobLife },
): Conversation {
  let handle: Promise<DeliveryHandle> | undefined;
  let forbidden = false;
  let submitted = false;
  const acknowledged = (visibility: 'public' | 'private') => {
    handle ??= request.reply.ack(visibility).catch((thrown: unknown) => {
      forbidden = visibility === 'public' && thrown instanceof EaselError && thrown.code === 'place-forbids';
      throw thrown;
    });
    return handle;
  };
  const delivery = async () => route.delivery(await acknowledged('private'));
  const answer = async (said: Answer) => (await delivery()).answer(said);
  const tell = async (words: Text) => (await delivery()).answer({ kind: 'text', text: words }, 'asker');

  return {
    async acknowledge(visibility) {
      await acknowledged(visibility);
    },

    answer,
    tell,
    delivery: () => acknowledged('private'),

    async refuse(error) {
      // First, so that nobody reads that nothing was charged of what is made later.
      const isGone = (await request.reply.letGo?.()) ?? true;
      // Nothing was sent where the place forbids it, so the person can still be told why, and only they.
      if (forbidden) handle = undefined;
      // A store that cannot be reached may have taken the job in, and one that is full now may have had room for it.
      const mayBeKept = submitted && isStoreTrouble(error) && !(error.code === 'store-full' && isNotTaken(error));
      const isSure = isGone && !mayBeKept;
      const words = isSure ? explain(error) : explainForNow(error);
      // There may be a job by now, whose message it is: its end comes there once the store is back, so nothing is taken away.
      return submitted ? answer({ kind: 'text', text: words }) : tell(words);
    },

    async submit(accepted, { private: isPrivate, parent, made }) {
      const to = await acknowledged(isPrivate ? 'private' : 'public');
      const { id: eventId, actor, place } = request;
      submitted = true;
      await life.begin({
        eventId,
        actor,
        place,
        delivery: to,
        request: inPlace(accepted, place),
        private: isPrivate,
        ...(parent && { parent }),
        ...(made && { made }),
      });
    },
  };
}
