import type { ServerResponse } from 'node:http';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { giveBack } from '#src/domain/give-back.ts';
import type { Clock } from '#src/ports/clock.ts';
import { endsOf } from '../body/ends.ts';
import { type Piece, type Written, written } from './pieces.ts';

export type AnswerHeaders = Readonly<Record<string, string>>;

/** The way out of one answer. */
export interface Sender {
  /** Opens the answer. Nothing is on its way before the first piece, so that both go out together. */
  begin(status: ContentfulStatusCode, headers: AnswerHeaders): void;
  /** Puts the head on its way by itself, for what may be silent for long. */
  flush(): void;
  /** Resolves when the other side has room for more; `false` where nobody is there any more. */
  write(pieces: Iterable<Piece>): Promise<boolean>;
  end(): void;
  /** Breaks it off, so that nobody takes it for whole. */
  break(): void;
  /** Resolves when it is over, whether it came to its end or the other side went before. */
  readonly gone: Promise<void>;
}

/** Small pieces go out together with what follows them until there is so much: each write is a call of the system. */
const TOGETHER = 32_768;
/** After so much whatever else came in has its turn. */
const TURN = 393_216;

/** Who takes nothing for so long is cut off. */
const STALLED_MS = 60_000;

function createSender(outgoing: ServerResponse, clock: Pick<Clock, 'after'>): Sender {
  const gone = Promise.withResolvers<void>();
  outgoing.once('close', gone.resolve);
  const isGone = () => outgoing.destroyed || outgoing.socket?.destroyed === true;

  async function drained(): Promise<void> {
    if (!outgoing.writableNeedDrain) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    outgoing.once('drain', resolve).once('close', resolve);
    const stalled = clock.after(STALLED_MS, () => void outgoing.destroy());
    await promise;
    stalled.stop();
    outgoing.off('drain', resolve).off('close', resolve);
  }

  /** In one call of the system. Node lets go of its connection before it writes the size of a chunk and what is in it. */
  function writeGroup(group: readonly Written[]): void {
    const { socket } = outgoing;
    socket?.cork();
    outgoing.cork();
    for (const { data, encoding } of group)
      if (typeof data === 'string') outgoing.write(data, encoding);
      else outgoing.write(data, (error) => void (error || giveBack(data)));
    outgoing.uncork();
    socket?.uncork();
  }

  async function write(pieces: Iterable<Piece>): Promise<boolean> {
    let sinceTurn = 0;
    for (const group of inGroups(written(pieces))) {
      if (isGone()) return false;
      sinceTurn += group.reduce((sum, { data }) => sum + data.length, 0);
      writeGroup(group);
      await drained();
      if (sinceTurn < TURN) continue;
      sinceTurn = 0;
      await new Promise<void>((resolve) => void setImmediate(resolve));
    }
    return !isGone();
  }

  return {
    begin: (status, headers) => void outgoing.writeHead(status, headers),
    flush: () => outgoing.flushHeaders(),
    write,
    end: () => void outgoing.end(),
    break: () => void outgoing.destroy(),
    gone: gone.promise,
  };
}

function* inGroups(parts: Iterable<Written>): Generator<readonly Written[], void> {
  let group: Written[] = [];
  let size = 0;
  for (const part of parts) {
    group.push(part);
    size += part.data.length;
    if (size < TOGETHER) continue;
    yield group;
    group = [];
    size = 0;
  }
  if (group.length > 0) yield group;
}

/** The headers that were set on the way to the answer, and its own over them. */
export function headersOf(context: Context, headers: AnswerHeaders): Record<string, string> {
  const set = context.body(null).headers;
  return { ...Object.fromEntries(set), ...headers };
}

/** What tells node-server that the answer is on its way already. */
export const alreadySent = (): Response => new Response(null, { headers: { 'x-hono-already-sent': 'true' } });

export const senderOf = (context: Context, clock: Pick<Clock, 'after'>): Sender | undefined => {
  const ends = endsOf(context);
  return ends && createSender(ends.outgoing, clock);
};
