import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Clock } from '#src/ports/clock.ts';
import { createDiskBlobs } from './disk-blobs.ts';
import type { S3Settings } from './s3-settings.ts';
import { storeUnavailable } from './store-errors.ts';

export interface OpenBlobsParts {
  readonly dataDir: string;
  /** Absent where pictures stay in the data folder. */
  readonly s3?: S3Settings | undefined;
  readonly clock: Clock;
}

export interface OpenBlobs {
  /** The store itself, in which removing fails where it is away. */
  readonly blobs: BlobStore;
  /** As the operator knows the place. */
  readonly where: string;
  /** @throws {EaselError} why nothing can be kept there now. Asks once, and costs nothing worth counting. */
  readonly check: (signal: AbortSignal) => Promise<void>;
}

/** Where pictures are kept: a bucket where one is configured, else a folder. What S3 needs is loaded only then. */
export async function openBlobs({ dataDir, s3, clock }: OpenBlobsParts): Promise<OpenBlobs> {
  const folder = join(dataDir, 'blobs');
  if (!s3) {
    const check = () => access(folder, constants.W_OK).catch((error) => Promise.reject(storeUnavailable(error)));
    return { blobs: createDiskBlobs({ folder }), where: folder, check };
  }
  const { createS3Blobs } = await import('./s3-blobs.ts');
  const blobs = createS3Blobs({ settings: s3, folder, clock });
  return { blobs, where: `${s3.endpoint}, bucket ${s3.bucket}`, check: blobs.check };
}
