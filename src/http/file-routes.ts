import { Hono } from 'hono';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { FileLinks } from './file-links.ts';

/**
 * `GET /files/TOKEN`: a picture as it was made, for who has its address, for as long as that holds and the picture is there. What
 * is forged, too old or deleted looks the same from outside.
 */
export function fileRoutes({ links, blobs }: { readonly links: Pick<FileLinks, 'read'>; readonly blobs: BlobStore }) {
  const routes = new Hono();

  routes.get('/files/:token', async (context) => {
    const file = links.read(context.req.param('token'));
    const bytes = file && (await blobs.get(file.key));
    if (!file || !bytes) return context.notFound();
    // A copy, because a Response may not share memory that somebody else can still write to.
    return new Response(new Uint8Array(bytes), {
      headers: {
        'Content-Type': file.type,
        'Content-Length': String(bytes.byteLength),
        'Content-Disposition': attachment(file.name),
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        'Cache-Control': 'private, max-age=3600',
      },
    });
  });

  return routes;
}

/** Names are ours: letters, digits, dots and hyphens; everything else would break the header. */
const attachment = (name: string): string => `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`;
