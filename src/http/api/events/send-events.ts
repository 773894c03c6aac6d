import type { Context } from 'hono';
import { EaselError } from '#src/domain/errors.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import { type Piece, wholeOf } from '../answer/pieces.ts';
import { type AnswerHeaders, alreadySent, headersOf, type Sender, senderOf } from '../answer/sender.ts';
import { orStopped } from '../or-stopped.ts';

/** One event as OpenAI streams it: `{"type":…,"b64_json":…,…fields}`. */
export interface ApiEvent {
  /** Also the name of the event. */
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly bytes?: Uint8Array;
  /** The bytes as base64 already, in pieces that are the event's own. */
  readonly base64?: readonly Uint8Array[];
  /** Where the blob store has the bytes; they are read when the event's turn comes. */
  readonly key?: string;
}

export interface EventOptions {
  readonly events: AsyncIterable<ApiEvent>;
  readonly headers?: AnswerHeaders;
  /** What is told of what the events threw: it ends the stream. */
  readonly errorEventOf: (thrown: unknown) => ApiEvent;
  readonly blobs: Pick<BlobStore, 'get'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Proxies, and some clients, close what is silent for longer. */
const HEARTBEAT_MS = 15_000;

const HEADERS: AnswerHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // Else nginx collects a stream until it has a page of it.
  'x-accel-buffering': 'no',
};

/**
 * Writes events to a connection in their order, each as soon as there is room for it. Its head goes out at once. Where the other
 * side goes, the events are asked for no more: their `return` is called.
 */
export function sendEvents(context: Context, options: EventOptions): Response {
  const sender = senderOf(context, options.clock);
  const headers = { ...headersOf(context, options.headers ?? {}), ...HEADERS };
  if (!sender) return new Response(streamOf(options), { headers });
  sender.begin(200, headers);
  sender.flush();
  void run(sender, options).catch((err: unknown) => {
    options.log.warn({ err }, 'A stream broke off');
    sender.break();
  });
  return alreadySent();
}

async function run(sender: Sender, options: EventOptions): Promise<void> {
  const beating = heartbeat(sender, options.clock);
  const iterator = piecesOf(options)[Symbol.asyncIterator]();
  const gone = new AbortController();
  void sender.gone.then(() => gone.abort());
  try {
    for (;;) {
      const next = await orStopped(iterator.next(), gone.signal);
      if (next.done) break;
      beating.busy();
      const isTaken = await sender.write(next.value);
      beating.idle();
      if (!isTaken) break;
    }
  } catch (thrown) {
    if (!gone.signal.aborted) throw thrown;
  } finally {
    beating.stop();
    // Not waited for: what it waits for itself may never come.
    void iterator.return?.().catch(() => {});
  }
  sender.end();
}

/** Says something whenever nothing was said for a while, but never in the middle of an event. */
function heartbeat(sender: Sender, clock: Clock) {
  let timer: { stop(): void } | undefined;
  const stop = () => timer?.stop();
  const wait = () => {
    timer = clock.after(HEARTBEAT_MS, () => {
      void sender.write([': still here\n\n']);
      wait();
    });
  };
  wait();
  return { busy: stop, idle: wait, stop };
}

interface PieceIterable {
  [Symbol.asyncIterator](): AsyncIterator<readonly Piece[], void>;
}

/** Each event as it is written, and what breaks them as the last one. */
function piecesOf({ events, errorEventOf, blobs, log }: EventOptions): PieceIterable {
  const iterator = events[Symbol.asyncIterator]();
  let isOver = false;
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        if (isOver) return { done: true, value: undefined };
        try {
          const { done, value } = await iterator.next();
          if (!done) return { done: false, value: await linesOf(value, blobs) };
          isOver = true;
          return { done: true, value: undefined };
        } catch (err) {
          isOver = true;
          log.info({ err }, 'A stream ended with an error');
          return { done: false, value: await linesOf(errorEventOf(err), blobs) };
        }
      },
      async return() {
        if (!isOver) await iterator.return?.();
        isOver = true;
        return { done: true, value: undefined };
      },
    }),
  };
}

async function linesOf(
  { type, fields, bytes, base64, key }: ApiEvent,
  blobs: EventOptions['blobs'],
): Promise<readonly Piece[]> {
  const picture = bytes ?? (key === undefined ? undefined : await blobs.get(key));
  if (key !== undefined && !picture) throw new EaselError('image-missing', { name: key });
  const head = `event: ${type}\ndata: {"type":${JSON.stringify(type)}`;
  const rest = JSON.stringify(fields);
  const tail = rest === '{}' ? '}\n\n' : `,${rest.slice(1)}\n\n`;
  const written = base64 ?? (picture && [{ base64: picture }]);
  return written ? [`${head},"b64_json":"`, ...written, `"${tail}`] : [`${head}${tail}`];
}

/** The same where there is no connection to write to. */
function streamOf(options: EventOptions): ReadableStream<Uint8Array> {
  const iterator = piecesOf(options)[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(new Uint8Array(wholeOf(next.value)));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
