import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Whom the server knows. */
export interface S3Account {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
}

const SKEW_MS = 900_000;

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * What AWS's own server would refuse a request for, by its published description of signature version 4; `undefined` where all is
 * right. Written without the library under test.
 */
export function refusalOf(request: IncomingMessage, account: S3Account, now: number): string | undefined {
  const { authorization = '' } = request.headers;
  const [, credential = '', names = '', given = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(authorization) ?? [];
  const [accessKey = '', day = '', region = ''] = credential.split('/');
  if (accessKey !== account.accessKey) return 'InvalidAccessKeyId';
  if (region !== account.region) return 'AuthorizationHeaderMalformed';
  const time = headerOf(request, 'x-amz-date');
  const at = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(at - now) <= SKEW_MS)) return 'RequestTimeTooSkewed';
  const scope = `${day}/${region}/s3/aws4_request`;
  const words = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical(request, names))].join('\n');
  const key = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${account.secretKey}`, day));
  return hmac(key, words).toString('hex') === given ? undefined : 'SignatureDoesNotMatch';
}

function canonical(request: IncomingMessage, names: string): string {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const sorted = query === '' ? '' : query.split('&').sort().join('&');
  const headers = names.split(';').map((name) => `${name}:${headerOf(request, name).trim()}\n`);
  const payload = headerOf(request, 'x-amz-content-sha256');
  return [request.method, path, sorted, headers.join(''), names, payload].join('\n');
}

export const headerOf = ({ headers }: IncomingMessage, name: string): string => String(headers[name] ?? '');
