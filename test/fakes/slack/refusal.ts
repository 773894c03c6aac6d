/** What Slack says instead of doing it: HTTP 200 with `ok: false`. */
export interface Refusal extends Error {
  readonly refusal: { readonly error: string } & Readonly<Record<string, unknown>>;
}

export function refusal(error: string, more: object = {}): Refusal {
  return Object.assign(new Error(error), { refusal: { error, ...more } });
}

/** With the sentences that say what is wrong, and where. */
export const refusalAt = (error: string, sentences: readonly string[]): Refusal =>
  refusal(error, {
    errors: sentences,
    response_metadata: { messages: sentences.map((sentence) => `[ERROR] ${sentence}`) },
  });

export const isRefusal = (cause: unknown): cause is Refusal => cause instanceof Error && 'refusal' in cause;
