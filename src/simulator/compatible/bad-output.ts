import type { Context } from 'hono';

const PAGE = '<!doctype html><title>Sign in</title><p>Sign in to see this picture.</p>';
const HUGE_BYTES = 60_000_000;
/** Nobody listens there: it is one of the ports that browsers and fetch refuse. */
const OTHER_PORT = 'http://127.0.0.1:9/picture.png';
const OTHER_HOST = 'http://pictures.invalid/picture.png';
const PNG_BEGINS = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** What is found at the address of a result that a fault spoiled. */
export function badOutput(call: Context, how: string): Response {
  const answer = OUTPUTS[how];
  return answer ? answer(call) : new Response('This address has expired.', { status: 404 });
}

const OUTPUTS: Readonly<Record<string, (call: Context) => Response>> = {
  missing: () => new Response('This address has expired.', { status: 404 }),
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
