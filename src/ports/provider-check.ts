import type { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { ProviderConnection } from './provider.ts';

/** What a look at a provider found. */
export type ProviderCheck =
  | {
      readonly ok: true;
      /** Our ids of models the server does not offer to this key, leaving out those their vendor shut down. */
      readonly missing: readonly string[];
      /** Our ids of models the server is going to shut down, and when by its own words. */
      readonly retiring: readonly { readonly id: string; readonly at: string }[];
      /** Set where the server answers but tells nothing of its models, so that `missing` is a guess nobody made. */
      readonly silent?: true;
    }
  | { readonly ok: false; readonly error: EaselError };

/**
 * Asks a server for what costs nothing: whether it answers, takes the key, and offers the models of the catalogue. Ends when the
 * signal aborts; never throws.
 */
export type CheckProvider = (
  connection: Pick<ProviderConnection, 'label' | 'apiKey' | 'baseUrl'>,
  entries: readonly ModelEntry[],
  signal: AbortSignal,
) => Promise<ProviderCheck>;
