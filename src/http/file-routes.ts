import { type Context, Hono } from 'hono';
import type { MayFetch } from '#src/app/file-access.ts';
import type { BlobFacts, BlobStore, ByteRange } from '#src/ports/blob-store.ts';
import { rangeOf } from './byte-range.ts';
import type { FileLinks, LinkedFile } from './file-links.ts';

export interface FileRouteParts {
  readonly files: Pick<FileLinks, 'read'> & { readonly mayFetch: MayFetch };
  readonly blobs: Pick<BlobStore, 'open' | 'look'>;
}

/**
 * `GET /files/TOKEN`: a picture as it was made, for who has its address, for as long as that holds and the picture is there. The
 * bytes flow through: no picture is held in memory. What is forged, too old, deleted or nonsense looks the same from outside.
 */
export function fileRoutes({ files, blobs }: FileRouteParts) {
  const routes = new Hono();

  routes.get(`${BELOW}*`, async (context) => {
    // As it was sent: an address of ours has nothing in it that could be written in another way.
    const file = files.read(new URL(context.req.url).pathname.slice(BELOW.length));
    if (!file || !(await files.mayFetch(file))) return nothing(context);
    return wantsFactsFirst(context) ? withFacts(context, file) : whole(context, file);
  });

  return routes;

  async function whole(context: Context, file: LinkedFile): Promise<Response> {
    const blob = await blobs.open(file.key);
    if (!blob) return nothing(context);
    return new Response(blob.body, { headers: { ...headersOf(file, blob), 'Content-Length': String(blob.size) } });
  }

  /** Who asks for the head alone, for a part, or whether something changed, costs no bytes that are not wanted. */
  async function withFacts(context: Context, file: LinkedFile): Promise<Response> {
    const facts = await blobs.look(file.key);
    if (!facts) return nothing(context);
    const headers = headersOf(file, facts);
    if (isKnown(context.req.header('If-None-Match'), facts)) return new Response(null, { status: 304, headers });
    const range = wantedRange(context, facts);
    if (range === 'unsatisfiable')
      return new Response(null, { status: 416, headers: { ...headers, 'Content-Range': `bytes */${facts.size}` } });
    if (context.req.method === 'HEAD')
      return new Response(null, { headers: { ...headers, 'Content-Length': String(facts.size) } });
    return range ? part(context, file, range) : whole(context, file);
  }

  async function part(context: Context, file: LinkedFile, range: ByteRange): Promise<Response> {
    const blob = await blobs.open(file.key, range);
    if (!blob) return nothing(context);
    const { first, last } = range;
    const headers = {
      ...headersOf(file, blob),
      'Content-Length': String(last - first + 1),
      'Content-Range': `bytes ${first}-${last}/${blob.size}`,
    };
    return new Response(blob.body, { status: 206, headers });
  }
}

const BELOW = '/files/';

/** Always the same words: whoever tries addresses learns nothing from them. */
const nothing = (context: Context): Response =>
  context.text('There is no such file, or its link is too old.\n', 404, {
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  });

const wantsFactsFirst = ({ req }: Context): boolean =>
  req.method === 'HEAD' || req.header('Range') !== undefined || req.header('If-None-Match') !== undefined;

/** A part is only worth something to who has the rest of the same bytes. */
function wantedRange({ req }: Context, facts: BlobFacts): ByteRange | 'unsatisfiable' | undefined {
  const condition = req.header('If-Range');
  const isSame = condition === undefined || condition === etagOf(facts);
  return req.method === 'GET' && isSame ? rangeOf(req.header('Range'), facts.size) : undefined;
}

const isKnown = (header: string | undefined, facts: BlobFacts): boolean =>
  (header ?? '').split(',').some((each) => ['*', etagOf(facts)].includes(each.trim().replace(/^W\//, '')));

const etagOf = ({ tag }: BlobFacts): string => `"${tag}"`;

const headersOf = ({ name, type }: LinkedFile, facts: BlobFacts) => ({
  'Content-Type': type,
  'Content-Disposition': attachment(name),
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'private, max-age=3600',
  'Accept-Ranges': 'bytes',
  ETag: etagOf(facts),
});

/** Names are ours: letters, digits, dots and hyphens; everything else would break the header. */
const attachment = (name: string): string => `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`;
