import { PermissionFlagsBits } from 'discord.js';
import type { Actor, IncomingRequest, Place } from '#src/ports/chat-platform.ts';
import type { RequestOrigin } from '../origin.ts';
import type { IntakeParts } from './parts.ts';
import type { Said } from './said.ts';

export interface Came {
  readonly origin: RequestOrigin;
  readonly actor: Actor;
  readonly place: Place;
  readonly said: Said;
}

/** A request as the app gets it. From here on somebody watches that it is acknowledged. */
export function toRequest(
  { origin, actor, place, said }: Came,
  { replies }: Pick<IntakeParts, 'replies'>,
): IncomingRequest {
  const opened = replies.open(origin);
  return {
    id: origin.id,
    actor,
    place,
    ...said,
    reply: {
      ack: (visibility) => opened.ack(visibility),
      ...(mayOpenForm(said) && { openForm: (form) => opened.openForm(form) }),
    },
    caps: { preview: mayAttach(origin) },
  };
}

/** Discord opens none as an answer to a form or to plain words. */
const mayOpenForm = ({ trigger }: Said): boolean => trigger !== 'form' && trigger !== 'message';

const mayAttach = ({ permissions }: RequestOrigin): boolean =>
  permissions === null || (permissions & (PermissionFlagsBits.AttachFiles | PermissionFlagsBits.Administrator)) !== 0n;
