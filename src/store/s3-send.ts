import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { AwsV4Signer } from 'aws4fetch';
import { Agent, type Dispatcher, request } from 'undici';
import type { Clock } from '#src/ports/clock.ts';
import type { S3Settings } from './s3-settings.ts';

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Within the bucket; absent for the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: S3Body;
  readonly signal?: AbortSignal;
}

/** What is sent; opened anew for every attempt. */
export interface S3Body {
  readonly open: () => Uint8Array | Readable;
  readonly byteLength: number;
  /** SHA-256 in hexadecimal digits. The server checks it, so that damaged bytes are refused. */
  readonly sha256: string;
}

export type S3Answer = Dispatcher.ResponseData;

export interface S3Timeouts {
  readonly connectMs: number;
  /** Until the answer begins, beside the time that sending takes. */
  readonly answerMs: number;
  /** Without a byte. */
  readonly idleMs: number;
}

export interface S3SendParts {
  readonly settings: S3Settings;
  readonly clock: Clock;
  readonly timeouts?: S3Timeouts;
}

const TIMEOUTS: S3Timeouts = { connectMs: 5000, answerMs: 15_000, idleMs: 30_000 };
/** A slow line still sends this much in a millisecond. */
const SLOWEST_BYTES_PER_MS = 50;
const OF_NOTHING = createHash('sha256').digest('hex');

/** Sends one signed request to the bucket, once. */
export function createS3Send({ settings, clock, timeouts = TIMEOUTS }: S3SendParts) {
  const { accessKey: accessKeyId, secretKey: secretAccessKey, region } = settings;
  const agent = new Agent({ connect: { timeout: timeouts.connectMs }, bodyTimeout: timeouts.idleMs, allowH2: false });
  const base = `${settings.endpoint}/${settings.bucket}`;
  /** Keys for signing hold for a day, and making them costs four digests. */
  const cache = new Map<string, ArrayBuffer>();

  /** @throws whatever breaks the connection, and what the signal says. */
  return async function send({ method, key, query, headers, body, signal }: S3Request): Promise<S3Answer> {
    const url = new URL(key === undefined ? base : `${base}/${key}`);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    const signed = await sign(method, url, { ...headers, 'x-amz-content-sha256': body?.sha256 ?? OF_NOTHING });
    const sendingMs = Math.ceil((body?.byteLength ?? 0) / SLOWEST_BYTES_PER_MS);
    return request(url, {
      method,
      headers: { ...signed, ...(body && { 'content-length': String(body.byteLength) }) },
      body: body ? body.open() : null,
      dispatcher: agent,
      headersTimeout: timeouts.answerMs + sendingMs,
      ...(signal && { signal }),
    });
  };

  async function sign(method: string, url: URL, headers: Readonly<Record<string, string>>) {
    // As signatures write it: 20260101T000000Z.
    const datetime = new Date(clock.now()).toISOString().replace(/[:-]|\.\d{3}/g, '');
    const keys = { accessKeyId, secretAccessKey, region, service: 's3', cache };
    const signed = await new AwsV4Signer({ ...keys, method, url: url.href, headers, datetime }).sign();
    return Object.fromEntries(signed.headers);
  }
}
