import type { Context } from 'hono';
import type { Clock } from '#src/ports/clock.ts';
import { orStopped } from '../or-stopped.ts';
import { inMegabytes, refuse } from './body-fault.ts';
import { bodyPieces, type Pieces } from './body-pieces.ts';
import { endsOf } from './ends.ts';
import type { BodyLimits } from './limits.ts';

export interface SourceOptions {
  readonly limits: BodyLimits;
  readonly clock: Clock;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** The bytes of a request's body as they come. */
export interface BodySource {
  /** What the sender says; `undefined` where they do not, and then `maxBytes` is found out on the way. */
  readonly declaredBytes: number | undefined;
  /**
   * Once.
   * @throws {BodyRefusal} as soon as there are more than `maxBytes`, where they come too slowly, or break off.
   * @throws the signal's reason.
   */
  chunks(maxBytes: number): AsyncGenerator<Buffer, void>;
  /** Nothing more of it is wanted. What is still on its way is thrown away for a moment, so that the answer gets through. */
  leave(): void;
}

/** A body is read off its connection where there is one: the web's streams take several times as long for the same bytes. */
export function openSource(context: Context, { limits, clock, signal }: SourceOptions): BodySource {
  const pieces = bodyPieces(endsOf(context), context.req.raw);
  const declaredBytes = lengthOf(context.req.header('content-length'));
  const { idleMs, wholeMs } = limits;

  async function* chunks(maxBytes: number): AsyncGenerator<Buffer, void> {
    if ((declaredBytes ?? 0) > maxBytes) tooLarge(maxBytes);
    const watch = watching({ clock, signal, idleMs, wholeMs });
    try {
      let size = 0;
      for (let piece = await watch.during(pieces); piece; piece = await watch.during(pieces)) {
        size += piece.length;
        if (size > maxBytes) tooLarge(maxBytes);
        yield piece;
      }
    } finally {
      watch.stop();
    }
  }

  return { declaredBytes, chunks, leave: () => pieces.leave(clock) };
}

const tooLarge = (maxBytes: number): never =>
  refuse(413, 'body_too_large', `The request has more than ${inMegabytes(maxBytes)}. Send less at once.`);

const lengthOf = (written: string | undefined): number | undefined =>
  written !== undefined && /^\d{1,15}$/.test(written) ? Number(written) : undefined;

/** Waits for pieces, but not for ever. */
function watching({
  clock,
  signal,
  idleMs,
  wholeMs,
}: { clock: Clock; signal: AbortSignal } & Record<'idleMs' | 'wholeMs', number>) {
  const stopped = new AbortController();
  const late = (ms: number) => () => {
    try {
      refuse(408, 'body_too_slow', `The request did not come within ${Math.round(ms / 1000)} seconds. Send it again.`);
    } catch (refusal) {
      stopped.abort(refusal);
    }
  };
  const abort = () => stopped.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  const whole = clock.after(wholeMs, late(wholeMs));

  return {
    async during(pieces: Pieces): Promise<Buffer | undefined> {
      const next = pieces.next();
      if (!(next instanceof Promise)) return next;
      const idle = clock.after(idleMs, late(idleMs));
      try {
        return await orStopped(next, stopped.signal);
      } finally {
        idle.stop();
      }
    },
    stop(): void {
      whole.stop();
      signal.removeEventListener('abort', abort);
    },
  };
}
