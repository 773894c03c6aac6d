import type { Context } from 'hono';
import { endsOf } from './body/ends.ts';

/** Aborts when nobody waits for the answer any more. Where there is no connection, as in some tests, by the request's own signal. */
export function goneOf(context: Context): AbortSignal {
  const outgoing = endsOf(context)?.outgoing;
  if (!outgoing) return context.req.raw.signal;
  const gone = new AbortController();
  const look = () => {
    if (!outgoing.writableFinished) gone.abort(new Error('The client went away.'));
  };
  if (outgoing.destroyed) look();
  else outgoing.once('close', look);
  return gone.signal;
}
