import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** The colours, letters and small things of every page, which each page names by `look/`. */
const LOOK = new URL('./', import.meta.url);

/** A file of a page, or `undefined`. @param ifNoneMatch what the browser has already. */
export type PageFile = (name: string, ifNoneMatch?: string) => Promise<Response | undefined>;

/**
 * The files of a page in a folder of its own, and below `look/` those of all pages. Checked for freshness on every load: after an
 * update nobody runs an old script against a new server.
 */
export function createPageFiles(folder: URL): PageFile {
  return async (name, ifNoneMatch) => {
    const [, look, ending = ''] = /^(look\/)?[a-z]+(?:-[a-z]+)*\.(html|css|js|svg)$/.exec(name) ?? [];
    const type = TYPES[ending];
    const bytes = type && (await readFile(new URL(name, look ? LOOK : folder)).catch(() => undefined));
    if (!bytes) return undefined;
    const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    const headers = { 'Content-Type': type, 'Cache-Control': 'no-cache', ETag: tag };
    if (ifNoneMatch === tag) return new Response(null, { status: 304, headers });
    return new Response(new Uint8Array(bytes), { headers });
  };
}
