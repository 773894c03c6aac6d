import type { Config } from './config.ts';
import type { FileSettings } from './file-schema.ts';
import { SIMULATOR } from './vendors.ts';

type Places = Pick<Config, 'providers' | 'connections'>;

/** The model that writes, where what it is asked through is on; else a notice why it is left out. */
export function textModelOf(
  { textModel }: FileSettings,
  { providers, connections }: Places,
): { readonly textModel?: Config['textModel']; readonly notices: readonly string[] } {
  if (!textModel) return { notices: [] };
  const on = [...providers.map(({ provider }) => provider), ...connections.map(({ name }) => name), SIMULATOR];
  if (on.includes(textModel.provider)) return { textModel, notices: [] };
  const why = `EASEL_CONFIG textModel names ${textModel.provider}, which is off`;
  return { notices: [`${why}, so the prompts of avatars are written from a template.`] };
}
