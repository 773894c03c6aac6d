import { cheapestFor } from '#src/domain/choose-model.ts';
import type { CompatibleConnection } from '#src/domain/connection.ts';
import { EaselError } from '#src/domain/errors.ts';
import { MODES, type Mode } from '#src/domain/mode.ts';
import { abilityOf, type ModelEntry } from '#src/domain/model.ts';
import { type CreditPolicy, DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import { applyOverrides, CatalogueError, type ModelOverride } from './apply-overrides.ts';
import { connectedModels } from './compatible.ts';
import { findModel } from './find-model.ts';

export interface CatalogueOptions {
  /** Every model Easel knows by itself. */
  readonly builtIn: readonly ModelEntry[];
  /** The configured providers, the preferred first, and whether the vendor itself runs the server behind each. */
  readonly providers: ReadonlyMap<string, { readonly vendorHosted: boolean }>;
  /** OpenAI-compatible servers, whose models come before what the operator changes. */
  readonly connections?: readonly CompatibleConnection[];
  readonly overrides: readonly ModelOverride[];
  /** By any name `find` knows. */
  readonly defaultModel?: string;
  readonly defaultModels?: Readonly<Partial<Record<Mode, string>>>;
  /** By which the cheapest is the cheapest. */
  readonly policy?: CreditPolicy;
}

/**
 * The models of the configured providers, with the operator's changes.
 * @throws {CatalogueError} with every problem of the changes, or of a default's name.
 */
export function createCatalogue(options: CatalogueOptions): Catalogue {
  const { builtIn, providers, connections = [], overrides, policy = DEFAULT_CREDIT_POLICY } = options;
  const all = applyOverrides([...builtIn, ...connectedModels(connections)], overrides);
  const models = [...providers.keys()].flatMap((provider) => all.filter((model) => model.provider === provider));
  const off = all.filter(({ provider }) => !providers.has(provider));
  const retiredAllowed = (provider: string) => providers.get(provider)?.vendorHosted === false;
  const chosen = chosenModels(options, (name) => findModel(models, name, off), retiredAllowed);
  const alive = models.filter(({ lifecycle }) => lifecycle.state !== 'shutdown');
  return {
    models,
    off,
    defaultModel: chosen('generate') ?? cheapestFor(alive, { references: 0, masked: false }, policy),
    chosenFor: chosen,
    retiredAllowed,
    find: (name) => findModel(models, name, off),
  };
}

/** Looks every name of a default up at once, so that a mistake shows at the start. */
function chosenModels(
  { defaultModel, defaultModels = {} }: CatalogueOptions,
  find: (name: string) => ModelEntry,
  retiredAllowed: (provider: string) => boolean,
) {
  const look = (path: string, name: string) => named(path, name, find, retiredAllowed);
  const usual = defaultModel === undefined ? undefined : look('defaultModel', defaultModel);
  const byMode = new Map(
    MODES.flatMap((mode) => {
      const name = defaultModels[mode];
      return name === undefined ? [] : [[mode, checkedFor(mode, look(`defaultModels.${mode}`, name))] as const];
    }),
  );
  return (mode: Mode): ModelEntry | undefined => byMode.get(mode) ?? usual;
}

function checkedFor(mode: Mode, model: ModelEntry): ModelEntry {
  if (abilityOf(mode, model) !== 'none') return model;
  throw new CatalogueError([`defaultModels.${mode}: ${model.id} cannot do that; name another model.`]);
}

function named(
  path: string,
  name: string,
  find: (name: string) => ModelEntry,
  retiredAllowed: (provider: string) => boolean,
): ModelEntry {
  const model = found(path, name, find);
  const { lifecycle, provider, id } = model;
  if (lifecycle.state === 'shutdown' && !retiredAllowed(provider))
    throw new CatalogueError([`${path}: ${id} was shut down by its vendor; name another model.`]);
  return model;
}

function found(path: string, name: string, find: (name: string) => ModelEntry): ModelEntry {
  try {
    return find(name);
  } catch (thrown) {
    if (!(thrown instanceof EaselError)) throw thrown;
    throw new CatalogueError([`${path}: ${thrown.message}`]);
  }
}
