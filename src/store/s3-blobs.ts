import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { BlobFacts, BlobStore, ByteRange } from '#src/ports/blob-store.ts';
import type { Clock } from '#src/ports/clock.ts';
import { foldersOf, isBlobKey, namesOf } from './blob-key.ts';
import { bodyFrom } from './body-from.ts';
import { createS3Calls, type S3Call, type S3Calls } from './s3-calls.ts';
import type { S3Answer, S3Body, S3Timeouts } from './s3-send.ts';
import type { S3Settings } from './s3-settings.ts';
import { readPage } from './s3-xml.ts';
import { storeUnavailable } from './store-errors.ts';
import { writeChunks } from './write-chunks.ts';
import { openWritingFolder } from './writing-folder.ts';

export interface S3BlobsParts {
  readonly settings: S3Settings;
  /** On this machine: what flows in waits there until it is whole, so that S3 never sees half of it. */
  readonly folder: string;
  readonly clock: Clock;
  readonly timeouts?: S3Timeouts;
}

export interface S3Blobs extends BlobStore {
  /** @throws {EaselError} why the bucket cannot be asked. Asks once. */
  check(signal: AbortSignal): Promise<void>;
}

/** How many are removed at once. */
const AT_ONCE = 8;

/** Pictures as objects of one bucket. */
export function createS3Blobs({ folder, ...parts }: S3BlobsParts): S3Blobs {
  const call = createS3Calls(parts);
  const writing = openWritingFolder(folder, parts.clock.now());

  return {
    async put(key, bytes) {
      namesOf(key);
      const digest = await crypto.subtle.digest('SHA-256', bytes);
      const sha256 = Buffer.from(digest).toString('hex');
      await putBody(call, key, { open: () => bytes, byteLength: bytes.byteLength, sha256 });
    },

    async putFrom(key, chunks, options) {
      namesOf(key);
      const hash = createHash('sha256');
      return writing.write(async (path) => {
        const byteLength = await writeChunks(path, chunks, {
          name: basename(key),
          ...options,
          onChunk: (chunk) => hash.update(chunk),
          through: false,
          asStoreError: storeUnavailable,
        });
        const body = { open: () => createReadStream(path), byteLength, sha256: hash.digest('hex') };
        await putBody(call, key, body, options.signal);
        await rm(path, { force: true });
        return byteLength;
      });
    },

    async removeAll(prefix) {
      foldersOf(prefix);
      for await (const keys of pagesOf(call, prefix)) await removeEach(call, keys);
    },

    async check(signal) {
      await call({ method: 'GET', query: { ...LISTING, 'max-keys': '1' }, signal, attempts: 1 }, dump);
    },

    ...createReader(call),
  };
}

function createReader(call: S3Calls): Pick<BlobStore, 'get' | 'open' | 'look'> {
  const ask = async <T>(wanted: S3Call & { readonly key: string }, read: (answer: S3Answer) => Promise<T>) =>
    isBlobKey(wanted.key) ? call({ ...wanted, mayMiss: true }, read) : undefined;

  return {
    get: (key) => ask({ method: 'GET', key }, async ({ body }) => new Uint8Array(await body.arrayBuffer())),

    open: (key, range) =>
      ask({ method: 'GET', key, ...(range && { headers: rangeHeader(range) }) }, async (answer) => ({
        ...factsOf(answer),
        body: bodyFrom(answer.body),
      })),

    look: (key) =>
      ask({ method: 'HEAD', key }, async (answer) => {
        await dump(answer);
        return factsOf(answer);
      }),
  };
}

async function putBody(call: S3Calls, key: string, body: S3Body, signal?: AbortSignal): Promise<void> {
  const headers = { 'content-type': typeOf(key) };
  await call({ method: 'PUT', key, headers, body, ...(signal && { signal }) }, dump);
}

/** For who looks into the bucket; Easel itself goes by the bytes. */
const TYPES: Readonly<Record<string, string>> = { '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp' };

const typeOf = (key: string): string => TYPES[extname(key)] ?? 'application/octet-stream';

const LISTING = { 'list-type': '2' };

async function* pagesOf(call: S3Calls, prefix: string): AsyncGenerator<readonly string[]> {
  let next: string | undefined;
  do {
    const query = { ...LISTING, prefix, ...(next !== undefined && { 'continuation-token': next }) };
    const page = await call({ method: 'GET', query }, async ({ body }) => readPage(await body.text()));
    // Whatever else somebody put into the bucket is not ours to remove.
    yield page?.keys.filter((key) => key.startsWith(prefix) && isBlobKey(key)) ?? [];
    // A server that does not understand the question gives the same page for ever.
    if (page?.next !== undefined && page.next === next)
      throw storeUnavailable(new Error('S3 lists the same page again.'));
    next = page?.next;
  } while (next !== undefined);
}

/** One by one, because not every server knows how to remove many. */
async function removeEach(call: S3Calls, keys: readonly string[]): Promise<void> {
  const left = [...keys];
  const work = async () => {
    for (let key = left.pop(); key !== undefined; key = left.pop())
      await call({ method: 'DELETE', key, mayMiss: true }, dump);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

const dump = async ({ body }: S3Answer): Promise<void> => void (await body.dump());

const rangeHeader = ({ first, last }: ByteRange) => ({ range: `bytes=${first}-${last}` });

/** @throws where an answer does not tell what it holds, which no server of the kind does. */
function factsOf({ headers }: S3Answer): BlobFacts {
  const [, whole] = String(headers['content-range'] ?? '').match(/\/(\d+)$/) ?? [];
  const size = Number(whole ?? headers['content-length']);
  if (!Number.isSafeInteger(size)) throw new Error('The answer does not tell its length.');
  return { size, tag: String(headers.etag ?? size).replace(/[^A-Za-z0-9-]/g, '') };
}
