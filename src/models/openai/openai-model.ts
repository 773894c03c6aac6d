import type OpenAI from 'openai';
import type { ModelEntry } from '#src/domain/model.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { FittedRequest, ImageModel } from '#src/ports/image-model.ts';
import { createImagesModel } from './images-model.ts';
import { editBody, generateBody } from './request.ts';

export interface OpenAiModelOptions {
  readonly entry: ModelEntry;
  readonly client: OpenAI;
  readonly clock: Clock;
  /** What people read, for example `OpenAI`. */
  readonly providerName: string;
  /** Hosts beside the API's own that pictures may be fetched from, where an answer has addresses. */
  readonly resultHosts?: readonly string[];
}

/** One model behind OpenAI's images API. */
export const createOpenAiModel = ({
  entry,
  client,
  clock,
  providerName,
  resultHosts = [],
}: OpenAiModelOptions): ImageModel =>
  createImagesModel({
    entry,
    clock,
    providerName,
    secrets: client.apiKey ? [client.apiKey] : [],
    allowed: { baseUrl: client.baseURL, hosts: resultHosts },
    send: async (request, signal) =>
      request.references.length > 0
        ? client.images.edit(await editBody(entry, request), { signal }).asResponse()
        : client.images.generate(generateBody(entry, request), { signal }).asResponse(),
    remarks: (request) => ({ warnings: leftOut(entry, request) }),
  });

/** What the oldest models have no parameter for. */
function leftOut({ dialect, id }: ModelEntry, { options }: FittedRequest): readonly Text[] {
  if (dialect !== 'dall-e' || options.background === 'auto') return [];
  return [text(`${id} has no background setting, so it was left out.`)];
}
