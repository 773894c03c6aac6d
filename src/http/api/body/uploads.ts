import { createHash } from 'node:crypto';
import { EaselError } from '#src/domain/errors.ts';
import type { ImageRef } from '#src/domain/job.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Clock, NewId } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';

export interface UploadParts {
  readonly blobs: BlobStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: NewId;
  readonly log: Log;
}

/** A file as it was kept. */
export interface KeptUpload {
  readonly image: ImageRef;
  readonly digest: string;
}

/** The files of one request. */
export interface Uploads {
  /** What all their keys begin with. */
  readonly prefix: string;
  /** @throws {EaselError} `image-too-large`, `store-full` or `store-unavailable`. */
  keep(chunks: AsyncIterable<Uint8Array>, filename: string, limits: UploadLimits): Promise<KeptUpload>;
}

interface UploadLimits {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

const FOLDER = 'uploads';
const DAY_MS = 86_400_000;
/** What is older than yesterday's belongs to no request any more. */
const FIRST_SWEPT = 2;
const LAST_SWEPT = 32;

/** Keeps what requests bring until their jobs have copies of their own. */
export function createUploads({ blobs, clock, newId, log }: UploadParts) {
  /** Days stand in the keys, so that what a dead process left can be found without a list of everything. */
  const dayOf = (daysAgo: number): string => new Date(clock.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);

  function begin(): Uploads {
    const prefix = `${FOLDER}/${dayOf(0)}/r${newId()}/`;
    let count = 0;
    return {
      prefix,
      async keep(chunks, filename, { maxBytes, signal }) {
        const key = `${prefix}${count++}`;
        const hash = createHash('sha256');
        const declaredBytes = await blobs.putFrom(key, hashing(chunks, hash), { maxBytes, signal, name: filename });
        return { image: { key, filename, declaredBytes }, digest: hash.digest('hex') };
      },
    };
  }

  /** Never rejects: what cannot be removed now is swept later. */
  async function discard(prefix: string): Promise<void> {
    if (!prefix.startsWith(`${FOLDER}/`)) return;
    await blobs.removeAll(prefix).catch((err: unknown) => log.warn({ err }, 'Uploads could not be removed'));
  }

  return {
    begin,
    discard,

    /** @throws {EaselError} `image-missing`, or `image-too-large` before it is read. */
    async open(
      { key, filename, declaredBytes = 0 }: ImageRef,
      { maxBytes, signal }: UploadLimits,
    ): Promise<Uint8Array> {
      signal.throwIfAborted();
      const tooLarge = (byteLength: number) =>
        new EaselError('image-too-large', { name: filename, byteLength, limitBytes: maxBytes });
      if (declaredBytes > maxBytes) throw tooLarge(declaredBytes);
      const bytes = key.startsWith(`${FOLDER}/`) ? await blobs.get(key) : undefined;
      signal.throwIfAborted();
      if (!bytes) throw new EaselError('image-missing', { name: filename });
      if (bytes.byteLength > maxBytes) throw tooLarge(bytes.byteLength);
      return bytes;
    },

    /** Removes what processes left that died. For once a day. */
    async sweep(): Promise<void> {
      for (let daysAgo = FIRST_SWEPT; daysAgo <= LAST_SWEPT; daysAgo++) await discard(`${FOLDER}/${dayOf(daysAgo)}/`);
    },
  };
}

export type UploadStore = ReturnType<typeof createUploads>;

async function* hashing(chunks: AsyncIterable<Uint8Array>, hash: { update(bytes: Uint8Array): unknown }) {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}
