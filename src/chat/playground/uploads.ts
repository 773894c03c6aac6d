import { randomUUID } from 'node:crypto';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { KeptFile } from './form-in.ts';
import { uploadsOf } from './room.ts';

/** The files of one request, kept as they come. */
export interface BegunUploads {
  /** @throws {EaselError} `image-too-large` over the hard limit, `store-full` or `store-unavailable`. */
  keep(eventId: string, file: AsyncIterable<Uint8Array>, filename: string): Promise<KeptFile>;
  /** Removes what was kept. Never rejects. */
  discard(): Promise<void>;
}

export interface FileUploads {
  begin(): BegunUploads;
}

/**
 * No file is kept beyond this; what is below but over the operator's limit is refused later, by name and with both sizes.
 */
const MAX_FILE_BYTES = 48 * 1_048_576;
/** Nobody waits for a file that does not come. */
const PATIENCE_MS = 240_000;

export function createFileUploads({ blobs, log }: { readonly blobs: BlobStore; readonly log: Log }): FileUploads {
  return {
    begin() {
      // The same event may come twice at once: neither writes over the files of the other, or removes them.
      const own = randomUUID().slice(0, 8);
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const prefixes = new Set<string>();
      let count = 0;
      return {
        async keep(eventId, file, given) {
          const prefix = `${uploadsOf(eventId)}${own}-`;
          prefixes.add(prefix);
          const [key, filename] = [`${prefix}${count++}`, fileName(given)];
          return {
            key,
            filename,
            byteLength: await blobs.putFrom(key, file, { maxBytes: MAX_FILE_BYTES, signal, name: filename }),
          };
        },
        async discard() {
          for (const prefix of prefixes)
            await blobs.removeAll(prefix).catch((err: unknown) => log.warn({ err }, 'Uploads could not be removed'));
        },
      };
    },
  };
}

/** A name fit for a sentence: no path, no control characters, not endless. */
export function fileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return last.replace(/[\p{C}]/gu, '').slice(0, 100) || 'picture';
}
