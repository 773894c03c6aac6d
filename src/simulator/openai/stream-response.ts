import type { Wire } from '../wire.ts';
import { disturbed, errorEvent } from './disturb.ts';
import type { Order } from './order.ts';
import { type StreamEvent, type StreamTerms, streamEvents } from './stream-events.ts';

export interface StreamResponseTerms extends StreamTerms {
  readonly wire: Wire;
  readonly requestId: string;
}

/** The answer to a request for a stream: server-sent events, headers first, so that the client knows it was heard. */
export function streamResponse(order: Order, terms: StreamResponseTerms): Response {
  const events = disturbed(streamEvents(order, terms), terms.fault, terms.wire);
  return new Response(ReadableStream.from(written(events, terms.wire.signal)), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      // Said aloud, the server writes each event as it comes instead of looking two ahead.
      'transfer-encoding': 'chunked',
      'x-request-id': terms.requestId,
    },
  });
}

async function* written(events: AsyncIterable<StreamEvent>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const event of events) yield encode(event);
  } catch {
    if (!signal.aborted) yield encode(errorEvent('server_error'));
  }
}

const encode = (event: StreamEvent): Uint8Array =>
  Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
