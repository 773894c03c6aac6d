import { accountIdOf } from '#src/app/accept-job.ts';
import type { createDryRun, DryRun } from '#src/app/dry-run.ts';
import type { Turns } from '#src/app/keep-images.ts';
import type { Parts } from '#src/app/parts.ts';
import { settingsOf, withSettings } from '#src/app/person-settings.ts';
import { inPlace } from '#src/app/place-rules.ts';
import type { Route } from '#src/app/route.ts';
import { whereOf } from '#src/app/rules/whereabouts.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import type { Picture, Size } from '#src/domain/picture.ts';
import type { Limits } from '#src/domain/policy.ts';
import { maskToGreyPng } from '#src/images/mask.ts';
import { readPaintedMask } from '#src/images/read-painted-mask.ts';
import type { createOpenPaint, OpenPaint } from './open-paint.ts';
import type { PaintAbout } from './paint-about.ts';
import { paintSize } from './paint-size.ts';

/** What comes from the page. */
export interface Painted {
  /** A PNG of the page's size: alpha 0 = change. */
  readonly mask: Uint8Array;
  readonly prompt: string;
  /** Everything that is not painted stays to the pixel. */
  readonly exact: boolean;
  /** The person said that nothing of the picture has to stay. */
  readonly everything: boolean;
}

/** What would be done of it, and nothing was yet. */
export interface PlannedPaint extends OpenPaint {
  readonly request: AcceptedRequest;
  readonly mask: Picture & Size;
  readonly dry: DryRun;
}

export interface PlanPaintParts extends Pick<Parts, 'catalogue' | 'documents'> {
  readonly openPaint: ReturnType<typeof createOpenPaint>;
  readonly dryRun: ReturnType<typeof createDryRun>;
  readonly turns: Turns;
  readonly limits: Limits;
}

/** A mask of words and a little edge is some kilobytes; of all that can be painted by hand, some hundreds. */
export const MASK_MAX_BYTES = 8 * 1_048_576;

const PATIENCE_MS = 60_000;
/** What the mask is called while nothing is kept. */
const MASK_KEY = 'painted-mask';

/** Reads what was painted and plans the edit of it, as `/edit` with `dry-run` does. */
export function createPlanPaint(parts: PlanPaintParts) {
  const { openPaint, dryRun, turns, limits } = parts;

  /** @throws {EaselError} what `openPaint` throws, what is wrong with the mask, or what would be refused. */
  return async function planPaint(token: string, painted: Painted): Promise<PlannedPaint> {
    const { pass, route } = await openPaint(token);
    const { about } = pass;
    const mask = await turns.read(() => greyMask(painted, paintSize(about.picture, limits.referencePixels)));
    const request = await requestOf(about, painted);
    const tried = { ...request, mask: maskRef(MASK_KEY) };
    const where = whereOf(about.actor, about.place);
    const dry = await dryRun(tried, where, showing(route, mask), AbortSignal.timeout(PATIENCE_MS));
    return { pass, route, request, mask, dry };
  };

  /** The edit with what the person set for all of theirs. */
  async function requestOf({ request, actor, place, caps }: PaintAbout, painted: Painted): Promise<AcceptedRequest> {
    const usual = await settingsOf(accountIdOf(place.tenantId, actor.userId), parts).read();
    const options = { ...request.options, exact: painted.exact };
    return inPlace(withSettings({ ...request, prompt: painted.prompt, options }, usual, caps), place);
  }
}

/** A mask of ours, by where its bytes are. */
export const maskRef = (key: string) => ({ key, filename: 'mask.png', painted: true as const });

async function greyMask({ mask: bytes, everything }: Painted, size: Size): Promise<Picture & Size> {
  const { mask, isAll } = await readPaintedMask(bytes, size, { name: 'mask.png', maxBytes: MASK_MAX_BYTES });
  if (isAll && !everything) throw new EaselError('all-painted', {});
  return { ...(await maskToGreyPng(mask, size)), ...size };
}

/** Nothing is kept for a price: the mask is read from memory. */
const showing = (route: Route, mask: Picture): Route => ({
  ...route,
  openImage: async (image, limits) => (image.key === MASK_KEY ? mask.bytes : route.openImage(image, limits)),
});
