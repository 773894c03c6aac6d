/** Bytes of pictures. Keys are paths of letters, digits, `-`, `_`, `.` and `/`, such as `jobs/01J…/0.png`. */
export interface BlobStore {
  /**
   * Keeps the bytes under the key, whole or not at all; the same key again replaces them.
   * @throws {EaselError} `store-full` when there is no room, `store-unavailable` otherwise.
   */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** The bytes, or `undefined` where there are none. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Removes everything whose key begins with `prefix`. Missing keys are fine. */
  removeAll(prefix: string): Promise<void>;
}
