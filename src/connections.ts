import type { Config } from '#src/config/config.ts';
import { PRESET_FLAGS } from '#src/domain/compatible-presets.ts';
import type { Connection } from '#src/models/registry.ts';

/** Every way to a provider that is configured, and the simulator's. */
export function connectionsOf(
  { providers, connections, resultHosts }: Config,
  simulatorUrl: (protocol: string) => Promise<string>,
): ReadonlyMap<string, Connection> {
  const all: readonly Connection[] = [
    ...providers.map((vendor): Connection => ({ ...vendor, protocol: vendor.provider, resultHosts })),
    ...connections.map(({ name, apiKey = '', resultHosts: own, ...server }): Connection => {
      const { label, baseUrl, flags } = server;
      const hosts = [...own, ...resultHosts];
      return { provider: name, label, apiKey, baseUrl, flags, protocol: 'openai-compatible', resultHosts: hosts };
    }),
    {
      provider: 'simulator',
      label: 'The simulator',
      apiKey: 'simulator',
      baseUrl: simulatorUrl,
      protocol: 'openai',
      resultHosts: [],
      flags: { ...PRESET_FLAGS.openai, seed: 'field', negative: 'field' },
    },
  ];
  return new Map(all.map((connection) => [connection.provider, connection]));
}
