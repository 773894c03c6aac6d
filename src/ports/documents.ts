/**
 * JSON documents of one kind, each changed one at a time from however many processes.
 *
 * Every call rejects with `store-unavailable` when the store cannot be reached; nothing guesses.
 */
export interface Documents<T> {
  get(id: string): Promise<T | undefined>;
  /** Stores a new document, without a look at what is there before; one that is there stays. @returns whether it was stored. */
  add(id: string, value: T): Promise<boolean>;
  /**
   * Changes one document atomically: reads it, asks `change` for the next value and writes that only if nobody wrote in between,
   * else asks again. So `change` may run several times and must be pure. Returning the very value it was given (also `undefined`
   * for a missing one) writes nothing.
   * @returns what is stored afterwards.
   */
  update(id: string, change: (current: T | undefined) => T | undefined): Promise<T | undefined>;
  /**
   * As `update`, in no hurry: written together with the next change of that document, or by itself as soon as this turn of the event
   * loop is over. Until then nobody sees it.
   */
  later(id: string, change: (current: T | undefined) => T | undefined): Promise<T | undefined>;
  remove(id: string): Promise<void>;
  /**
   * All documents whose id begins with `prefix`, by id in ascending order. Documents written meanwhile may be missed.
   * @param after only those behind this id, which need not be there itself.
   */
  list(prefix?: string, after?: string): AsyncIterable<readonly [id: string, value: T]>;
}
