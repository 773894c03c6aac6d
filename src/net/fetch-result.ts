import { EaselError } from '#src/domain/errors.ts';
import { FetchRefused, type GuardedFetchOptions, guardedFetch, mayComeAgain } from './guarded-fetch.ts';

const USUAL_TIMEOUT_MS = 120_000;

export interface FetchResultOptions extends Omit<GuardedFetchOptions, 'timeoutMs' | 'pictureOnly'> {
  /** Who is blamed when it cannot be fetched. */
  readonly provider: string;
  /** For everything together, from the first connection to the last byte. Two minutes unless told. */
  readonly timeoutMs?: number;
}

/**
 * Fetches a picture that a provider named by its address. The address came from an answer, so it is trusted no more than one a stranger typed.
 *
 * @throws {EaselError} `no-image` where it may not or cannot be fetched, or is a page or other text; `image-corrupt` where it is no
 *   picture either; `timed-out`; the signal's reason once that aborts.
 */
export async function fetchResult(address: string, options: FetchResultOptions): Promise<Uint8Array> {
  const timeoutMs = options.timeoutMs ?? USUAL_TIMEOUT_MS;
  try {
    return await guardedFetch(address, { ...options, timeoutMs, pictureOnly: true });
  } catch (thrown) {
    throw thrown instanceof FetchRefused ? refused(thrown, { provider: options.provider, timeoutMs }) : thrown;
  }
}

function refused(cause: FetchRefused, { provider, timeoutMs }: { provider: string; timeoutMs: number }): EaselError {
  switch (cause.refusal.kind) {
    case 'late':
      return new EaselError('timed-out', { provider, afterMs: timeoutMs }, { cause: cause.cause });
    case 'no-picture':
      return new EaselError('image-corrupt', { provider }, { cause });
    default:
      return new EaselError(
        'no-image',
        { provider, unfetched: true },
        { cause: new Error(`The picture's address was not fetched. ${cause.message}`, { cause }) },
      );
  }
}

/** Whether fetching the same address again may bring the picture. */
export const mayComeYet = (thrown: unknown): boolean =>
  thrown instanceof EaselError &&
  thrown.cause instanceof Error &&
  thrown.cause.cause instanceof FetchRefused &&
  mayComeAgain(thrown.cause.cause);
