import { EaselError } from '#src/domain/errors.ts';

/** The store cannot be reached or understood; the original is kept as the cause. One of our own passes unchanged. */
export const storeUnavailable = (cause: unknown): EaselError =>
  cause instanceof EaselError ? cause : new EaselError('store-unavailable', {}, { cause });

/** The way to the store broke off before its answer: nobody knows yet whether it was done. */
export const answerLost = (cause: unknown): EaselError => {
  const error = storeUnavailable(cause);
  lost.add(error);
  return error;
};

/** Whether it may have been done all the same. */
export const isAnswerLost = (error: unknown): boolean => error instanceof EaselError && lost.has(error);

const lost = new WeakSet<EaselError>();

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
