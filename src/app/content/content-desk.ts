import type { Shelf } from '#src/app/card-picture.ts';
import type { Route } from '#src/app/route.ts';
import { EaselError } from '#src/domain/errors.ts';
import { text } from '#src/domain/text.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { CaseSummary, ContentDesk } from '#src/ports/content-desk.ts';
import { type Case, reasonOf } from './case.ts';
import { caseCard, casePictures, openAction } from './case-card.ts';
import type { Cases } from './cases.ts';
import type { Reach } from './reach.ts';

export interface ContentDeskParts extends Shelf {
  readonly content: { readonly cases: Cases; readonly reach: Pick<Reach, 'logTroubleAt'> };
  /** Whatever looks at content. */
  readonly contentCheck?: unknown;
  readonly retentionMs: number;
}

/** What moderators of the request's tenant see of cases. */
export function createContentDesk(
  { actor, place: { tenantId } }: Pick<IncomingRequest, 'actor' | 'place'>,
  route: Route,
  { content: { cases, reach }, contentCheck, retentionMs, ...shelf }: ContentDeskParts,
): ContentDesk {
  return {
    canCheck: contentCheck !== undefined,
    keptMs: retentionMs,

    async cases() {
      check();
      return (await cases.awaiting(tenantId)).map(summaryOf);
    },

    async showCase(caseId) {
      check();
      const one = await cases.get(tenantId, caseId);
      return one && caseCard(one, casePictures(one, shelf));
    },

    async logTroubleAt() {
      check();
      return reach.logTroubleAt(tenantId);
    },

    async tryLog(channelId) {
      check();
      if (!route.reach) throw new EaselError('not-allowed', { what: 'have a log channel here' });
      const handle = await route.reach({ tenantId, channelId });
      await route.delivery(handle).answer({ kind: 'text', text: HELLO });
    },
  };

  function check(): void {
    if (!actor.isModerator) throw new EaselError('not-allowed', { what: 'see cases' });
  }
}

const HELLO = text('From now on what rules about content refuse, or keep for a moderator, is told here.');

const summaryOf = (one: Case): CaseSummary => ({
  id: one.id,
  at: one.appealedAt ?? one.at,
  personId: one.personId,
  what: reasonOf(one),
  kind: one.appealedAt === undefined ? one.stage : 'appeal',
  open: openAction(one.id, `Open ${one.id.slice(0, 6)}`),
});
