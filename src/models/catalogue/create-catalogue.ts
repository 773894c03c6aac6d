import type { CompatibleConnection } from '#src/domain/connection.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import { applyOverrides, CatalogueError, type ModelOverride } from './apply-overrides.ts';
import { compatibleModels } from './compatible.ts';
import { findModel } from './find-model.ts';
import { GEMINI_MODELS } from './gemini.ts';
import { OPENAI_MODELS } from './openai.ts';
import { REPLICATE_MODELS } from './replicate.ts';
import { RUNWARE_MODELS } from './runware.ts';
import { SIMULATOR, SIMULATOR_MODELS } from './simulator.ts';

export interface CatalogueOptions {
  /** The configured providers, the preferred first, and whether the vendor itself runs the server behind each. */
  readonly providers: ReadonlyMap<string, { readonly vendorHosted: boolean }>;
  /** OpenAI-compatible servers, whose models come before what the operator changes. */
  readonly connections?: readonly CompatibleConnection[];
  readonly overrides: readonly ModelOverride[];
  /** By any name `find` knows. */
  readonly defaultModel?: string;
}

const BUILT_IN: readonly ModelEntry[] = [
  ...OPENAI_MODELS,
  ...GEMINI_MODELS,
  ...REPLICATE_MODELS,
  ...RUNWARE_MODELS,
  ...SIMULATOR_MODELS,
];

/**
 * The models of the configured providers, with the operator's changes.
 * @throws {CatalogueError} with every problem of the changes, or of the default's name.
 */
export function createCatalogue({ providers, connections = [], overrides, defaultModel }: CatalogueOptions): Catalogue {
  const all = applyOverrides([...BUILT_IN, ...connections.flatMap(compatibleModels)], overrides);
  const models = [...providers.keys()].flatMap((provider) => all.filter((model) => model.provider === provider));
  const retiredAllowed = (provider: string) => providers.get(provider)?.vendorHosted === false;
  return {
    models,
    defaultModel:
      defaultModel === undefined ? usual(models, [...providers.keys()]) : named(models, defaultModel, retiredAllowed),
    retiredAllowed,
    find: (name) => findModel(models, name),
  };
}

/** The first model that is not on its way out; the simulator's only where no real provider is configured. */
function usual(models: readonly ModelEntry[], providers: readonly string[]): ModelEntry | undefined {
  const onlySimulator = providers.every((provider) => provider === SIMULATOR);
  const alive = models.filter(
    ({ provider, lifecycle }) => lifecycle.state !== 'shutdown' && (onlySimulator || provider !== SIMULATOR),
  );
  return alive.find(({ lifecycle }) => lifecycle.state === 'current') ?? alive[0];
}

function named(models: readonly ModelEntry[], name: string, retiredAllowed: (provider: string) => boolean): ModelEntry {
  const model = found(models, name);
  const { lifecycle, provider, id } = model;
  if (lifecycle.state === 'shutdown' && !retiredAllowed(provider))
    throw new CatalogueError([`defaultModel: ${id} was shut down by its vendor; name another model.`]);
  return model;
}

function found(models: readonly ModelEntry[], name: string): ModelEntry {
  try {
    return findModel(models, name);
  } catch (thrown) {
    if (!(thrown instanceof EaselError)) throw thrown;
    throw new CatalogueError([`defaultModel: ${thrown.message}`]);
  }
}
