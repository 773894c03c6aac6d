/** Tokens, as the provider counted them. */
export interface Usage {
  readonly inputTokens: number;
  readonly inputTextTokens: number;
  readonly inputImageTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
}
