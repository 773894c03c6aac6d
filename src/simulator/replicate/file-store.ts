import { createHash } from 'node:crypto';

/** Files that were uploaded, for models to read. */
export interface FileStore {
  /** @returns what the real service tells of a file. */
  put(file: { readonly name: string; readonly type: string; readonly bytes: Uint8Array }, origin: string): FileRecord;
  get(id: string): FileRecord | undefined;
  /** @returns whether it was there. */
  remove(id: string): boolean;
  /** The bytes behind an address `put` gave out. */
  byAddress(address: string): Uint8Array | undefined;
}

export interface FileRecord {
  readonly id: string;
  readonly [field: string]: unknown;
}

const KEPT = 64;
const DAY_MS = 86_400_000;

/** Holds the newest 64 files. */
export function createFileStore(newId: () => string, now: () => number): FileStore {
  const files = new Map<string, { readonly record: FileRecord; readonly bytes: Uint8Array }>();
  return {
    put({ name, type, bytes }, origin) {
      const id = newId();
      const record = {
        id,
        name,
        content_type: type || 'application/octet-stream',
        size: bytes.length,
        etag: id,
        checksums: { sha256: createHash('sha256').update(bytes).digest('hex') },
        metadata: {},
        created_at: new Date(now()).toISOString(),
        expires_at: new Date(now() + DAY_MS).toISOString(),
        urls: { get: `${origin}/replicate/v1/files/${id}` },
      };
      files.set(id, { record, bytes });
      const [oldest] = files.keys();
      if (files.size > KEPT && oldest !== undefined) files.delete(oldest);
      return record;
    },
    get: (id) => files.get(id)?.record,
    remove: (id) => files.delete(id),
    byAddress: (address) => files.get(/\/files\/([\w-]+)$/.exec(address)?.[1] ?? '')?.bytes,
  };
}
