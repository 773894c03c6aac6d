import type { IncomingMessage } from 'node:http';
import type { Clock } from '#src/ports/clock.ts';
import { refuse } from './body-fault.ts';
import type { Ends } from './ends.ts';

/** The pieces of a body, one after the other. */
export interface Pieces {
  /** The next one, at once where it is here already; `undefined` at the end. @throws {BodyRefusal} where it breaks off. */
  next(): Buffer | undefined | Promise<Buffer | undefined>;
  leave(clock: Clock): void;
}

/** Who sends more than this, or for longer, after being refused is cut off. */
const LEFT_BYTES = 1_048_576;
const LEFT_MS = 1000;

export const bodyPieces = (ends: Ends | undefined, request: Request): Pieces =>
  ends ? piecesOfIncoming(ends) : piecesOfRequest(request);

function piecesOfIncoming({ incoming, outgoing }: Ends): Pieces {
  let here: Buffer[] = [];
  let isOver = false;
  let waiting: PromiseWithResolvers<Buffer | undefined> | undefined;

  const take = (piece: Buffer) => {
    here.push(piece);
    incoming.pause();
    wake();
  };
  const end = () => {
    isOver = true;
    wake();
  };
  incoming.on('data', take).once('end', end).once('close', end).once('error', end);

  function wake(): void {
    const waiter = waiting;
    waiting = undefined;
    if (!waiter) return;
    try {
      waiter.resolve(taken());
    } catch (refusal) {
      waiter.reject(refusal);
    }
  }

  function taken(): Buffer | undefined {
    const piece = here.shift();
    if (piece || incoming.complete) return piece;
    return cutOff(incoming.errored);
  }

  return {
    next() {
      if (here.length > 0 || isOver) return taken();
      waiting = Promise.withResolvers<Buffer | undefined>();
      incoming.resume();
      return waiting.promise;
    },
    leave(clock) {
      here = [];
      incoming.off('data', take);
      if (!incoming.complete) outgoing.once('finish', () => letRunDry(incoming, clock));
    },
  };
}

/**
 * Reads on for a moment after the answer and throws it away: where the connection is closed at once, the answer is lost to
 * somebody who still sends. Nothing is read before it, so that a large body waits on the other side.
 */
function letRunDry(incoming: IncomingMessage, clock: Clock): void {
  // Over by now: its end would never be heard, and the cut would hit the connection's next request.
  if (incoming.readableEnded || incoming.destroyed) return;
  let left = LEFT_BYTES;
  const cut = () => {
    late.stop();
    incoming.off('data', count);
    incoming.socket.destroySoon();
  };
  const count = ({ length }: Buffer) => {
    left -= length;
    if (left < 0) cut();
  };
  const late = clock.after(LEFT_MS, cut);
  incoming.on('data', count);
  incoming.once('close', late.stop).once('end', late.stop);
  incoming.resume();
}

function piecesOfRequest({ body }: Request): Pieces {
  const reader = body?.getReader();
  return {
    async next() {
      if (!reader) return undefined;
      const { value } = await reader.read().catch(cutOff);
      return value && Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    },
    leave: () => void reader?.cancel().catch(() => {}),
  };
}

const cutOff = (cause: unknown): never =>
  refuse(400, 'body_incomplete', 'The request broke off before its end. Send it again.', null, cause);
