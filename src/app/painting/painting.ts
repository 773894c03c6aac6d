import { accountIdOf } from '#src/app/accept-job.ts';
import type { createDryRun } from '#src/app/dry-run.ts';
import type { JobLife } from '#src/app/job-life.ts';
import type { WholeParts } from '#src/app/parts.ts';
import type { KeepShown } from '#src/app/shown-pictures.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Picture, Size } from '#src/domain/picture.ts';
import { pagePicture } from '#src/images/page-picture.ts';
import { createOpenPaint } from './open-paint.ts';
import { type PaintPrice, priceOf } from './paint-price.ts';
import { paintSize } from './paint-size.ts';
import { createPlanPaint, type Painted } from './plan-paint.ts';
import { createSendPaint, type SentPaint } from './send-paint.ts';

/** What the painter's page shows first. */
export interface PaintView extends Size {
  /** What was written already. */
  readonly prompt: string;
  readonly private: boolean;
  /** Epoch milliseconds. */
  readonly endsAt: number;
  readonly now: number;
  readonly backUrl?: string;
}

/** The painter's page, by its token. Every call throws `page-over` for a link that opens nothing any more, and says who may not why. */
export interface Painting {
  open(token: string): Promise<PaintView>;
  /** The name of the account whose page it is. */
  whose(token: string): Promise<string>;
  /** The picture to paint on, small enough for a phone. */
  picture(token: string): Promise<Picture>;
  /** What an edit would do for how much. Nothing is spent, and the link is not used up. */
  price(token: string, painted: Painted): Promise<PaintPrice>;
  /** @param seen the price the person said yes to. */
  send(token: string, painted: Painted, seen: number): Promise<SentPaint>;
}

export interface PaintingMore {
  readonly life: JobLife;
  readonly dryRun: ReturnType<typeof createDryRun>;
  readonly keepShown: KeepShown;
  readonly isStopping: () => boolean;
}

/** On the longer side. More is not seen, and a phone would carry it all the same. */
const SHOWN_EDGE = 2048;

export function createPainting(parts: WholeParts, more: PaintingMore): Painting {
  const { blobs, turns, limits, clock } = parts;
  const openPaint = createOpenPaint(parts);
  const planPaint = createPlanPaint({ ...parts, ...more, openPaint });
  const drawing = new Map<string, Promise<Picture>>();
  return {
    async open(token) {
      const { pass } = await openPaint(token);
      const { picture, request, private: isPrivate, anchor } = pass.about;
      return {
        ...paintSize(picture, limits.referencePixels),
        prompt: request.prompt,
        private: isPrivate,
        endsAt: pass.endsAt,
        now: clock.now(),
        ...(anchor.url !== undefined && { backUrl: anchor.url }),
      };
    },

    async whose(token) {
      const { pass } = await openPaint(token);
      return accountIdOf(pass.tenantId, pass.personId);
    },

    picture(token) {
      // It takes its turn among everybody's pictures, so nobody may stand in line often with one link.
      const drawn = drawing.get(token) ?? shown(token).finally(() => drawing.delete(token));
      drawing.set(token, drawn);
      return drawn;
    },

    price: async (token, painted) => priceOf(await planPaint(token, painted)),
    send: createSendPaint({ ...parts, ...more, planPaint }),
  };

  async function shown(token: string): Promise<Picture> {
    const { pass } = await openPaint(token);
    const { key, type } = pass.about.picture;
    const bytes = await blobs.get(key);
    if (!bytes) throw new EaselError('not-found', { what: 'This picture' });
    return turns.read(() => pagePicture({ bytes, type }, SHOWN_EDGE));
  }
}
