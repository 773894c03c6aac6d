import { EaselError } from '#src/domain/errors.ts';
import type { ImageRef } from '#src/domain/job.ts';
import type { GuardedAgentOptions } from '#src/net/guarded-agent.ts';
import { FetchRefused, guardedFetch, mayComeAgain } from '#src/net/guarded-fetch.ts';
import type { ChatPlatform } from '#src/ports/chat-platform.ts';
import { MEDIA_HOSTS } from './media-address.ts';

const TIMEOUT_MS = 60_000;
/** A file is read, nothing is paid for: what broke on the way may be asked for once more. */
const ATTEMPTS = 2;

export interface PictureFetchOptions extends Pick<GuardedAgentOptions, 'lookup' | 'connect'> {
  /** Its origin serves files too, where it is not Discord's own. */
  readonly apiUrl: string;
  /** For one attempt, to the last byte. A minute unless told. */
  readonly timeoutMs?: number;
}

/** Fetches what somebody attached, by the address Discord told, from Discord's own hosts and nowhere else. */
export function createPictureFetch({
  apiUrl,
  timeoutMs = TIMEOUT_MS,
  ...network
}: PictureFetchOptions): ChatPlatform['openImage'] {
  const allowed = { baseUrl: apiUrl, hosts: MEDIA_HOSTS };

  return async (image, limits) => {
    const { key, declaredBytes } = image;
    limits.signal.throwIfAborted();
    if (declaredBytes !== undefined && declaredBytes > limits.maxBytes) throw tooLarge(image, declaredBytes, limits);
    for (let attempt = 1; ; attempt++) {
      try {
        return await guardedFetch(key, { ...limits, allowed, timeoutMs, network });
      } catch (thrown) {
        if (!(thrown instanceof FetchRefused)) throw thrown;
        if (attempt === ATTEMPTS || !mayComeAgain(thrown)) throw refused(image, thrown, limits);
      }
    }
  };
}

function refused(image: ImageRef, cause: FetchRefused, limits: { readonly maxBytes: number }): EaselError {
  const { refusal } = cause;
  if (refusal.kind === 'too-large') return tooLarge(image, refusal.byteLength, limits);
  return new EaselError('image-missing', { name: image.filename }, { cause });
}

const tooLarge = ({ filename }: ImageRef, byteLength: number, { maxBytes }: { readonly maxBytes: number }) =>
  new EaselError('image-too-large', { name: filename, byteLength, limitBytes: maxBytes });
