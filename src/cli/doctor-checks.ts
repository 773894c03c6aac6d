import type { CheckProvider } from '#src/ports/provider-check.ts';

/** How the servers of each protocol are looked at for free. Its code and its SDK are loaded when there is one to look at. */
export const CHECKS: Readonly<Record<string, () => Promise<CheckProvider>>> = {
  openai: async () => {
    const [{ checkOpenAi }, { createOpenAiClient }] = await Promise.all([
      import('#src/models/openai/check-openai.ts'),
      import('#src/models/openai/openai-client.ts'),
    ]);
    return (connection, entries, signal) => checkOpenAi(createOpenAiClient(connection), entries, signal);
  },
  gemini: async () => (await import('#src/models/gemini/check-gemini.ts')).checkGemini,
  replicate: async () => (await import('#src/models/replicate/check-replicate.ts')).checkReplicate,
  runware: async () => (await import('#src/models/runware/check-runware.ts')).checkRunware,
  'openai-compatible': async () => (await import('#src/models/openai-compatible/check-compatible.ts')).checkCompatible,
};
