import { z } from 'zod';
import { EaselError } from '#src/domain/errors.ts';
import type { CallContext } from '#src/net/call-context.ts';
import { parseJson } from '#src/net/parse-json.ts';
import { patientFetch } from '#src/net/patient-fetch.ts';
import { type Watch, watched } from '#src/net/watch.ts';
import type { OpenTextModel } from '#src/ports/provider.ts';
import { brokenAnswer, toldInAnswer, translateError } from './errors.ts';
import { createOpenAiClient } from './openai-client.ts';
import { bytesOf } from './response.ts';
import { withWholeRefusals } from './whole-refusals.ts';

/** A few sentences take seconds, also where the model thinks first. */
const TIMEOUT_MS = 60_000;
const IDLE_TIMEOUT_MS = 30_000;
/** What a model thinks counts as well. */
const MAX_TOKENS = 2000;
const MAX_BYTES = 1_000_000;

const body = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish().catch(undefined),
        message: z.object({
          content: z.string().nullish().catch(undefined),
          refusal: z.string().nullish().catch(undefined),
        }),
      }),
    )
    .optional()
    .catch(undefined),
  error: z.unknown().optional(),
});

/** A chat model of OpenAI, or of a server that speaks about as it does. */
export const openOpenAiText: OpenTextModel = (connection, { clock }, vendorId) => {
  const { provider, label, apiKey, baseUrl, flags } = connection;
  const client = createOpenAiClient({ apiKey, baseUrl, fetch: withWholeRefusals(patientFetch()) });
  const id = `${provider}/${vendorId}`;
  const secrets = apiKey ? [apiKey] : [];
  const context: CallContext = { provider: label, modelId: id, secrets, now: () => clock.now() };
  // OpenAI's newer models refuse the older name, which is the only one that other servers know for certain.
  const bound = flags ? { max_tokens: MAX_TOKENS } : { max_completion_tokens: MAX_TOKENS };

  return {
    id,
    write({ instructions, words }, signal) {
      const limits = { timeoutMs: TIMEOUT_MS, idleTimeoutMs: IDLE_TIMEOUT_MS };
      return watched({ signal, clock, provider: label, ...limits }, (watch) => ask(instructions, words, watch));
    },
  };

  async function ask(instructions: string, words: string, watch: Watch): Promise<string> {
    const messages = [
      { role: 'system' as const, content: instructions },
      { role: 'user' as const, content: words },
    ];
    const call = client.chat.completions.create({ model: vendorId, messages, ...bound }, { signal: watch.signal });
    const response = await call.asResponse().catch((thrown: unknown) => {
      throw translateError(thrown, context);
    });
    const bytes = await bytesOf(response, watch, MAX_BYTES).catch((thrown: unknown) => {
      throw brokenAnswer(thrown, context);
    });
    return written(parseJson(bytes), context);
  }
};

/** The words of an answer, whatever of them came. */
function written(answered: unknown, context: CallContext): string {
  const { data: answer } = body.safeParse(answered);
  if (answer?.error) throw toldInAnswer(answer.error, context);
  const [choice] = answer?.choices ?? [];
  const words = choice?.message.content?.trim();
  if (choice?.message.refusal || choice?.finish_reason === 'content_filter')
    throw new EaselError('content-blocked', {});
  if (words) return words;
  const cause = new Error(`The answer has no words (it ended by ${choice?.finish_reason ?? 'nothing'}).`);
  throw new EaselError('provider-failed', { provider: context.provider }, { cause });
}
