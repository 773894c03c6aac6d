import type { OpenProvider } from '#src/ports/provider.ts';
import { createOpenAiClient } from './openai-client.ts';
import { createOpenAiModel } from './openai-model.ts';

/** OpenAI, or a server that speaks exactly as it does. */
export const openOpenAi: OpenProvider = ({ label, resultHosts, ...connection }, { clock }) => {
  const client = createOpenAiClient(connection);
  return (entry) => createOpenAiModel({ entry, client, clock, providerName: label, resultHosts });
};
