import { EaselError } from '#src/domain/errors.ts';

/** The store cannot be reached or understood; the original is kept as the cause. One of our own passes unchanged. */
export const storeUnavailable = (cause: unknown): EaselError =>
  cause instanceof EaselError ? cause : new EaselError('store-unavailable', {}, { cause });

/** There is no room left. */
export const storeFull = (cause: unknown): EaselError => new EaselError('store-full', {}, { cause });

/** Whatever goes wrong while the store is asked is the store's failure, never an answer. */
export async function reached<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw storeUnavailable(error);
  }
}
