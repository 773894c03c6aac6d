import type { PagePasses, Pass } from '#src/app/page-passes.ts';
import type { Route } from '#src/app/route.ts';
import type { Admit } from '#src/app/rules/admit.ts';
import type { Standings } from '#src/app/rules/standings.ts';
import { whereOf } from '#src/app/rules/whereabouts.ts';
import { isVisibleTo } from '#src/app/visible-job.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { PaintAbout } from './paint-about.ts';

export interface OpenPaintParts {
  readonly passes: PagePasses;
  readonly jobs: JobStore;
  readonly blobs: BlobStore;
  readonly standings: Standings;
  readonly admit: Admit;
  readonly routes: ReadonlyMap<string, Route>;
}

/** A page that may be used at this moment. */
export interface OpenPaint {
  readonly pass: Pass<'paint'>;
  readonly route: Route & Required<Pick<Route, 'goOn'>>;
}

const AGAIN = 'Go back to the chat and press Paint mask again; you get a new link.';

/** Looks at a page's link, and at everything that may have changed since it was given out. */
export function createOpenPaint({ passes, jobs, blobs, standings, admit, routes }: OpenPaintParts) {
  /** @throws {EaselError} `page-over`, `not-found` where the picture is gone, or why the person may have nothing made there. */
  return async function openPaint(token: string): Promise<OpenPaint> {
    const pass = await passes.read(token, 'paint');
    if (!pass) throw pageOver();
    const { actor, place } = pass.about;
    await checkPicture(pass.about);
    await admit.look(await standings.of(whereOf(actor, place)));
    return { pass, route: routeOf(place.platform) };
  };

  /** The picture of a result is there for as long as the result is, and for whom it is there. */
  async function checkPicture({ parent, picture, actor, place }: PaintAbout): Promise<void> {
    const job = parent && (await jobs.get(parent.jobId));
    const isGone = parent !== undefined && !(job && isVisibleTo(job, { actor, place }));
    if (isGone || !(await blobs.look(picture.key))) throw new EaselError('not-found', { what: 'This picture' });
  }

  function routeOf(platform: string): OpenPaint['route'] {
    const route = routes.get(platform);
    const goOn = route?.goOn;
    if (!route || !goOn) throw new EaselError('unavailable', { provider: 'The chat' });
    return { ...route, goOn };
  }
}

export const pageOver = (): EaselError => new EaselError('page-over', { how: AGAIN });
