import type OpenAI from 'openai';
import { z } from 'zod';
import { EaselError } from '#src/domain/errors.ts';
import type { Picture } from '#src/domain/picture.ts';
import type { Finding } from '#src/domain/rules/content-match.ts';
import type { CallContext } from '#src/net/call-context.ts';
import { parseJson } from '#src/net/parse-json.ts';
import { patientFetch } from '#src/net/patient-fetch.ts';
import { type Watch, watched } from '#src/net/watch.ts';
import type { OpenContentCheck } from '#src/ports/content-check.ts';
import { brokenAnswer, toldInAnswer, translateError } from './errors.ts';
import { createOpenAiClient } from './openai-client.ts';
import { bytesOf } from './response.ts';
import { withWholeRefusals } from './whole-refusals.ts';

/** The one that takes pictures; it costs nothing. */
const MODEL = 'omni-moderation-latest';
/** Somebody waits for it before anything else happens. */
const TIMEOUT_MS = 20_000;
const IDLE_TIMEOUT_MS = 10_000;
const MAX_BYTES = 1_000_000;

const numbers = z.record(z.string(), z.number().nullish().catch(undefined));

const body = z.object({
  results: z
    .array(
      z.object({
        flagged: z.boolean(),
        categories: z.record(z.string(), z.boolean().nullish().catch(undefined)).catch({}),
        category_scores: numbers.catch({}),
      }),
    )
    .min(1)
    .optional()
    .catch(undefined),
  error: z.unknown().optional(),
});

type Input = Exclude<OpenAI.ModerationCreateParams['input'], string | string[]>;

/** OpenAI's moderation of words and pictures. */
export const openOpenAiModeration: OpenContentCheck = ({ provider, label, apiKey, baseUrl }, { clock }) => {
  const client = createOpenAiClient({ apiKey, baseUrl, fetch: withWholeRefusals(patientFetch()) });
  const id = `${provider}/${MODEL}`;
  const secrets = apiKey ? [apiKey] : [];
  const context: CallContext = { provider: label, modelId: id, secrets, now: () => clock.now() };

  return {
    id,
    words: (said, signal) => look([{ type: 'text', text: said }], signal),
    // One picture a call: more are refused.
    picture: (picture, signal) => look([{ type: 'image_url', image_url: { url: dataUrl(picture) } }], signal),
  };

  function look(input: Input, signal: AbortSignal): Promise<Finding> {
    const limits = { timeoutMs: TIMEOUT_MS, idleTimeoutMs: IDLE_TIMEOUT_MS };
    return watched({ signal, clock, provider: label, ...limits }, (watch) => ask(input, watch));
  }

  async function ask(input: Input, watch: Watch): Promise<Finding> {
    const call = client.moderations.create({ model: MODEL, input }, { signal: watch.signal });
    const response = await call.asResponse().catch((thrown: unknown) => {
      throw translateError(thrown, context);
    });
    const bytes = await bytesOf(response, watch, MAX_BYTES).catch((thrown: unknown) => {
      throw brokenAnswer(thrown, context);
    });
    return findingIn(parseJson(bytes), context);
  }
};

/** Whatever cannot be read is a failure: silence would let everything pass. */
function findingIn(answered: unknown, context: CallContext): Finding {
  const { data: answer } = body.safeParse(answered);
  if (answer?.error) throw toldInAnswer(answer.error, context);
  if (!answer?.results) {
    const cause = new Error('The answer has no results.');
    throw new EaselError('provider-failed', { provider: context.provider }, { cause });
  }
  const { results } = answer;
  return {
    flagged: results.some(({ flagged }) => flagged),
    categories: [
      ...new Set(results.flatMap(({ categories }) => Object.keys(categories).filter((name) => categories[name]))),
    ],
    scores: highest(results.map(({ category_scores }) => category_scores)),
  };
}

function highest(all: readonly z.infer<typeof numbers>[]): Readonly<Record<string, number>> {
  const scores: Record<string, number> = {};
  for (const [name, score] of all.flatMap((one) => Object.entries(one)))
    scores[name] = Math.max(scores[name] ?? 0, score ?? 0);
  return scores;
}

const dataUrl = ({ bytes, type }: Picture): string => `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
