import { closest } from 'fastest-levenshtein';
import type { Config } from './config.ts';

/**
 * What is set for models that are not there, as notices. Of a connection that is off no model is known, so nothing is said.
 * @param models those of the catalogue that was opened with these settings, also of providers that are off.
 */
export function noticesOnModels(
  { credits, off }: Pick<Config, 'credits' | 'off'>,
  models: readonly { readonly id: string; readonly provider: string }[],
): readonly string[] {
  const ids = models.map(({ id }) => id);
  const unknown = off
    .map(({ provider }) => provider)
    .filter((name) => !models.some(({ provider }) => provider === name));
  const isUnknown = (id: string) => unknown.some((provider) => id.startsWith(`${provider}/`));
  return Object.keys(credits.weights)
    .filter((id) => !ids.includes(id) && !isUnknown(id))
    .map(
      (id) => `EASEL_CONFIG credits.weights names ${id}, which is no model's id; the nearest is ${closest(id, ids)}.`,
    );
}
