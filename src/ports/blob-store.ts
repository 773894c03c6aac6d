/** Bytes of pictures. Keys are paths of letters, digits, `-`, `_`, `.` and `/`, such as `jobs/01J…/0.png`. */
export interface BlobStore {
  /**
   * Keeps the bytes under the key, whole or not at all; the same key again replaces them.
   * @throws {EaselError} `store-full` when there is no room, `store-unavailable` otherwise.
   */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /**
   * Keeps what flows in under the key, whole or not at all, without holding all of it in memory.
   * @returns how many bytes came.
   * @throws {EaselError} `image-too-large` as soon as more than `maxBytes` come; `store-full` and `store-unavailable` as `put`.
   * @throws what breaks the chunks off, and the signal's reason when it aborts. Nothing is kept then.
   */
  putFrom(key: string, chunks: AsyncIterable<Uint8Array>, options: PutFromOptions): Promise<number>;
  /** The bytes, or `undefined` where there are none. */
  get(key: string): Promise<Uint8Array | undefined>;
  /**
   * The bytes as they flow, or `undefined` where there are none. Whoever does not read the body to its end has to cancel it.
   * A store that fails on the way breaks the body off with an error, so that half a picture never looks like a whole one.
   * @param range only these bytes, both ends included and within the blob.
   */
  open(key: string, range?: ByteRange): Promise<OpenBlob | undefined>;
  /** What is known of a blob without its bytes, or `undefined` where there is none. */
  look(key: string): Promise<BlobFacts | undefined>;
  /** Removes everything whose key begins with `prefix`. Missing keys are fine. */
  removeAll(prefix: string): Promise<void>;
}

export interface PutFromOptions {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** What its sender calls it, for the error; the last part of the key unless given. */
  readonly name?: string;
}

export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

export interface BlobFacts {
  /** Bytes of the whole blob. */
  readonly size: number;
  /** Another one whenever other bytes are put. Letters, digits and hyphens. */
  readonly tag: string;
}

export interface OpenBlob extends BlobFacts {
  readonly body: ReadableStream<Uint8Array>;
}
