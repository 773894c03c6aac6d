import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFauxqs } from 'fauxqs';
import { headerOf, refusalOf, type S3Account, sha256 } from './signature.ts';

/** One call as it arrived, its body read to the end. */
export interface S3ServerCall {
  readonly method: string;
  /** Without the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
}

/** What goes wrong with one call; `undefined` is nothing. */
export type Fault =
  | {
      readonly kind: 'refuse';
      readonly status: number;
      readonly code: string;
      readonly headers?: Record<string, string>;
    }
  /** Cuts the connection before the body is read. */
  | { readonly kind: 'reset' }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Does what it is asked, and cuts the connection instead of saying so. */
  | { readonly kind: 'lost' }
  /** Answers, and cuts the connection after so many bytes of the body. */
  | { readonly kind: 'cut'; readonly afterBytes: number };

export interface S3Server {
  readonly settings: S3Account & { readonly endpoint: string; readonly bucket: string };
  /** As environment variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly calls: readonly S3ServerCall[];
  /** Asked before each call. */
  breakBy(fault: (call: S3ServerCall) => Fault | undefined): void;
  /** All keys in the bucket, in order. */
  keys(): Promise<readonly string[]>;
  empty(): void;
  close(): Promise<void>;
}

const ACCOUNT: S3Account = { accessKey: 'easel-access', secretKey: 'easel-secret', region: 'eu-central-1' };
const BUCKET = 'easel-pictures';
/** So small that tests meet more than one page. */
const PAGE = 10;

/**
 * A real S3 server in this process, behind a door that checks signatures and checksums as AWS does (it itself looks at neither), and
 * breaks calls as it is told.
 *
 * @param now epoch milliseconds of the server's clock.
 */
export async function startS3Server(now: () => number = Date.now): Promise<S3Server> {
  const behind = await startFauxqs({ port: 0, logger: false });
  behind.createBucket(BUCKET);
  const calls: S3ServerCall[] = [];
  let faultOf: (call: S3ServerCall) => Fault | undefined = () => undefined;

  const door = createServer((request, response) => {
    const call = callOf(request);
    calls.push(call);
    const fault = faultOf(call);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
    pass(request, response, fault).catch(() => request.socket.destroy());
  });

  async function pass(request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const damaged = sha256(body) !== headerOf(request, 'x-amz-content-sha256');
    const code = refusalOf(request, ACCOUNT, now()) ?? (damaged ? 'XAmzContentSHA256Mismatch' : undefined);
    const date = new Date(now()).toUTCString();
    if (code !== undefined) return refuse(response, { kind: 'refuse', status: 403, code, headers: { date } });
    if (fault?.kind === 'refuse') return refuse(response, { ...fault, headers: { date, ...fault.headers } });
    await forward(request, body, response, fault);
  }

  async function forward(request: IncomingMessage, body: Buffer, response: ServerResponse, fault: Fault | undefined) {
    const { method, url = '', headers } = request;
    const path = url.includes('list-type') ? `${url}&max-keys=${PAGE}` : url;
    const onward = send({ host: '127.0.0.1', port: behind.port, method, path, headers });
    onward.end(body);
    const [answer]: IncomingMessage[] = await once(onward, 'response');
    if (!answer) throw new Error('No answer came.');
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk);
    if (fault?.kind === 'lost') return void request.socket.resetAndDestroy();
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    const whole = Buffer.concat(chunks);
    if (fault?.kind !== 'cut') return void response.end(whole);
    response.write(whole.subarray(0, fault.afterBytes), () => request.socket.destroy());
  }

  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  // A listening TCP server has this kind of address.
  const endpoint = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  return {
    settings: { ...ACCOUNT, endpoint, bucket: BUCKET },
    env: {
      S3_ENDPOINT: endpoint,
      S3_REGION: ACCOUNT.region,
      S3_ACCESS_KEY: ACCOUNT.accessKey,
      S3_SECRET_KEY: ACCOUNT.secretKey,
      S3_BUCKET_NAME: BUCKET,
    },
    calls,
    breakBy(fault) {
      faultOf = fault;
    },
    async keys() {
      const listing = await fetch(`http://127.0.0.1:${behind.port}/${BUCKET}?list-type=2&max-keys=1000`);
      return [...(await listing.text()).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key);
    },
    empty: () => behind.emptyBucket(BUCKET),
    async close() {
      door.closeAllConnections();
      door.close();
      await Promise.all([once(door, 'close'), behind.stop()]);
    },
  };
}

function callOf({ method = '', url = '' }: IncomingMessage): S3ServerCall {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  return { method, key: pathname.split('/').slice(2).join('/'), query: searchParams };
}

function refuse(response: ServerResponse, { status, code, headers }: Extract<Fault, { kind: 'refuse' }>): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>It says no &amp; why.</Message></Error>`;
  response
    .writeHead(status, { 'content-type': 'application/xml', ...headers })
    .end(response.req.method === 'HEAD' ? '' : body);
}
