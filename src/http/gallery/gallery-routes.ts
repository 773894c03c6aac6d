import { type Context, Hono } from 'hono';
import type { GalleryPageOf, GalleryPages } from '#src/app/gallery/gallery-pages.ts';
import { asEaselError, EaselError } from '#src/domain/errors.ts';
import { createPageFiles } from '#src/pages/page-files.ts';
import { pageHeaders } from '#src/pages/page-headers.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Log } from '#src/ports/log.ts';
import { ownOrigin } from '../own-origin.ts';
import { statusOf } from '../status-of.ts';
import { readPicture, readSearch } from './gallery-query.ts';
import { detailView, pageView } from './gallery-view.ts';

export interface GalleryRouteParts {
  readonly gallery: GalleryPages;
  readonly blobs: Pick<BlobStore, 'open'>;
  readonly catalogue: Pick<Catalogue, 'models'>;
  readonly publicBaseUrl: string | undefined;
  readonly log: Log;
}

const FOLDER = new URL('./page/', import.meta.url);
const NEVER_KEPT = { 'Cache-Control': 'no-store' };
/** What was looked at once is not fetched again as long as a link holds; the browser keeps it for this person alone. */
const KEPT = { 'Cache-Control': 'private, max-age=3600', Vary: 'Authorization' };

/**
 * `/gallery`: the page on which one person looks at what was made, and what it asks for. The page itself is the same for everybody.
 * Its token stands behind the number sign of the address and comes as a bearer token, so no address that is logged, kept or sent
 * on tells it, and no other site can send it. Whatever somebody may not see looks as if it was not there.
 */
export function galleryRoutes({ gallery, blobs, catalogue, publicBaseUrl, log }: GalleryRouteParts): Hono {
  const routes = new Hono();
  const pageFile = createPageFiles(FOLDER);

  routes.onError((error, context) => refusal(error, context, log));
  routes.use('/gallery', pageHeaders);
  routes.use('/gallery/*', pageHeaders, ownOrigin(publicBaseUrl));
  routes.get('/gallery', async (context) => (await pageFile('index.html')) ?? context.notFound());
  routes.get('/gallery/assets/:name{.+}', async (context) => {
    const file = await pageFile(context.req.param('name'), context.req.header('if-none-match'));
    return file ?? context.notFound();
  });

  routes.get('/gallery/results', async (context) => {
    const page = await opened(context, gallery);
    const found = await page.search(readSearch(context.req.query()));
    const models = catalogue.models.map(({ id }) => id);
    return context.json(pageView(found, page, models), 200, NEVER_KEPT);
  });
  routes.get('/gallery/results/:id', async (context) => {
    const page = await opened(context, gallery);
    const detail = await page.detail(context.req.param('id'));
    if (!detail) throw notThere();
    return context.json(detailView(detail, page.viewer), 200, NEVER_KEPT);
  });
  routes.delete('/gallery/results/:id', async (context) => {
    const page = await opened(context, gallery);
    await page.remove(context.req.param('id'));
    return context.body(null, 204, NEVER_KEPT);
  });

  routes.get('/gallery/pictures/:id/:which/:size', async (context) => {
    const page = await opened(context, gallery);
    const { id, which, size } = readPicture(context.req.param());
    return size === 'original' ? original(page, id, which) : small(page, id, which, size);
  });

  return routes;

  async function small(page: GalleryPageOf, ...asked: Parameters<GalleryPageOf['picture']>): Promise<Response> {
    const bytes = await page.picture(...asked);
    if (!bytes) throw notThere();
    // A copy, because a Response may not share memory that somebody else can still write to.
    return new Response(new Uint8Array(bytes), { headers: { ...KEPT, 'Content-Type': 'image/webp' } });
  }

  /** As it was made, byte for byte. */
  async function original(page: GalleryPageOf, id: string, which: number | 'reference'): Promise<Response> {
    const found = which === 'reference' ? undefined : await page.original(id, which);
    const blob = found && (await blobs.open(found.picture.key));
    if (!found || !blob) throw notThere();
    return new Response(blob.body, {
      headers: {
        ...NEVER_KEPT,
        'Content-Type': found.picture.type,
        'Content-Length': String(blob.size),
        'Content-Disposition': `attachment; filename="${found.name.replace(/[^\w.-]/g, '_')}"`,
      },
    });
  }
}

/** @throws {EaselError} `page-over` for a token that opens nothing. */
async function opened({ req }: Context, gallery: GalleryPages): Promise<GalleryPageOf> {
  const [, token] = /^Bearer ([\w-]{1,200})$/.exec(req.header('authorization') ?? '') ?? [];
  const page = token === undefined ? undefined : await gallery.open(token);
  if (!page) throw new EaselError('page-over', { how: 'Say /history in the chat and open your gallery from there.' });
  return page;
}

const notThere = (): EaselError => new EaselError('not-found', { what: 'This result' });

function refusal(thrown: Error, context: Context, log: Log): Response {
  const error = asEaselError(thrown);
  if (error.code === 'internal') log.error({ err: thrown }, 'The gallery page broke');
  const { code, message } = error;
  // Whether a link is too old or was never one is nobody's business who has none.
  const status = code === 'page-over' ? 404 : statusOf(error);
  return context.json({ error: { code, message } }, status, NEVER_KEPT);
}
