import { z } from 'zod';
import { asEaselError, EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { CheckProvider, ProviderCheck } from '#src/ports/provider-check.ts';
import { type Journey, translateError } from './errors.ts';
import { createGeminiClient, type GeminiClient } from './gemini-client.ts';

/** More than it has models; it takes up to this. Source: https://ai.google.dev/api/models#method:-models.list */
const PAGE_SIZE = 1000;

const listed = z.array(z.object({ name: z.string() })).min(1);

/** Asks for the list of models, which costs nothing: whether the server answers, takes the key, and offers what the catalogue says. */
export const checkGemini: CheckProvider = async ({ label, ...reached }, entries, signal) => {
  const client = createGeminiClient(reached);
  const journey: Journey = { sent: false };
  try {
    return compare(await namesOf(client, journey, signal), entries);
  } catch (thrown) {
    return { ok: false, error: translated(thrown, journey, { label, client, signal }) };
  }
};

/** @throws whatever the server answers instead of a list, also where there is nothing on it. */
async function namesOf(client: GeminiClient, journey: Journey, signal: AbortSignal): Promise<readonly string[]> {
  const send: typeof fetch = async (url, init) => {
    journey.sent = true;
    // The key is in a header that would follow a redirect to any host.
    const answer = await client.send(url, { ...init, redirect: 'manual' });
    journey.head = { status: answer.status, headers: new Headers([...answer.headers]) };
    return answer;
  };
  const pager = await client.models.list({
    config: { pageSize: PAGE_SIZE, abortSignal: signal, httpOptions: { fetch: send } },
  });
  return listed.parse(pager.page).map(({ name }) => name.replace(/^models\//, ''));
}

function compare(offered: readonly string[], entries: readonly ModelEntry[]): ProviderCheck {
  const alive = entries.filter(({ lifecycle }) => lifecycle.state !== 'shutdown');
  const missing = alive.filter(({ vendorId }) => !offered.includes(vendorId)).map(({ id }) => id);
  // The list has no dates.
  return { ok: true, missing, retiring: [] };
}

function translated(
  thrown: unknown,
  journey: Journey,
  { label, client, signal }: { label: string; client: GeminiClient; signal: AbortSignal },
): EaselError {
  const provider = label;
  if (signal.aborted) return new EaselError('unavailable', { provider });
  const context = { provider, modelId: 'any model', secrets: [client.apiKey], now: Date.now };
  const error = asEaselError(translateError(thrown, journey, context));
  const { cause } = error;
  // No picture and no model is asked for here: what is about one of them means that something else answers.
  if (['auth', 'quota', 'rate-limited', 'unavailable', 'provider-failed'].includes(error.code)) return error;
  const { status } = journey.head ?? {};
  return new EaselError('provider-failed', { provider, ...(status !== undefined && { status }) }, { cause });
}
