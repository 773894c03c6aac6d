import { z } from 'zod';
import type { Usage } from '#src/domain/usage.ts';

/** A picture as an answer brings it: decoded on the way, or else base64, a data URL or an address. */
export type AnswerImage = string | Uint8Array;

/** What was made; the form both kinds of answer are read into. */
export interface Answer {
  readonly images: readonly AnswerImage[];
  readonly usage?: Usage;
  readonly revisedPrompt?: string;
}

const count = z.number().min(0).catch(0);

/** Tokens as the provider counted them. Servers that count nothing send zeros, which are no count. */
export const usageSchema = z
  .object({
    input_tokens: count,
    input_tokens_details: z
      .object({ image_tokens: count, text_tokens: z.number().optional() })
      .optional()
      .catch(undefined),
    output_tokens: count,
    total_tokens: count,
  })
  .transform(({ input_tokens: inputTokens, output_tokens: outputTokens, ...more }): Usage | undefined => {
    const inputImageTokens = more.input_tokens_details?.image_tokens ?? 0;
    const inputTextTokens = more.input_tokens_details?.text_tokens ?? Math.max(0, inputTokens - inputImageTokens);
    const totalTokens = more.total_tokens || inputTokens + outputTokens;
    return totalTokens > 0 ? { inputTokens, inputTextTokens, inputImageTokens, outputTokens, totalTokens } : undefined;
  })
  .optional()
  .catch(undefined);
