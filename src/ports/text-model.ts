/** Something that writes: a chat model, asked for a few sentences. */
export interface TextModel {
  /** `provider/vendor id`, for the log. */
  readonly id: string;
  /**
   * Writes what the instructions say about the words, once; nothing is repeated.
   * @throws {EaselError} translated as an image model's.
   */
  write(ask: { readonly instructions: string; readonly words: string }, signal: AbortSignal): Promise<string>;
}
