import type { ModelEntry } from '#src/domain/model.ts';

/** The models of the configured providers. */
export interface Catalogue {
  readonly models: readonly ModelEntry[];
  /** What is used where nobody named a model; `undefined` where no provider is configured. */
  readonly defaultModel: ModelEntry | undefined;
  /** Whether the provider's server may offer models its vendor has retired. */
  retiredAllowed(provider: string): boolean;
  /**
   * Finds a model by our id, the vendor's id, an alias or an unambiguous short name, without regard to case.
   * @throws {EaselError} `unknown-model` with the nearest names, or `ambiguous-model` with those that fit.
   */
  find(name: string): ModelEntry;
}
