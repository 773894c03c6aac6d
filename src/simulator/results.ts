import type { Context } from 'hono';
import type { Shelf } from './shelf.ts';

const PAGE = '<!doctype html><title>Sign in</title><p>Sign in to see this picture.</p>';
const HUGE_BYTES = 60_000_000;
/** Nobody listens there: it is one of the ports that browsers and fetch refuse. */
const OTHER_PORT = 'http://127.0.0.1:9/picture.png';
const OTHER_HOST = 'http://pictures.invalid/picture.png';
const PNG_BEGINS = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** What is found at the address of a result. */
export function fromShelf(shelf: Shelf, name: string): Response {
  const found = shelf.get(name);
  return found ? new Response(new Uint8Array(found.bytes), { headers: { 'content-type': found.type } }) : expired();
}

/** What is found there where a fault spoiled it. */
export function badOutput(call: Context, how: string): Response {
  return (OUTPUTS[how] ?? expired)(call);
}

const expired = (): Response => new Response('This address has expired.', { status: 404 });

const OUTPUTS: Readonly<Record<string, (call: Context) => Response>> = {
  missing: expired,
  html: (call) => call.html(PAGE),
  huge: () => new Response(ReadableStream.from(megabytes()), { headers: { 'content-type': 'image/png' } }),
  'other-host': (call) => call.redirect(OTHER_HOST),
  'other-port': (call) => call.redirect(OTHER_PORT),
};

function* megabytes(): Iterable<Uint8Array> {
  const piece = new Uint8Array(1_000_000);
  piece.set(PNG_BEGINS);
  for (let sent = 0; sent < HUGE_BYTES; sent += piece.length) yield piece;
}
