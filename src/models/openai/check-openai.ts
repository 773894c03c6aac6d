import type OpenAI from 'openai';
import { APIError } from 'openai';
import { z } from 'zod';
import { asEaselError, EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { translateError } from './errors.ts';

export type OpenAiCheck =
  | {
      readonly ok: true;
      /** Our ids of models the server does not offer to this key, leaving out those their vendor shut down. */
      readonly missing: string[];
      /** Our ids of models the server is going to shut down, and when by its own words. */
      readonly retiring: { readonly id: string; readonly at: string }[];
    }
  | { readonly ok: false; readonly error: EaselError };

const PROVIDER = 'OpenAI';
const PATIENCE_MS = 15_000;

const offered = z.object({
  data: z.array(z.object({ id: z.string(), shutdown_date: z.string().nullish().catch(undefined) })),
});

/** Asks the server for its models, which costs nothing: whether it answers, takes the key, and offers what the catalogue says. */
export async function checkOpenAi(
  client: OpenAI,
  entries: readonly ModelEntry[],
  signal: AbortSignal = AbortSignal.timeout(PATIENCE_MS),
): Promise<OpenAiCheck> {
  try {
    // Read by us: the SDK takes a page of HTML for an empty list.
    const response = await client.models.list({ signal }).asResponse();
    const { data } = offered.parse(await response.json());
    return compare(new Map(data.map(({ id, shutdown_date }) => [id, shutdown_date])), entries);
  } catch (thrown) {
    if (signal.aborted) return refused(new EaselError('unavailable', { provider: PROVIDER }));
    return refused(translated(thrown, client));
  }
}

function compare(models: ReadonlyMap<string, string | null | undefined>, entries: readonly ModelEntry[]): OpenAiCheck {
  const alive = entries.filter(({ lifecycle }) => lifecycle.state !== 'shutdown');
  return {
    ok: true,
    missing: alive.filter(({ vendorId }) => !models.has(vendorId)).map(({ id }) => id),
    retiring: entries.flatMap(({ id, vendorId }) => {
      const at = models.get(vendorId);
      return at ? [{ id, at }] : [];
    }),
  };
}

const refused = (error: EaselError): OpenAiCheck => ({ ok: false, error });

function translated(thrown: unknown, client: OpenAI): EaselError {
  // No model is asked for here, so nothing found means a wrong address.
  if (thrown instanceof APIError && thrown.status === 404)
    return new EaselError('provider-failed', { provider: PROVIDER, status: 404 });
  const secrets = client.apiKey ? [client.apiKey] : [];
  const context = { provider: PROVIDER, modelId: 'any model', secrets, now: Date.now };
  const error = asEaselError(translateError(thrown, context));
  return error.code === 'internal'
    ? new EaselError('provider-failed', { provider: PROVIDER }, { cause: thrown })
    : error;
}
