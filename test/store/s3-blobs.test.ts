import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import type { Clock } from '#src/ports/clock.ts';
import { createS3Blobs, type S3Blobs } from '#src/store/s3-blobs.ts';
import { blobStoreContract } from '../contracts/blob-store.ts';
import { type Fault, type S3Server, type S3ServerCall, startS3Server } from '../fakes/s3/s3-server.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';

let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(() => server.close());
beforeEach(() => {
  server.breakBy(() => undefined);
  server.empty();
});

/** The right time, in which pauses take none. */
const HASTY: Clock = { now: () => Date.now(), sleep: async () => {}, after: () => ({ stop() {} }) };

function open(settings: Partial<S3Server['settings']> = {}, folder = scratchFolder()): S3Blobs {
  return createS3Blobs({ settings: { ...server.settings, ...settings }, folder, clock: HASTY });
}

/** Waits for an answer no longer than it must. */
const impatient = (): S3Blobs => {
  const timeouts = { connectMs: 5000, answerMs: 500, idleMs: 500 };
  return createS3Blobs({ settings: server.settings, folder: scratchFolder(), clock: HASTY, timeouts });
};

/** The first calls go wrong, one after the other. */
function breakFirst(...faults: readonly Fault[]): void {
  const left = [...faults];
  server.breakBy(() => left.shift());
}

const BYTES = Uint8Array.from({ length: 20_000 }, (_, index) => index % 251);
const chunks = () => ReadableStream.from([BYTES.subarray(0, 9_000), BYTES.subarray(9_000)]);
const options = () => ({ maxBytes: 1_000_000, signal: new AbortController().signal });
const refusal = (status: number, code: string): Fault => ({ kind: 'refuse', status, code });
const UNAVAILABLE = { code: 'store-unavailable' };

describe('blobs in S3', () => {
  blobStoreContract({
    open: async () => {
      server.empty();
      return open();
    },
    again: async () => open(),
  });

  it('are objects of the same names, of the type their names say', async () => {
    await open().put('jobs/1/0.png', BYTES);
    await open().putFrom('jobs/1/1.webp', chunks(), options());
    expect(await server.keys()).toEqual(['jobs/1/0.png', 'jobs/1/1.webp']);
  });

  it('are removed page by page, and nothing else with them', async () => {
    const blobs = open();
    await Promise.all(Array.from({ length: 25 }, (_, index) => blobs.put(`jobs/1/${index}.png`, BYTES.slice(0, 1))));
    await blobs.put('jobs/10/0.png', BYTES);
    const before = server.calls.length;
    await blobs.removeAll('jobs/1/');
    expect(await server.keys()).toEqual(['jobs/10/0.png']);
    expect(server.calls.slice(before).filter(({ query }) => query.has('list-type')).length).toBe(3);
  });

  it('leave nothing on this machine', async () => {
    const folder = scratchFolder();
    const blobs = open({}, folder);
    await blobs.putFrom('jobs/1/0.png', chunks(), options());
    await expect(blobs.putFrom('jobs/1/1.png', chunks(), { ...options(), maxBytes: 10 })).rejects.toThrow();
    server.breakBy(() => ({ kind: 'reset' }));
    await expect(blobs.putFrom('jobs/1/2.png', chunks(), options())).rejects.toMatchObject(UNAVAILABLE);
    expect(readdirSync(join(folder, '.writing'))).toEqual([]);
    expect(existsSync(join(folder, 'jobs'))).toBe(false);
  });

  it('never see what is too large', async () => {
    const before = server.calls.length;
    await expect(open().putFrom('a', chunks(), { ...options(), maxBytes: 10 })).rejects.toMatchObject({
      code: 'image-too-large',
    });
    expect(server.calls.length).toBe(before);
  });
});

describe('S3 that stumbles', () => {
  it.each<[string, Fault]>([
    ['cuts the connection', { kind: 'reset' }],
    ['never answers', { kind: 'hang' }],
    ['fails', refusal(500, 'InternalError')],
    ['is overloaded', refusal(503, 'SlowDown')],
    ['does it, and its answer is lost', { kind: 'lost' }],
  ])('is asked again where it %s', async (_what, fault) => {
    const blobs = fault.kind === 'hang' ? impatient() : open();
    breakFirst(fault);
    await blobs.put('jobs/1/0.png', BYTES);
    breakFirst(fault);
    expect(await blobs.get('jobs/1/0.png')).toEqual(BYTES);
    breakFirst(fault, fault);
    await blobs.putFrom('jobs/1/1.png', chunks(), options());
    expect(await blobs.get('jobs/1/1.png')).toEqual(BYTES);
    breakFirst(fault);
    await blobs.removeAll('jobs/');
    expect(await server.keys()).toEqual([]);
  });

  it('is asked three times, then no more', async () => {
    const blobs = open();
    server.breakBy(() => refusal(500, 'InternalError'));
    const before = server.calls.length;
    await expect(blobs.put('a', BYTES)).rejects.toMatchObject(UNAVAILABLE);
    expect(server.calls.length - before).toBe(3);
    await expect(blobs.get('a')).rejects.toMatchObject(UNAVAILABLE);
    await expect(blobs.look('a')).rejects.toMatchObject(UNAVAILABLE);
    await expect(blobs.removeAll('a')).rejects.toMatchObject(UNAVAILABLE);
  });

  it('gives the whole picture or none where it breaks off in the middle', async () => {
    const blobs = open();
    await blobs.put('a', BYTES);
    breakFirst({ kind: 'cut', afterBytes: 5_000 });
    expect(await blobs.get('a')).toEqual(BYTES);
    breakFirst(...Array.from({ length: 3 }, (): Fault => ({ kind: 'cut', afterBytes: 5_000 })));
    await expect(blobs.get('a')).rejects.toMatchObject(UNAVAILABLE);
  });

  it('breaks off a body that flows, so that half a picture looks like none', async () => {
    const blobs = open();
    await blobs.put('a', BYTES);
    breakFirst({ kind: 'cut', afterBytes: 5_000 });
    const opened = await blobs.open('a');
    await expect(new Response(opened?.body).arrayBuffer()).rejects.toMatchObject(UNAVAILABLE);
  });

  it('keeps what was there where putting fails', async () => {
    const blobs = open();
    await blobs.put('a', BYTES);
    server.breakBy(({ method }) => (method === 'PUT' ? refusal(500, 'InternalError') : undefined));
    await expect(blobs.put('a', BYTES.toReversed())).rejects.toMatchObject(UNAVAILABLE);
    expect(await blobs.get('a')).toEqual(BYTES);
  });

  it('is not waited for by who does not want it any more', async () => {
    server.breakBy(() => ({ kind: 'hang' }));
    const reason = new Error('gone');
    await expect(open().putFrom('a', chunks(), { ...options(), signal: abortingOn(reason) })).rejects.toBe(reason);
  });
});

/** Aborts once the server has been asked. */
function abortingOn(reason: Error): AbortSignal {
  const cut = new AbortController();
  server.breakBy(() => {
    queueMicrotask(() => cut.abort(reason));
    return { kind: 'hang' };
  });
  return cut.signal;
}

describe('S3 that says no', () => {
  it.each<[number, string]>([
    [507, 'InsufficientStorage'],
    [507, 'XMinioStorageFull'],
    [403, 'QuotaExceeded'],
    [400, 'EntityTooLarge'],
  ])('has no room with %i %s, and is not asked again', async (status, code) => {
    server.breakBy(() => refusal(status, code));
    const before = server.calls.length;
    await expect(open().put('a', BYTES)).rejects.toMatchObject({ code: 'store-full' });
    expect(server.calls.length - before).toBe(1);
  });

  const causeOf = async (work: Promise<unknown>): Promise<string> => {
    const thrown = await work.catch((error: unknown) => error);
    const { cause } = thrown instanceof EaselError ? thrown : {};
    if (!(cause instanceof Error)) throw new Error('It has no cause.');
    expect(thrown).toMatchObject(UNAVAILABLE);
    expect(JSON.stringify([thrown, cause.message, cause.stack])).not.toContain('easel-secret');
    return cause.message;
  };

  it.each<[string, Partial<S3Server['settings']>, RegExp]>([
    [
      'another key',
      { accessKey: 'other' },
      /^S3_ACCESS_KEY is not known at http.* \(S3 answered 403 InvalidAccessKeyId/,
    ],
    ['another secret', { secretKey: 'other' }, /^S3_SECRET_KEY does not belong to S3_ACCESS_KEY \(/],
    [
      'another bucket',
      { bucket: 'nothing' },
      /^There is no bucket nothing at http.*; create it, or set S3_BUCKET_NAME/,
    ],
    ['another region', { region: 'us-east-1' }, /^S3_REGION is us-east-1, but the bucket is elsewhere/],
    [
      'nobody there',
      { endpoint: 'http://127.0.0.1:1' },
      /^S3_ENDPOINT \(http:\/\/127\.0\.0\.1:1\) cannot be reached\.$/,
    ],
  ])('tells the operator what to mend with %s', async (_what, settings, words) => {
    const blobs = open(settings);
    expect(await causeOf(blobs.put('a', BYTES))).toMatch(words);
    expect(await causeOf(blobs.get('a'))).toMatch(words);
    expect(await causeOf(blobs.removeAll('a'))).toMatch(words);
    expect(await causeOf(blobs.check(AbortSignal.timeout(2000)))).toMatch(words);
  });

  it('tells that the clock of this machine is wrong, and by how much', async () => {
    const late = { ...HASTY, now: () => Date.now() - 3_600_000 };
    const blobs = createS3Blobs({ settings: server.settings, folder: scratchFolder(), clock: late });
    expect(await causeOf(blobs.put('a', BYTES))).toMatch(
      /^The clock of this machine is 60 minutes behind; set it right/,
    );
  });

  it.each<[string, Fault, RegExp]>([
    ['forbids it', refusal(403, 'AccessDenied'), /^The key may not do this; it needs to get, put, delete and list/],
    [
      'names the right region',
      { ...refusal(301, 'PermanentRedirect'), headers: { 'x-amz-bucket-region': 'eu-west-1' } } as Fault,
      /^S3_REGION is eu-central-1, but the bucket is in eu-west-1 /,
    ],
    ['sends elsewhere', refusal(302, 'Found'), /^S3_ENDPOINT sends elsewhere; set the address it leads to/],
    ['answers something odd', refusal(418, ''), /^S3 answered 418: It says no & why\.$/],
  ])('tells so where the server %s, and asks once', async (_what, fault, words) => {
    server.breakBy(() => fault);
    const before = server.calls.length;
    expect(await causeOf(open().put('a', BYTES))).toMatch(words);
    expect(server.calls.length - before).toBe(1);
  });

  it('refuses bytes that were damaged on the way', async () => {
    const blobs = open();
    const damaged = (call: S3ServerCall): Fault | undefined =>
      call.method === 'PUT' ? refusal(400, 'BadDigest') : undefined;
    server.breakBy(damaged);
    expect(await causeOf(blobs.put('a', BYTES))).toMatch(/BadDigest/);
    expect(await server.keys()).toEqual([]);
  });
});
