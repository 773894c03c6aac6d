/** How long all bodies together may hold the event loop. */
const HOLD_MS = 4;
/** When the first chunk of this round of the event loop came. There is one event loop, so there is one of this. */
let roundSince: number | undefined;

/**
 * The same chunks, each in its turn: where a round of the event loop has been long enough, the next one waits for the next round.
 * Else one round reads 2 MB of every connection that is quicker than its reader, and a command that came meanwhile waits for all
 * of them.
 */
export async function* inTurns(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) {
    await turn();
    yield chunk;
  }
}

function turn(): Promise<void> | undefined {
  const now = performance.now();
  if (roundSince === undefined) {
    roundSince = now;
    setImmediate(() => {
      roundSince = undefined;
    });
  }
  if (now - roundSince < HOLD_MS) return undefined;
  // What comes after the wait begins the next round.
  return new Promise<void>((resolve) => void setImmediate(resolve)).then(turn);
}
