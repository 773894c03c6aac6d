/** What the translation of an error has to know about the call. */
export interface CallContext {
  /** As people know it, for example `OpenAI`. */
  readonly provider: string;
  readonly modelId: string;
  /** Never to be repeated to anybody. */
  readonly secrets: readonly string[];
  readonly now: () => number;
}
