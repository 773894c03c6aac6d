import { PRESET_FLAGS } from '#src/domain/compatible-presets.ts';
import type { ConnectionConfig, SwitchedOff } from './config.ts';
import type { ConnectionSettings } from './connection-schema.ts';
import type { Environment } from './environment.ts';
import { AI_REFINERY, VENDORS } from './vendors.ts';

/** AI Refinery's own variables, already checked. */
interface AiRefinery {
  readonly AIREFINERY_API_KEY?: string | undefined;
  readonly AIREFINERY_BASE_URL?: string | undefined;
}

/** Every compatible server that has what it needs: AI Refinery by its variables, then those of the file, in its order. */
export function connectionsIn(
  variables: AiRefinery,
  settings: readonly ConnectionSettings[],
  environment: Environment,
): readonly ConnectionConfig[] {
  return [...aiRefinery(variables), ...settings.flatMap((one, index) => connected(one, index, environment))];
}

/** What would be on if a variable were set: vendors, AI Refinery, and servers of the file whose key's variable is absent. */
export function switchedOff(settings: readonly ConnectionSettings[], environment: Environment): readonly SwitchedOff[] {
  const vendors = VENDORS.map(({ provider, label, key }) => ({ provider, label, variable: key }));
  const { name: provider, label, key: variable } = AI_REFINERY;
  const refinery = settings.some(({ name }) => name === provider) ? [] : [{ provider, label, variable }];
  const ofFile = settings.flatMap(({ name, label = name, apiKeyVariable }) =>
    apiKeyVariable === undefined ? [] : [{ provider: name, label, variable: apiKeyVariable }],
  );
  return [...vendors, ...refinery, ...ofFile].filter(({ variable }) => environment[variable] === undefined);
}

function aiRefinery({ AIREFINERY_API_KEY: apiKey, AIREFINERY_BASE_URL }: AiRefinery): readonly ConnectionConfig[] {
  if (apiKey === undefined) return [];
  const { name, label, key, home } = AI_REFINERY;
  const baseUrl = AIREFINERY_BASE_URL === undefined ? home : withVersion(AIREFINERY_BASE_URL);
  const flags = PRESET_FLAGS.airefinery;
  return [{ name, label, apiKey, keyFrom: key, baseUrl, preset: 'airefinery', flags, resultHosts: [], models: [] }];
}

/** Their own kit is given the address without the version, OpenAI's with it. */
const withVersion = (baseUrl: string): string => (baseUrl.endsWith('/v1') ? baseUrl : `${baseUrl}/v1`);

function connected(one: ConnectionSettings, index: number, environment: Environment): readonly ConnectionConfig[] {
  const { apiKey: written, apiKeyVariable, flags, label = one.name, ...rest } = one;
  const apiKey = apiKeyVariable === undefined ? written : environment[apiKeyVariable];
  if (apiKeyVariable !== undefined && apiKey === undefined) return [];
  const keyFrom = apiKeyVariable ?? `connections[${index}].apiKey in the file at EASEL_CONFIG`;
  const whole = { ...rest, label, flags: { ...PRESET_FLAGS[one.preset], ...flags } };
  return [apiKey === undefined ? whole : { ...whole, apiKey, keyFrom }];
}

/** The variables that connections of the file take their keys from. */
export const connectionVariables = (settings: readonly ConnectionSettings[]): readonly string[] =>
  settings.flatMap(({ apiKeyVariable }) => apiKeyVariable ?? []);
