import type { Shelf } from '#src/app/card-picture.ts';
import type { Conversation } from '#src/app/conversation.ts';
import { EaselError } from '#src/domain/errors.ts';
import { text } from '#src/domain/text.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import { type Case, DECISIONS, type Decision } from './case.ts';
import { caseCard, casePictures, decidedWords, OPEN, readCaseState } from './case-card.ts';
import type { Cases } from './cases.ts';
import type { DecideCase } from './decide-case.ts';

export interface HandleDecisionParts extends Shelf {
  readonly cases: Cases;
  readonly decideCase: DecideCase;
}

/** A moderator presses a button of a case. One press decides, and everybody who presses after it is told who did. */
export function createHandleDecision({ cases, decideCase, ...shelf }: HandleDecisionParts) {
  /** @throws {EaselError} `not-allowed`, or `not-found` where the case is not one of this tenant, or gone. */
  return async function handleDecision(request: IncomingRequest, talk: Conversation, state: string): Promise<void> {
    await talk.acknowledge('private');
    const { actor, place } = request;
    if (!actor.isModerator) throw new EaselError('not-allowed', { what: 'decide about cases' });
    const pressed = readCaseState(state);
    const one = pressed && (await cases.get(place.tenantId, pressed.caseId));
    if (!one) throw gone();
    if (pressed.decision === OPEN) return talk.answer(caseCard(one, casePictures(one, shelf)));
    const kind = DECISIONS.find((decision) => decision === pressed.decision);
    if (!kind) throw gone();
    await decide(one, kind, request, talk);
  };

  async function decide(one: Case, kind: Decision, { id, actor }: IncomingRequest, talk: Conversation): Promise<void> {
    const by = { id: actor.userId, name: actor.displayName };
    const outcome = await decideCase.decide(one, { kind, eventId: id, by });
    if (!outcome?.one.decided) throw gone();
    const words = decidedWords(outcome.one, outcome.one.decided);
    await talk.answer({
      kind: 'text',
      text: outcome.isOurs
        ? text('Done: ', words, '.', outcome.stillWaited ? '' : ' The request itself waited no more: it was canceled.')
        : text('It was decided before you pressed: ', words, '.'),
    });
  }
}

const gone = (): EaselError => new EaselError('not-found', { what: 'This case' });
