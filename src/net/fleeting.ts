import { setImmediate } from 'node:timers/promises';

/**
 * The same chunks, for who reads each as it comes and copies what is to be kept: a chunk's memory is freed when the next is asked
 * for. Between two chunks everything else has its turn, because a connection that is quicker than its reader would have 2 MB read
 * at once, and thirty of them one after the other.
 */
export async function* fleeting(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) {
    yield chunk;
    giveBack(chunk);
    await setImmediate();
  }
}

/**
 * Frees the memory of bytes that nobody will look at again, where they have memory of their own. The garbage collector would free
 * it too, but for some dozens of megabytes it looks through everything each time, which takes longer than reading them did.
 */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
