import { PermissionFlagsBits } from 'discord.js';
import type { Actor, IncomingRequest, Place, Reply } from '#src/ports/chat-platform.ts';
import type { Command } from '#src/ports/command.ts';
import { anchorOf } from '../anchor.ts';
import type { LetGo } from '../inbox.ts';
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
  came: Came,
  { replies, commands }: Pick<IntakeParts, 'replies' | 'commands'>,
  letGo: LetGo,
): IncomingRequest {
  const { origin, actor, place, said } = came;
  const opened = replies.open(origin, usualVisibility(said, commands));
  return {
    id: origin.id,
    actor,
    place,
    ...said,
    reply: {
      ack: once(opened.ack),
      ...(mayOpenForm(said) && { openForm: (form) => opened.openForm(form) }),
      anchor: () => anchorOf(origin),
      letGo,
    },
    caps: { preview: mayAttach(origin) },
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

/** Discord opens none as an answer to a form or to plain words. */
const mayOpenForm = ({ trigger }: Said): boolean => trigger !== 'form' && trigger !== 'message';

const mayAttach = ({ permissions }: RequestOrigin): boolean =>
  permissions === null || (permissions & (PermissionFlagsBits.AttachFiles | PermissionFlagsBits.Administrator)) !== 0n;

/** What the app would most likely answer, for when it is late. What was pressed may be anything, so only its presser sees that. */
function usualVisibility({ trigger, name, options }: Said, commands: readonly Command[]): 'public' | 'private' {
  if (trigger === 'message') return 'public';
  if (trigger !== 'command' || options.private === true || options['dry-run'] === true) return 'private';
  return commands.find((command) => command.name === name)?.visibility ?? 'private';
}
