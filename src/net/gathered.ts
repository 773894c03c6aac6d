type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** All chunks of a body in one. @throws where they are more than `maxBytes` together, and what breaks them off. */
export async function gathered(chunks: Chunks, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of bounded(chunks, maxBytes)) parts.push(chunk);
  return Buffer.concat(parts);
}

/** The same chunks. @throws as soon as they are more than `maxBytes` together. */
export async function* bounded(chunks: Chunks, maxBytes: number): AsyncGenerator<Buffer, void> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) throw new RangeError('The answer is too large.');
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
}
