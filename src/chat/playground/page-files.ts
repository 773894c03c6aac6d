import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

const FOLDER = new URL('./page/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** A file of the page, checked for freshness on every load: after an update nobody runs an old script against a new server. */
export async function pageFile(name: string, ifNoneMatch: string | undefined): Promise<Response | undefined> {
  const [, ending = ''] = /^[a-z]+(?:-[a-z]+)*\.(html|css|js|svg)$/.exec(name) ?? [];
  const type = TYPES[ending];
  const bytes = type && (await readFile(new URL(name, FOLDER)).catch(() => undefined));
  if (!bytes) return undefined;
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const headers = { 'Content-Type': type, 'Cache-Control': 'no-cache', ETag: tag };
  if (ifNoneMatch === tag) return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(bytes), { headers });
}
