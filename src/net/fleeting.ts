/**
 * The same chunks, for who reads each as it comes and copies what is to be kept: a chunk's memory is freed when the next is asked
 * for. A chunk may wait until everything else has had its turn.
 */
export async function* fleeting(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) {
    await turn();
    yield chunk;
    giveBack(chunk);
  }
}

/** How long all streams together may hold the event loop. */
const HOLD_MS = 4;
/** When the first chunk of this round of the event loop came. There is one event loop, so there is one of this. */
let roundSince: number | undefined;

/**
 * Waits for the next round of the event loop where this one has been long enough. Without it one round reads 2 MB of every
 * connection that is quicker than its reader, and a command that came meanwhile waits for all of them.
 */
function turn(): Promise<void> | undefined {
  const now = performance.now();
  if (roundSince === undefined) {
    roundSince = now;
    setImmediate(() => {
      roundSince = undefined;
    });
  }
  return now - roundSince < HOLD_MS ? undefined : new Promise((resolve) => void setImmediate(resolve));
}

/**
 * Frees the memory of bytes that nobody will look at again, where they have memory of their own. The garbage collector would free
 * it too, but for some dozens of megabytes it looks through everything each time, which takes longer than reading them did.
 */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
