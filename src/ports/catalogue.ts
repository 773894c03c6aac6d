import type { Mode } from '#src/domain/mode.ts';
import type { ModelEntry } from '#src/domain/model.ts';

/** The models of the configured providers. */
export interface Catalogue {
  readonly models: readonly ModelEntry[];
  /** Models of providers that have no key here. */
  readonly off: readonly ModelEntry[];
  /** What is used for words alone where nobody named a model; `undefined` where no provider is configured. */
  readonly defaultModel: ModelEntry | undefined;
  /** Sentences for the operator about what they chose and cannot have. */
  readonly notices: readonly string[];
  /** What the operator chose for a mode; `undefined` where the cheapest that can is to be taken. */
  chosenFor(mode: Mode): ModelEntry | undefined;
  /** Whether the provider's server may offer models its vendor has retired. */
  retiredAllowed(provider: string): boolean;
  /**
   * Finds a model by our id, the vendor's id, an alias or an unambiguous short name, without regard to case.
   * @throws {EaselError} `unknown-model` with the nearest names, `ambiguous-model` with those that fit, or `model-off` where its
   *   provider has no key.
   */
  find(name: string): ModelEntry;
}
