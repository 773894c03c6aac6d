import { closest } from 'fastest-levenshtein';
import type { Config } from './config.ts';

/**
 * What is set for models that are not there, as notices. Of a connection that is off no model is known, so nothing is said.
 * @param models those of the catalogue that was opened with these settings, also of providers that are off.
 */
export function noticesOnModels(
  { credits, installation, off }: Pick<Config, 'credits' | 'installation' | 'off'>,
  models: readonly { readonly id: string; readonly provider: string }[],
): readonly string[] {
  const ids = models.map(({ id }) => id);
  const unknown = off
    .map(({ provider }) => provider)
    .filter((name) => !models.some(({ provider }) => provider === name));
  const isUnknown = (id: string) => unknown.some((provider) => id.startsWith(`${provider}/`));
  const strangers = (where: string, named: readonly string[]): readonly string[] =>
    named
      .filter((id) => !ids.includes(id) && !isUnknown(id))
      .map((id) => `EASEL_CONFIG ${where} names ${id}, which is no model's id; the nearest is ${closest(id, ids)}.`);
  return [
    ...strangers('credits.weights', Object.keys(credits.weights)),
    ...strangers('tenants.models', installation.tenants?.everywhere?.models ?? []),
  ];
}
