import { EaselError } from '#src/domain/errors.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Moderation } from '#src/ports/moderation.ts';

/** What moderators of the request's tenant decide and see. */
export function createModeration({ actor }: Pick<IncomingRequest, 'actor'>): Moderation {
  const notYet = async (): Promise<never> => {
    if (!actor.isModerator) throw new EaselError('not-allowed', { what: 'see or change the rules of this place' });
    throw new EaselError('not-found', { what: 'This part of the rules' });
  };
  return {
    policy: notYet,
    change: notYet,
    revisions: notYet,
    undo: notYet,
    person: notYet,
    grant: notYet,
    reset: notYet,
    pause: notYet,
    resume: notYet,
    state: notYet,
    usage: notYet,
    audit: notYet,
    auditCsv: notYet,
    trial: notYet,
    whatIf: notYet,
  };
}
