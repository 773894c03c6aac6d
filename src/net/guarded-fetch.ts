import { type Agent, fetch, type Response } from 'undici';
import { type ConnectTarget, type GuardedAgentOptions, guardedAgent, isListed } from './guarded-agent.ts';
import { SNIFFED_BYTES, sniffed } from './sniffed.ts';

const MAX_HOPS = 3;

export interface GuardedFetchOptions {
  /** The only places anything may come from, redirects included. */
  readonly allowed: {
    /** Of an API: its very origin is allowed, loopback and plain http included, because the operator chose it. */
    readonly baseUrl: string;
    /** Other hosts, over https on port 443 and at public addresses only; `*.example.com` is every host below. */
    readonly hosts: readonly string[];
  };
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** For everything together, from the first connection to the last byte. */
  readonly timeoutMs: number;
  /** How names are resolved and sockets opened; the usual way unless told. */
  readonly network?: Pick<GuardedAgentOptions, 'lookup' | 'connect'>;
  /** Said to the first host only, never to where that redirects. */
  readonly authorization?: string;
  /** Gives up as soon as the beginning shows that it is no picture. */
  readonly pictureOnly?: boolean;
}

export type Refusal =
  /** It may not be fetched from there, or leads in circles. */
  | { readonly kind: 'address' }
  | { readonly kind: 'status'; readonly status: number }
  /** `byteLength` is as far as it is known. */
  | { readonly kind: 'too-large'; readonly byteLength: number }
  | { readonly kind: 'text' | 'no-picture' | 'late' | 'broken' };

/** Why nothing came from an address. */
export class FetchRefused extends Error {
  override readonly name = 'FetchRefused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal, why: string, cause?: unknown) {
    super(why, { cause });
    this.refusal = refusal;
  }
}

/** Whether fetching the same address again may bring it: trouble on the way, not what the address or its bytes are. */
export const mayComeAgain = ({ refusal }: FetchRefused): boolean =>
  refusal.kind === 'broken' || (refusal.kind === 'status' && refusal.status >= 500);

/**
 * Fetches bytes from an address that somebody else wrote: only allowed origins, each hop of a redirect and each connection looked
 * at, no credentials sent but those given for its own host, no more than `maxBytes` read.
 *
 * @throws {FetchRefused}; the signal's reason once that aborts.
 */
export async function guardedFetch(address: string, options: GuardedFetchOptions): Promise<Uint8Array> {
  const { allowed, signal, timeoutMs, network } = options;
  signal.throwIfAborted();
  const late = AbortSignal.timeout(timeoutMs);
  const agent = guardedAgent({ ...network, hosts: allowed.hosts, isBase: baseOf(allowed.baseUrl) });
  try {
    return await follow(address, { ...options, signal: AbortSignal.any([signal, late]) }, agent);
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof FetchRefused) throw thrown;
    if (late.aborted) throw new FetchRefused({ kind: 'late' }, `It took longer than ${timeoutMs} ms.`, thrown);
    throw new FetchRefused({ kind: 'broken' }, 'The connection broke.', thrown);
  } finally {
    // Whatever is still on its way is not wanted any more.
    agent.destroy().catch(() => {});
  }
}

async function follow(address: string, options: GuardedFetchOptions, dispatcher: Agent): Promise<Uint8Array> {
  const { authorization } = options;
  let url = checked(URL.parse(address), options);
  const first = url.origin;
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const response = await fetch(url, {
      redirect: 'manual',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      headers: authorization !== undefined && url.origin === first ? { authorization } : {},
      signal: options.signal,
      dispatcher,
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return read(response, options);
    await response.body?.cancel();
    url = checked(URL.parse(location, url.href), options);
  }
  throw notFrom('It redirects too often.');
}

/** The address, where something may come from there. */
function checked(url: URL | null, { allowed: { baseUrl, hosts } }: GuardedFetchOptions): URL {
  if (!url || !/^https?:$/.test(url.protocol)) throw notFrom('It is no address on the web.');
  if (url.username !== '' || url.password !== '') throw notFrom('It has a name or a password.');
  if (url.origin === new URL(baseUrl).origin || isListed(targetOf(url), hosts)) return url;
  throw notFrom(`Nothing is fetched from ${url.origin}.`);
}

const notFrom = (why: string): FetchRefused => new FetchRefused({ kind: 'address' }, why);

const baseOf = (baseUrl: string): GuardedAgentOptions['isBase'] => {
  const base = targetOf(new URL(baseUrl));
  return ({ protocol, hostname, port }) =>
    protocol === base.protocol && hostname === base.hostname && port === base.port;
};

const targetOf = ({ protocol, hostname, port }: URL): ConnectTarget => ({
  protocol,
  hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
  port,
});

async function read({ ok, status, headers, body }: Response, options: GuardedFetchOptions): Promise<Uint8Array> {
  if (!ok || !body) throw new FetchRefused({ kind: 'status', status }, `It answers ${status}.`);
  const expectStart = options.pictureOnly ? expectPicture : () => {};
  expectWithin(Number(headers.get('content-length')), options);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    parts.push(part);
    const before = size;
    size += part.byteLength;
    expectWithin(size, options);
    // As soon as it can be known: a page may be endless.
    if (before < SNIFFED_BYTES && size >= SNIFFED_BYTES) expectStart(Buffer.concat(parts));
  }
  const bytes = Buffer.concat(parts);
  if (size < SNIFFED_BYTES) expectStart(bytes);
  return bytes;
}

function expectWithin(byteLength: number, { maxBytes }: GuardedFetchOptions): void {
  if (byteLength > maxBytes)
    throw new FetchRefused({ kind: 'too-large', byteLength }, `It has more than ${maxBytes} bytes.`);
}

function expectPicture(start: Uint8Array): void {
  const found = sniffed(start);
  if (found === 'text') throw new FetchRefused({ kind: 'text' }, 'It is a page or other text, or empty.');
  if (found === 'other') throw new FetchRefused({ kind: 'no-picture' }, 'The bytes at the address are no picture.');
}
