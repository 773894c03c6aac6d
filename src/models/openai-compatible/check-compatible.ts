import { checkOpenAi } from '#src/models/openai/check-openai.ts';
import { createOpenAiClient } from '#src/models/openai/openai-client.ts';
import type { CheckProvider } from '#src/ports/provider-check.ts';

/** Asks a server for its models, as OpenAI is asked. Some have no such list; that they answer is all there is to know then. */
export const checkCompatible: CheckProvider = async ({ apiKey, baseUrl }, entries, signal) => {
  const checked = await checkOpenAi(createOpenAiClient({ apiKey, baseUrl }), entries, signal);
  if (checked.ok) return checked;
  const { code, details } = checked.error;
  const hasNoList = code === 'provider-failed' && 'status' in details && details.status === 404;
  return hasNoList ? { ok: true, missing: [], retiring: [], silent: true } : checked;
};
