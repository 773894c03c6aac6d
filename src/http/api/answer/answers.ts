import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import { endsOf } from '../body/ends.ts';
import { type EventOptions, sendEvents } from '../events/send-events.ts';
import { type AnsweredPicture, type ImagesAnswer, imagesAnswer } from './images-answer.ts';
import { wholeOf } from './pieces.ts';
import { type AnswerHeaders, alreadySent, headersOf, senderOf } from './sender.ts';

export interface AnswerParts {
  readonly blobs: Pick<BlobStore, 'get'>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AnswerOptions {
  readonly status?: ContentfulStatusCode;
  readonly headers?: AnswerHeaders;
}

/**
 * Answers that are written straight to their connection, their head and their beginning together. Headers that were set on the
 * context before are taken along; what is set on the response afterwards comes too late.
 */
export interface Answers {
  json(context: Context, value: unknown, options?: AnswerOptions): Response;
  /**
   * `{"created":…,"data":[…],…rest}`; the same arguments give the same bytes. Pictures are encoded piece by piece while they are
   * written.
   * @throws {EaselError} `image-missing` or `store-unavailable` as long as nothing is on its way.
   */
  images(
    context: Context,
    created: number,
    pictures: readonly AnsweredPicture[],
    rest: object,
    options?: AnswerOptions,
  ): Promise<Response>;
  /** Server-sent events in order; the next one is asked for when there is room for it. */
  events(
    context: Context,
    events: EventOptions['events'],
    options: Omit<EventOptions, 'events' | 'clock' | 'blobs' | 'log'>,
  ): Response;
}

export function createAnswers({ blobs, clock, log }: AnswerParts): Answers {
  return {
    json(context, value, { status = 200, headers = {} } = {}) {
      return whole(context, Buffer.from(JSON.stringify(value)), { status, headers });
    },

    async images(context, created, pictures, rest, { status = 200, headers = {} } = {}) {
      const answer = await imagesAnswer(created, pictures, rest, blobs);
      const sender = senderOf(context, clock);
      if (!sender) return whole(context, await gathered(answer.pieces), { status, headers });
      sender.begin(status, { ...headersOf(context, headers), ...jsonHead(answer.byteLength) });
      void send().catch((err: unknown) => {
        log.warn({ err }, 'An answer broke off');
        sender.break();
      });
      return alreadySent();

      async function send(): Promise<void> {
        for await (const piece of answer.pieces) if (!(await sender?.write(piece))) return;
        sender?.end();
      }
    },

    events: (context, events, options) => sendEvents(context, { ...options, events, clock, blobs, log }),
  };
}

/** All of it, where there is no connection to write to. */
async function gathered(pieces: ImagesAnswer['pieces']): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const piece of pieces) parts.push(wholeOf(piece));
  return Buffer.concat(parts);
}

const jsonHead = (byteLength: number): AnswerHeaders => ({
  'content-type': 'application/json',
  'content-length': String(byteLength),
});

/** A small answer in one piece. */
function whole(context: Context, body: Buffer, { status, headers }: Required<AnswerOptions>): Response {
  const head = { ...headersOf(context, headers), ...jsonHead(body.byteLength) };
  const outgoing = endsOf(context)?.outgoing;
  if (!outgoing) return new Response(new Uint8Array(body), { status, headers: head });
  outgoing.writeHead(status, head);
  outgoing.end(body);
  return alreadySent();
}
