import type { PagePasses } from '#src/app/page-passes.ts';
import type { Parts } from '#src/app/parts.ts';
import { EaselError } from '#src/domain/errors.ts';
import { text } from '#src/domain/text.ts';
import type { Answer, AnswerLink } from '#src/ports/cards.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import { PAINTER } from './can-paint.ts';
import type { PaintAbout } from './paint-about.ts';

/** What can be painted on: one picture of a result, or one that somebody attached. */
export interface Paintable extends Pick<PaintAbout, 'picture' | 'request' | 'private' | 'parent'> {
  readonly label: string;
}

export interface OfferParts {
  readonly passes: PagePasses;
  readonly pageUrl: Parts['pageUrl'];
}

/** Short enough for a link that went astray to be worth nothing, and long enough to paint. */
const MINUTES = 15;

const WORDS = text(
  'Paint over the part that may change, and write what should happen there. You see the price before anything is spent. ' +
    `The link is yours alone: do not pass it on. It works for ${MINUTES} minutes and for one edit.`,
);

/** Makes the private answer that leads to the painter. */
export function createOfferPaint({ passes, pageUrl }: OfferParts) {
  /** @throws {EaselError} `not-allowed` where nobody could reach the page, or come back from it. */
  return async function offerPaint(given: readonly Paintable[], request: IncomingRequest): Promise<Answer> {
    const { actor, place, caps, reply } = request;
    const anchor = reply.anchor?.();
    if (!anchor || pageUrl(PAINTER, place.platform) === undefined) throw notHere();
    const links: AnswerLink[] = [];
    for (const { label, ...one } of given) {
      const about: PaintAbout = { ...one, actor, place, caps, anchor };
      const token = await passes.issue({ kind: 'paint', ...whoseOf(about), about, ttlMs: MINUTES * 60_000 });
      const url = pageUrl(`${PAINTER}${token}`, place.platform);
      if (url !== undefined) links.push({ label, url });
    }
    return { kind: 'text', text: WORDS, links };
  };
}

/** Whose page it is. */
export const whoseOf = ({ place: { tenantId }, actor: { userId: personId, isModerator } }: PaintAbout) => ({
  tenantId,
  personId,
  isModerator,
});

const notHere = (): EaselError =>
  new EaselError('not-allowed', {
    what: 'open the painter here: whoever runs Easel has to set PUBLIC_BASE_URL. Name the part that may change instead',
  });
