import { accountIdOf } from '#src/app/accept-job.ts';
import type { Shelf } from '#src/app/card-picture.ts';
import type { PagePasses } from '#src/app/page-passes.ts';
import type { Standings } from '#src/app/rules/standings.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Gallery, GalleryBegun, GalleryPage, GallerySearch } from '#src/ports/gallery.ts';
import type { JobList, JobStore, LinesFrom, PlacedLine } from '#src/ports/job-store.ts';
import { findLines, isMadeBy, lineFits } from './find-lines.ts';
import { galleryItem } from './gallery-item.ts';
import { mayRead, maySee, type Viewer } from './may-see.ts';

export interface GalleryParts extends Shelf {
  readonly jobs: JobStore;
  readonly standings: Pick<Standings, 'of'>;
  readonly passes: Pick<PagePasses, 'issue'>;
  readonly pageUrl: (path: string, platform: string) => string | undefined;
  readonly clock: Clock;
}

const GALLERY_MS = 3_600_000;
const GALLERY_PATH = '/gallery';
const MOST = 100;

/** What was made, by who looks at it and where. */
export function createGalleries(parts: GalleryParts) {
  const { jobs, standings, passes, pageUrl } = parts;

  return function galleryOf(viewer: Viewer): Gallery {
    const { tenantId, personId, platform, channelId } = viewer;
    return {
      search: (wanted) => search(wanted, viewer, parts),

      async item(jobId) {
        const job = await jobs.get(jobId);
        return job && maySee(job, viewer) ? galleryItem(job, viewer, parts) : undefined;
      },

      async pageLink(begun = {}) {
        if (pageUrl(GALLERY_PATH, platform) === undefined) return undefined;
        const whose = { tenantId, personId, isModerator: viewer.isModerator };
        const about = { platform, channelId };
        const token = await passes.issue({ kind: 'gallery', ...whose, about, ttlMs: GALLERY_MS, only: true });
        // What stands behind the number sign is never sent, so no log has it.
        return pageUrl(`${GALLERY_PATH}#${token}${wordsOf(begun)}`, platform);
      },

      timeZone: async () => (await standings.of({ tenantId, personId, roles: [], channelId })).timeZone,
    };
  };
}

/** What the chat's own buttons take of an address; a longer search begins on the page. */
const MOST_BEGUN = 200;

function wordsOf({ whose = 'own', ...words }: GalleryBegun): string {
  const query = new URLSearchParams(words);
  if (whose !== 'own') query.set('whose', whose === 'everyone' ? whose : `person:${whose.personId}`);
  const written = query.toString();
  return written === '' || written.length > MOST_BEGUN ? '' : `&${written}`;
}

async function search(wanted: GallerySearch, viewer: Viewer, parts: GalleryParts): Promise<GalleryPage> {
  const { jobs, clock } = parts;
  const list = listOf(wanted.whose, viewer);
  const limit = Math.min(wanted.limit, MOST);
  const from: LinesFrom = { after: wanted.after, before: wanted.to };
  const found = await findLines(jobs.lines(list, from), { ...wanted, limit, fits: lineFits(wanted, viewer) }, clock);
  const opened = await Promise.all(found.lines.map(([, { jobId }]) => jobs.get(jobId)));
  const items = opened.flatMap((job) => (job && isWanted(job, wanted, viewer) ? galleryItem(job, viewer, parts) : []));
  return { items, ...endOf(found.stoppedAt, found.lines.length < limit) };
}

function endOf(stoppedAt: PlacedLine | undefined, isUnfinished: boolean): Omit<GalleryPage, 'items'> {
  if (!stoppedAt) return {};
  const [next, { createdAt }] = stoppedAt;
  return { next, ...(isUnfinished && { lookedBackTo: createdAt }) };
}

/** @throws {EaselError} `not-allowed`. */
function listOf(whose: GallerySearch['whose'], { tenantId, personId, isModerator }: Viewer): JobList {
  if (whose === undefined || whose === 'own') return { accountId: accountIdOf(tenantId, personId) };
  const isSelf = whose !== 'everyone' && whose.personId === personId;
  if (!isModerator && !isSelf) throw new EaselError('not-allowed', { what: 'see what others made; moderators may' });
  return whose === 'everyone' ? { tenantId } : { accountId: accountIdOf(tenantId, whose.personId) };
}

/** What a line could not tell: the job has the last word. */
function isWanted(job: Job, wanted: GallerySearch, viewer: Viewer): boolean {
  if (!maySee(job, viewer)) return false;
  if ((wanted.words ?? '').trim() !== '' && !mayRead(job, viewer)) return false;
  const plan = job.result?.plan ?? job.plan;
  return isMadeBy(plan ?? {}, wanted);
}
