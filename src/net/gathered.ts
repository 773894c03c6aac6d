/** All chunks of a body in one. @throws where they are more than `maxBytes` together, and what breaks them off. */
export async function gathered(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) throw new RangeError('The answer is too large.');
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}
