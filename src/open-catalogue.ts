import type { Config } from '#src/config/config.ts';
import { createCatalogue } from '#src/models/catalogue/create-catalogue.ts';

/** The models of the configured providers; the simulator is always there to be asked for by name. */
export function openCatalogue(config: Config) {
  return createCatalogue({
    providers: new Map([
      ...(config.openai ? [['openai', { vendorHosted: config.openai.vendorHosted }] as const] : []),
      ['simulator', { vendorHosted: false }] as const,
    ]),
    overrides: config.models,
    ...(config.defaultModel !== undefined && { defaultModel: config.defaultModel }),
  });
}
