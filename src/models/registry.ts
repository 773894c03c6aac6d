import { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { ImageModel } from '#src/ports/image-model.ts';

/** How a provider is reached. */
export interface Connection {
  readonly provider: string;
  readonly apiKey: string;
  /** A function where the server only starts when it is first needed. */
  readonly baseUrl: string | (() => Promise<string>);
}

export interface ModelsOptions {
  readonly catalogue: Catalogue;
  /** By provider. */
  readonly connections: ReadonlyMap<string, Connection>;
  readonly clock: Clock;
}

/** Opens a provider's connection; what it gives makes the provider's models. */
type Open = (
  connection: { apiKey: string; baseUrl: string },
  clock: Clock,
) => Promise<(entry: ModelEntry) => ImageModel>;

/** Every provider. Its code and its SDK are loaded when its first picture is asked for. */
const PROVIDERS: Readonly<Record<string, Open>> = {
  openai: openAiLike('OpenAI'),
  simulator: openAiLike('The simulator'),
};

/** @returns what gives the model of a name, made once. A provider that cannot be opened is tried again the next time. */
export function createImageModels({ catalogue, connections, clock }: ModelsOptions) {
  const opened = new Map<string, ReturnType<Open>>();
  const models = new Map<string, ImageModel>();

  return async function imageModel(modelId: string): Promise<ImageModel> {
    const entry = catalogue.find(modelId);
    const model = models.get(entry.id) ?? (await openOnce(entry))(entry);
    models.set(entry.id, model);
    return model;
  };

  function openOnce(entry: ModelEntry): ReturnType<Open> {
    const { provider } = entry;
    const known = opened.get(provider);
    if (known) return known;
    const opening = open(entry);
    opened.set(provider, opening);
    opening.catch(() => opened.delete(provider));
    return opening;
  }

  async function open({ provider, id }: ModelEntry) {
    const connection = connections.get(provider);
    const opener = PROVIDERS[provider];
    if (!connection || !opener) throw new EaselError('model-unavailable', { provider, model: id });
    const { apiKey, baseUrl } = connection;
    return opener({ apiKey, baseUrl: typeof baseUrl === 'string' ? baseUrl : await baseUrl() }, clock);
  }
}

function openAiLike(providerName: string): Open {
  return async (connection, clock) => {
    const [{ createOpenAiClient }, { createOpenAiModel }] = await Promise.all([
      import('./openai/openai-client.ts'),
      import('./openai/openai-model.ts'),
    ]);
    const client = createOpenAiClient(connection);
    return (entry) => createOpenAiModel({ entry, client, clock, providerName });
  };
}
