/** A call that broke before its request was written to any connection: proof that nobody took it. */
export class NeverSent extends Error {
  override readonly name = 'NeverSent';

  constructor(cause: unknown) {
    super('The request never left.', { cause });
  }
}
