/** How much of a message something takes: the bytes of its JSON. */
export const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** How much words take within a string that is there anyway. */
export const bytesOf = (words: string): number => sizeOf(words) - 2;
