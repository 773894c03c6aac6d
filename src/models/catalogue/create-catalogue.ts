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
  const { chosenFor, notices } = chosenModels(options, (name) => findModel(models, name, off), retiredAllowed);
  const alive = models.filter(({ lifecycle }) => lifecycle.state !== 'shutdown');
  return {
    models,
    off,
    defaultModel: chosenFor('generate') ?? cheapestFor(alive, { references: 0, masked: false }, policy),
    chosenFor,
    notices,
    retiredAllowed,
    find: (name) => findModel(models, name, off),
  };
}

/** Looks every name of a default up at once, so that all mistakes show at the start. */
function chosenModels(
  { defaultModel, defaultModels = {} }: CatalogueOptions,
  find: (name: string) => ModelEntry,
  retiredAllowed: (provider: string) => boolean,
) {
  const problems: string[] = [];
  const notices: string[] = [];
  const look = (path: string, name: string | undefined, mode?: Mode): ModelEntry | undefined => {
    if (name === undefined) return undefined;
    const found = lookedUp(name, find);
    if ('off' in found) notices.push(`${path}: ${found.off} is passed by until its provider has a key.`);
    if ('problem' in found) problems.push(`${path}: ${found.problem}`);
    if (!('model' in found)) return undefined;
    const wrong = whatIsWrong(found.model, mode, retiredAllowed);
    if (wrong !== undefined) problems.push(`${path}: ${wrong}; name another model.`);
    return found.model;
  };
  const usual = look('defaultModel', defaultModel);
  const byMode = new Map(MODES.map((mode) => [mode, look(`defaultModels.${mode}`, defaultModels[mode], mode)]));
  if (problems.length > 0) throw new CatalogueError(problems);
  return { chosenFor: (mode: Mode) => byMode.get(mode) ?? usual, notices };
}

type LookedUp = { readonly model: ModelEntry } | { readonly off: string } | { readonly problem: string };

function lookedUp(name: string, find: (name: string) => ModelEntry): LookedUp {
  try {
    return { model: find(name) };
  } catch (thrown) {
    if (!(thrown instanceof EaselError)) throw thrown;
    return thrown.code === 'model-off' ? { off: name } : { problem: thrown.message };
  }
}

function whatIsWrong(
  model: ModelEntry,
  mode: Mode | undefined,
  retiredAllowed: (provider: string) => boolean,
): string | undefined {
  if (model.lifecycle.state === 'shutdown' && !retiredAllowed(model.provider))
    return `${model.id} was shut down by its vendor`;
  return mode !== undefined && abilityOf(mode, model) === 'none' ? `${model.id} cannot do that` : undefined;
}
