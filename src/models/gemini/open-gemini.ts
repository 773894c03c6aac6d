import type { OpenProvider } from '#src/ports/provider.ts';
import { createGeminiClient } from './gemini-client.ts';
import { createGeminiModel } from './gemini-model.ts';

/** Google's Gemini API, or a server that speaks exactly as it does. */
export const openGemini: OpenProvider = ({ label, ...connection }, { clock }) => {
  const client = createGeminiClient(connection);
  return (entry) => createGeminiModel({ entry, client, clock, providerName: label });
};
