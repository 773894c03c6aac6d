/** Tokens, as the provider counted them. */
export interface Usage {
  readonly inputTokens: number;
  readonly inputTextTokens: number;
  readonly inputImageTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
}

/** Each answer, and each picture of a stream, brings the tokens it took. */
export function addUsage(sum: Usage | undefined, more: Usage | undefined): Usage | undefined {
  if (!sum || !more) return sum ?? more;
  return {
    inputTokens: sum.inputTokens + more.inputTokens,
    inputTextTokens: sum.inputTextTokens + more.inputTextTokens,
    inputImageTokens: sum.inputImageTokens + more.inputImageTokens,
    outputTokens: sum.outputTokens + more.outputTokens,
    totalTokens: sum.totalTokens + more.totalTokens,
  };
}
