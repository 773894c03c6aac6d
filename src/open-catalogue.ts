import type { Config } from '#src/config/config.ts';
import { createCatalogue } from '#src/models/catalogue/create-catalogue.ts';
import { BUILT_IN_MODELS } from '#src/models/registry.ts';

/** The models of the configured providers; the simulator is always there to be asked for by name. */
export function openCatalogue(config: Config) {
  return createCatalogue({
    builtIn: BUILT_IN_MODELS,
    providers: new Map([
      ...config.providers.map(({ provider, vendorHosted }) => [provider, { vendorHosted }] as const),
      ...config.connections.map(({ name }) => [name, { vendorHosted: false }] as const),
      ['simulator', { vendorHosted: false }] as const,
    ]),
    connections: config.connections,
    overrides: config.models,
    defaultModels: config.defaultModels,
    policy: config.credits,
    ...(config.defaultModel !== undefined && { defaultModel: config.defaultModel }),
  });
}
