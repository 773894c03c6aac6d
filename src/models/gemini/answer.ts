import { z } from 'zod';
import type { Usage } from '#src/domain/usage.ts';

/** The parts of a response that count, as they came; whatever is missing or of another form is left out. */
export interface Answer {
  /** The finished picture as base64. */
  readonly image?: string;
  /** What the model says beside it. */
  readonly text: string;
  /** Why there was nothing to begin with. */
  readonly blockReason?: string;
  /** Why it ended. */
  readonly finishReason: string;
  readonly finishMessage: string;
  /** The kinds of harm the filter found, in the vendor's words. */
  readonly harms: readonly string[];
  readonly usage?: Usage;
  /** The provider's id of the answer. */
  readonly responseId?: string;
}

const word = z.string().catch('');
const count = z.number().min(0).catch(0);

const rating = z.object({ category: word, blocked: z.boolean().catch(false), probability: word });
const ratings = z.array(rating.catch({ category: '', blocked: false, probability: '' })).catch([]);

const partForm = z.object({
  text: word,
  thought: z.boolean().catch(false),
  inlineData: z
    .object({ mimeType: z.string().catch('image/'), data: word })
    .optional()
    .catch(undefined),
});
const NOTHING = { text: '', thought: false, inlineData: undefined };

const candidateForm = z.object({
  content: z.object({ parts: z.array(partForm.catch(NOTHING)).catch([]) }).catch({ parts: [] }),
  finishReason: word,
  finishMessage: word,
  safetyRatings: ratings,
});

const details = z.array(z.object({ modality: word, tokenCount: count })).catch([]);

const form = z.object({
  candidates: z.array(candidateForm).catch([]),
  promptFeedback: z.object({ blockReason: word, safetyRatings: ratings }).optional().catch(undefined),
  usageMetadata: z
    .object({
      promptTokenCount: count,
      promptTokensDetails: details,
      candidatesTokenCount: count,
      thoughtsTokenCount: count,
      totalTokenCount: count,
    })
    .optional()
    .catch(undefined),
  responseId: z.string().optional().catch(undefined),
});

type Tokens = NonNullable<z.infer<typeof form>['usageMetadata']>;

/** Reads a response by its parts. The SDK's own `text` and `data` run drafts and the finished picture together. */
export function readAnswer(response: unknown): Answer {
  const { data } = form.safeParse(response);
  const candidate = data?.candidates[0];
  // Drafts are marked as thoughts. Where several pictures come unmarked the last is the finished one.
  const parts = candidate?.content.parts.filter(({ thought }) => !thought) ?? [];
  const image = parts
    .flatMap(({ inlineData }) => (inlineData?.mimeType.startsWith('image/') && inlineData.data) || [])
    .at(-1);
  const text = parts.flatMap((part) => part.text.trim() || []).join('\n');
  const usage = data?.usageMetadata && usageOf(data.usageMetadata);
  const blockReason = data?.promptFeedback?.blockReason;
  return {
    ...(image !== undefined && { image }),
    text,
    ...(blockReason && { blockReason }),
    finishReason: candidate?.finishReason ?? '',
    finishMessage: candidate?.finishMessage ?? '',
    harms: harmsIn([...(data?.promptFeedback?.safetyRatings ?? []), ...(candidate?.safetyRatings ?? [])]),
    ...(usage && { usage }),
    ...(data?.responseId && { responseId: data.responseId }),
  };
}

/** What was blocked for; older answers do not say so and only rate. */
function harmsIn(rated: readonly z.infer<typeof rating>[]): readonly string[] {
  const blocked = rated.filter((each) => each.blocked);
  const likely = rated.filter(({ probability }) => probability === 'HIGH' || probability === 'MEDIUM');
  return [...new Set((blocked.length > 0 ? blocked : likely).flatMap(({ category }) => category || []))];
}

/** Thinking is billed as words, so it is counted with what came out. */
function usageOf({ promptTokensDetails, ...tokens }: Tokens): Usage | undefined {
  const inputTokens = tokens.promptTokenCount;
  const inputImageTokens = promptTokensDetails
    .filter(({ modality }) => modality === 'IMAGE')
    .reduce((sum, { tokenCount }) => sum + tokenCount, 0);
  const outputTokens = tokens.candidatesTokenCount + tokens.thoughtsTokenCount;
  const totalTokens = tokens.totalTokenCount || inputTokens + outputTokens;
  if (totalTokens === 0) return undefined;
  const inputTextTokens = Math.max(0, inputTokens - inputImageTokens);
  return { inputTokens, inputTextTokens, inputImageTokens, outputTokens, totalTokens };
}
