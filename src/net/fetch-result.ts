import { type Agent, fetch, type Response } from 'undici';
import { EaselError } from '#src/domain/errors.ts';
import { type ConnectTarget, type GuardedAgentOptions, guardedAgent, isListed } from './guarded-agent.ts';
import { SNIFFED_BYTES, sniffed } from './sniffed.ts';

const MAX_HOPS = 3;
const USUAL_TIMEOUT_MS = 120_000;

export interface FetchResultOptions {
  /** The only places a picture may come from, redirects included. */
  readonly allowed: {
    /** Of the provider's API: its very origin is allowed, loopback and plain http included, because the operator chose it. */
    readonly baseUrl: string;
    /** Other hosts, over https on port 443 and at public addresses only; `*.example.com` is every host below. */
    readonly hosts: readonly string[];
  };
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Who is blamed when it cannot be fetched. */
  readonly provider: string;
  /** For everything together, from the first connection to the last byte. Two minutes unless told. */
  readonly timeoutMs?: number;
  /** How names are resolved and sockets opened; the usual way unless told. */
  readonly network?: Pick<GuardedAgentOptions, 'lookup' | 'connect'>;
}

/**
 * Fetches a picture that a provider named by its address. The address came from an answer and is trusted as little as any other:
 * only allowed origins, each hop of a redirect and each connection looked at, no credentials sent, no more than `maxBytes` read.
 *
 * @throws {EaselError} `no-image` where it may not or cannot be fetched, or is a page or other text; `image-corrupt` where it is no
 *   picture either; `timed-out`; the signal's reason once that aborts.
 */
export async function fetchResult(address: string, options: FetchResultOptions): Promise<Uint8Array> {
  const { allowed, signal, provider, timeoutMs = USUAL_TIMEOUT_MS, network } = options;
  signal.throwIfAborted();
  const late = AbortSignal.timeout(timeoutMs);
  const agent = guardedAgent({ ...network, hosts: allowed.hosts, isBase: baseOf(allowed.baseUrl) });
  try {
    return await follow(address, { ...options, signal: AbortSignal.any([signal, late]) }, agent);
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof EaselError) throw thrown;
    if (late.aborted) throw new EaselError('timed-out', { provider, afterMs: timeoutMs }, { cause: thrown });
    throw refused(options, 'The connection broke.', new BrokenFetch(thrown));
  } finally {
    // Whatever is still on its way is not wanted any more.
    agent.destroy().catch(() => {});
  }
}

async function follow(address: string, options: FetchResultOptions, dispatcher: Agent): Promise<Uint8Array> {
  let url = checked(URL.parse(address), options);
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const response = await fetch(url, {
      redirect: 'manual',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: options.signal,
      dispatcher,
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return read(response, options);
    await response.body?.cancel();
    url = checked(URL.parse(location, url.href), options);
  }
  throw refused(options, 'It redirects too often.');
}

/** The address, where a picture may come from there. */
function checked(url: URL | null, options: FetchResultOptions): URL {
  const { baseUrl, hosts } = options.allowed;
  if (!url || !/^https?:$/.test(url.protocol)) throw refused(options, 'It is no address on the web.');
  if (url.username !== '' || url.password !== '') throw refused(options, 'It has a name or a password.');
  if (url.origin === new URL(baseUrl).origin || isListed(targetOf(url), hosts)) return url;
  throw refused(options, `Nothing is fetched from ${url.origin}.`);
}

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

async function read({ ok, status, headers, body }: Response, options: FetchResultOptions): Promise<Uint8Array> {
  const { maxBytes } = options;
  if (!ok || !body)
    throw refused(options, `It answers ${status}.`, status >= 500 ? new BrokenFetch(status) : undefined);
  const tooMany = `It has more than ${maxBytes} bytes.`;
  if (Number(headers.get('content-length')) > maxBytes) throw refused(options, tooMany);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    parts.push(part);
    const before = size;
    size += part.byteLength;
    if (size > maxBytes) throw refused(options, tooMany);
    // As soon as it can be known: a page may be endless.
    if (before < SNIFFED_BYTES && size >= SNIFFED_BYTES) expectPicture(Buffer.concat(parts), options);
  }
  const bytes = Buffer.concat(parts);
  if (size < SNIFFED_BYTES) expectPicture(bytes, options);
  return bytes;
}

function expectPicture(start: Uint8Array, options: FetchResultOptions): void {
  const found = sniffed(start);
  if (found === 'text') throw refused(options, 'It is a page or other text, or empty.');
  if (found === 'other')
    throw new EaselError(
      'image-corrupt',
      { provider: options.provider },
      { cause: new Error('The bytes at the address are no picture.') },
    );
}

/** Trouble on the way, which another try may not have; what is refused by its address or its bytes stays refused. */
class BrokenFetch extends Error {
  override readonly name = 'BrokenFetch';

  constructor(cause: unknown) {
    super('The picture did not come through.', { cause });
  }
}

/** Whether fetching the same address again may bring the picture. */
export const mayComeYet = (thrown: unknown): boolean =>
  thrown instanceof EaselError && thrown.cause instanceof Error && thrown.cause.cause instanceof BrokenFetch;

const refused = ({ provider }: FetchResultOptions, why: string, cause?: unknown): EaselError =>
  new EaselError(
    'no-image',
    { provider },
    { cause: new Error(`The picture's address was not fetched. ${why}`, { cause }) },
  );
