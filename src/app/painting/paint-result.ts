import type { Conversation } from '#src/app/conversation.ts';
import { resultRef } from '#src/app/follow-up.ts';
import type { PressedButton } from '#src/app/tokens.ts';
import type { Job } from '#src/domain/job.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { createOfferPaint, Paintable } from './offer-paint.ts';

/** More links than these nobody reads; each picture has a button of its own where there is room. */
const MOST_LINKS = 10;

/** The button at a picture that opens the painter, for who presses it: a link for each picture that may be meant. */
export function createPaintResult(offerPaint: ReturnType<typeof createOfferPaint>) {
  /** @throws {EaselError} `not-found` where the picture is gone, or `not-allowed`. */
  return async function paintResult(
    job: Job,
    pressed: PressedButton,
    request: IncomingRequest,
    talk: Conversation,
  ): Promise<void> {
    const { picture } = pressed;
    const all = (job.result?.pictures ?? []).map((_, index) => index).slice(0, MOST_LINKS);
    const wanted = picture === undefined && all.length > 0 ? all : [picture ?? 0];
    const isPrivate = pressed.private || job.private;
    const paintables = wanted.map((index) => paintable(job, index, { isPrivate, isOne: wanted.length === 1 }));
    await talk.answer(await offerPaint(paintables, request));
  };
}

function paintable(
  job: Job,
  index: number,
  { isPrivate, isOne }: { readonly isPrivate: boolean; readonly isOne: boolean },
): Paintable {
  const ref = resultRef(job, index);
  const picture = job.result?.pictures[index];
  if (!picture) throw new Error('A picture that can be opened is not there.');
  return {
    label: isOne ? 'Open the painter' : `Paint picture ${index + 1}`,
    picture,
    request: { command: 'edit', prompt: '', options: {}, images: [ref], instructions: [] },
    private: isPrivate,
    parent: { jobId: job.id, by: 'paint' },
  };
}
