import { fetch } from 'undici';
import { EaselError } from '#src/domain/errors.ts';

const MAX_HOPS = 3;

export interface FetchResultOptions {
  /** The only origins a picture may come from, redirects included, such as `https://api.example.com`. */
  readonly allowedOrigins: readonly string[];
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Who is blamed when it cannot be fetched. */
  readonly provider: string;
}

/**
 * Fetches a picture that a provider named by its address. The address came from an answer and is trusted as little as any other:
 * only allowed origins, each hop of a redirect looked at, no credentials sent, no more than `maxBytes` read.
 *
 * @throws {EaselError} `no-image` where it may not or cannot be fetched; the signal's reason once that aborts.
 */
export async function fetchResult(address: string, options: FetchResultOptions): Promise<Uint8Array> {
  try {
    return await follow(address, options);
  } catch (thrown) {
    options.signal.throwIfAborted();
    throw thrown instanceof EaselError ? thrown : refused(options, 'The connection broke.', thrown);
  }
}

async function follow(address: string, options: FetchResultOptions): Promise<Uint8Array> {
  let url = allowed(address, options);
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const response = await fetch(url, { redirect: 'manual', signal: options.signal });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return read(response, options);
    await response.body?.cancel();
    url = allowed(new URL(location, url).href, options);
  }
  throw refused(options, 'It redirects too often.');
}

function allowed(address: string, options: FetchResultOptions): URL {
  const url = URL.parse(address);
  if (url?.username !== '' || !options.allowedOrigins.includes(url.origin)) {
    throw refused(options, `Its address is not one of ${options.allowedOrigins.join(', ')}.`);
  }
  return url;
}

async function read(response: Awaited<ReturnType<typeof fetch>>, options: FetchResultOptions): Promise<Uint8Array> {
  if (!response.ok || !response.body) throw refused(options, `It answers ${response.status}.`);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body) {
    size += part.byteLength;
    if (size > options.maxBytes) throw refused(options, `It has more than ${options.maxBytes} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const refused = ({ provider }: FetchResultOptions, why: string, cause?: unknown): EaselError =>
  new EaselError(
    'no-image',
    { provider },
    { cause: new Error(`The picture's address was not fetched. ${why}`, { cause }) },
  );
