/**
 * An error of a client library with nothing but its message and code: theirs carry what was sent, which holds prompts and, where the
 * server refuses a password, the password.
 */
export function plainError(error: unknown, secrets: readonly string[] = []): Error {
  const { message, code } = partsOf(error);
  const said = secrets.reduce((text, secret) => (secret === '' ? text : text.replaceAll(secret, '***')), message);
  return Object.assign(new Error(said), code === undefined ? {} : { code });
}

function partsOf(error: unknown): { readonly message: string; readonly code?: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  // Where a name stands for several addresses, each failed, and the whole says nothing.
  const [first] = error instanceof AggregateError ? error.errors : [];
  if (first instanceof Error && error.message === '') return partsOf(first);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { message: error.message, ...(code !== undefined && { code }) };
}
