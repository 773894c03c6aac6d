import type { Readable } from 'node:stream';
import { storeUnavailable } from './store-errors.ts';

/** A body over one of Node's streams. It reads only what is asked for, and lets go of the stream when it is canceled. */
export function bodyFrom(source: Readable): ReadableStream<Uint8Array> {
  // What breaks is told to who reads; where nobody reads any more it concerns nobody.
  source.on('error', () => undefined);
  const chunks: AsyncIterator<Uint8Array> = source[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await chunks.next();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          controller.error(storeUnavailable(error));
        }
      },
      cancel() {
        source.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
