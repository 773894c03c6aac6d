import { PRESET_FLAGS } from '#src/domain/compatible-presets.ts';
import { createImagesModel } from '#src/models/openai/images-model.ts';
import { createOpenAiClient } from '#src/models/openai/openai-client.ts';
import { withWholeRefusals } from '#src/models/openai/whole-refusals.ts';
import { patientFetch } from '#src/net/patient-fetch.ts';
import type { OpenProvider } from '#src/ports/provider.ts';
import { compatibleCall } from './compatible-call.ts';
import { remarksOn } from './remarks.ts';

/** A server that is asked in OpenAI's shape, but for what its flags say; as OpenAI's without flags. */
export const openCompatible: OpenProvider = (connection, { clock }) => {
  const { label, apiKey, baseUrl, resultHosts, flags = PRESET_FLAGS.openai } = connection;
  const client = createOpenAiClient({ apiKey, baseUrl, fetch: withWholeRefusals(patientFetch()) });
  return (entry) =>
    createImagesModel({
      entry,
      clock,
      providerName: label,
      secrets: apiKey ? [apiKey] : [],
      allowed: { baseUrl, hosts: resultHosts },
      send: async (request, signal) => {
        const { path, body } = await compatibleCall(entry, flags, request);
        return client.post(path, { body, signal }).asResponse();
      },
      remarks: (request) => remarksOn(entry, flags, request),
    });
};
