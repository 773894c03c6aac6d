import { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { ContentCheck, OpenContentCheck } from '#src/ports/content-check.ts';
import type { ImageModel } from '#src/ports/image-model.ts';
import type { OpenProvider, OpenTextModel, ProviderConnection, ProviderParts } from '#src/ports/provider.ts';
import type { CheckProvider } from '#src/ports/provider-check.ts';
import type { TextModel } from '#src/ports/text-model.ts';
import { GEMINI_MODELS } from './catalogue/gemini.ts';
import { OPENAI_MODELS } from './catalogue/openai.ts';
import { REPLICATE_MODELS } from './catalogue/replicate.ts';
import { RUNWARE_MODELS } from './catalogue/runware.ts';
import { SIMULATOR_MODELS } from './catalogue/simulator.ts';

/** How a provider is reached. */
export interface Connection extends Omit<ProviderConnection, 'baseUrl'> {
  /** Whose wire format it speaks, unless a model's entry says another: a name of `PROTOCOLS`. */
  readonly protocol: string;
  /** A function where the server only starts when it is first needed, and speaks each protocol elsewhere. */
  readonly baseUrl: string | ((protocol: string) => Promise<string>);
}

interface Protocol {
  /** The models its vendor offers. */
  readonly models: readonly ModelEntry[];
  readonly images: () => Promise<OpenProvider>;
  readonly text?: () => Promise<OpenTextModel>;
  /** What looks at words and pictures, where it has that. */
  readonly moderation?: () => Promise<OpenContentCheck>;
  readonly check: () => Promise<CheckProvider>;
  /** Its vendor calls back when a task has moved on. */
  readonly callsBack?: true;
}

/** Every wire format Easel speaks. Its code and its SDK are loaded when its first picture is asked for. */
const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  openai: {
    models: OPENAI_MODELS,
    images: async () => (await import('./openai/open-openai.ts')).openOpenAi,
    text: async () => (await import('./openai/openai-text.ts')).openOpenAiText,
    moderation: async () => (await import('./openai/moderation.ts')).openOpenAiModeration,
    check: async () => {
      const [{ checkOpenAi }, { createOpenAiClient }] = await Promise.all([
        import('./openai/check-openai.ts'),
        import('./openai/openai-client.ts'),
      ]);
      return (connection, entries, signal) => checkOpenAi(createOpenAiClient(connection), entries, signal);
    },
  },
  gemini: {
    models: GEMINI_MODELS,
    images: async () => (await import('./gemini/open-gemini.ts')).openGemini,
    text: async () => (await import('./gemini/gemini-text.ts')).openGeminiText,
    check: async () => (await import('./gemini/check-gemini.ts')).checkGemini,
  },
  replicate: {
    models: REPLICATE_MODELS,
    images: async () => (await import('./replicate/open-replicate.ts')).openReplicate,
    check: async () => (await import('./replicate/check-replicate.ts')).checkReplicate,
    callsBack: true,
  },
  runware: {
    models: RUNWARE_MODELS,
    images: async () => (await import('./runware/open-runware.ts')).openRunware,
    check: async () => (await import('./runware/check-runware.ts')).checkRunware,
  },
  'openai-compatible': {
    // Those of each connection come from its preset and the operator.
    models: [],
    images: async () => (await import('./openai-compatible/open-compatible.ts')).openCompatible,
    text: async () => (await import('./openai/openai-text.ts')).openOpenAiText,
    check: async () => (await import('./openai-compatible/check-compatible.ts')).checkCompatible,
  },
};

/** Every model Easel knows by itself: the vendors' in the order people are shown them, then the stand-ins. */
export const BUILT_IN_MODELS: readonly ModelEntry[] = [
  ...Object.values(PROTOCOLS).flatMap(({ models }) => models),
  ...SIMULATOR_MODELS,
];

/** Whether a provider may call, once it was asked for something. */
export const callsBack = (protocol: string): boolean => PROTOCOLS[protocol]?.callsBack === true;

/** What looks at a server of a protocol, for free. */
export const checkOf = (protocol: string): Promise<CheckProvider> => protocolOf(protocol).check();

export interface ModelsOptions extends ProviderParts {
  readonly catalogue: Catalogue;
  /** By provider. */
  readonly connections: ReadonlyMap<string, Connection>;
}

type Opened = ReturnType<OpenProvider>;

/** @returns what gives the model of a name, made once. A provider that cannot be opened is tried again the next time. */
export function createImageModels({ catalogue, connections, ...parts }: ModelsOptions) {
  const opened = new Map<string, Promise<Opened>>();
  const models = new Map<string, ImageModel>();

  return async function imageModel(modelId: string): Promise<ImageModel> {
    const entry = catalogue.find(modelId);
    const model = models.get(entry.id) ?? (await openOnce(entry))(entry);
    models.set(entry.id, model);
    return model;
  };

  function openOnce(entry: ModelEntry): Promise<Opened> {
    const connection = connections.get(entry.provider);
    if (!connection) throw new EaselError('model-unavailable', { provider: entry.provider, model: entry.id });
    const protocol = entry.protocol ?? connection.protocol;
    const key = `${entry.provider} ${protocol}`;
    const known = opened.get(key);
    if (known) return known;
    const opening = open(connection, protocol);
    opened.set(key, opening);
    opening.catch(() => opened.delete(key));
    return opening;
  }

  async function open(connection: Connection, protocol: string): Promise<Opened> {
    const openProvider = await protocolOf(protocol).images();
    return openProvider(await settled(connection, protocol), parts);
  }
}

/** Makes the model that writes, of the operator's choice. @throws {EaselError} `model-unavailable`. */
export async function openTextModel(
  { provider, model }: { provider: string; model: string },
  { connections, ...parts }: Omit<ModelsOptions, 'catalogue'>,
): Promise<TextModel> {
  const connection = connections.get(provider);
  const openText = connection && protocolOf(connection.protocol).text;
  if (!openText) throw new EaselError('model-unavailable', { provider, model });
  return (await openText())(await settled(connection, connection.protocol), parts, model);
}

/**
 * What opens the first provider's moderation model there is; vendors go before stand-ins, which are the last of the connections.
 * @returns `undefined` where none of them has one.
 */
export function contentCheckOf({ connections, ...parts }: Omit<ModelsOptions, 'catalogue'>) {
  for (const connection of connections.values()) {
    const { moderation } = protocolOf(connection.protocol);
    if (moderation)
      return async (): Promise<ContentCheck> =>
        (await moderation())(await settled(connection, connection.protocol), parts);
  }
  return undefined;
}

function protocolOf(name: string): Protocol {
  const protocol = PROTOCOLS[name];
  if (!protocol) throw new Error(`There is no protocol ${name}.`);
  return protocol;
}

async function settled(connection: Connection, protocol: string): Promise<ProviderConnection> {
  const { baseUrl } = connection;
  return { ...connection, baseUrl: typeof baseUrl === 'string' ? baseUrl : await baseUrl(protocol) };
}
