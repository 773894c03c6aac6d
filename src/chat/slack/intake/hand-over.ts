import type { Actor, IncomingRequest, Reply } from '#src/ports/chat-platform.ts';
import { anchorOf } from '../anchor.ts';
import type { RequestOrigin } from '../origin.ts';
import type { Around, IntakeParts } from './parts.ts';
import { placeOf } from './place.ts';
import type { Said } from './said.ts';

export interface Known {
  readonly origin: RequestOrigin;
  readonly actor: Actor;
  readonly said: Said;
  readonly around: Pick<Around, 'letGo'>;
}

/** A request as the app gets it. */
export function toRequest(
  known: Known,
  { replies, previews }: Pick<IntakeParts, 'replies' | 'previews'>,
): IncomingRequest {
  const { origin, actor, said } = known;
  const { letGo } = known.around;
  const opened = replies.open(origin);
  return {
    id: origin.id,
    actor,
    place: placeOf(origin),
    ...said,
    reply: {
      ack: once(opened.ack),
      ...(mayOpenForm(origin, said) && { openForm: (form) => opened.openForm(form) }),
      anchor: () => anchorOf(origin),
      ...(letGo && { letGo }),
    },
    caps: { preview: previews },
  };
}

/** Where the place forbids it nothing was sent, and a private one may follow. */
function once(ack: Reply['ack']): Reply['ack'] {
  let used = false;
  return async (visibility) => {
    if (used) throw new Error('A request is acknowledged once.');
    used = true;
    return ack(visibility).catch((error: unknown) => {
      used = false;
      throw error;
    });
  };
}

/** Forms that follow each other lead nowhere; Slack opens none as an answer to plain words. */
const mayOpenForm = ({ triggerId }: RequestOrigin, { trigger }: Said): boolean =>
  triggerId !== null && trigger !== 'form' && trigger !== 'message';
