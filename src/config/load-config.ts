import type { z } from 'zod';
import { noticesOnApiKeys } from './api-keys.ts';
import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import { connectionsIn, switchedOff } from './connections.ts';
import { discordOf } from './discord.ts';
import type { Environment } from './environment.ts';
import { ENVIRONMENT_SCHEMA } from './environment-schema.ts';
import type { FileSettings } from './file-schema.ts';
import { freezeDeeply } from './freeze-deeply.ts';
import { installationOf, operatorOf } from './installation.ts';
import { noticesOn } from './notices.ts';
import { configFile, database, dataFolder } from './places.ts';
import { environmentProblems } from './problems.ts';
import { providersIn } from './providers.ts';
import { readConfigFile } from './read-config-file.ts';
import { s3Of, s3Problems } from './s3.ts';
import { slackOf } from './slack.ts';
import { textModelOf } from './text-model.ts';
import { tracesOf } from './traces.ts';

type Variables = z.infer<typeof ENVIRONMENT_SCHEMA>;
type Places = Pick<Config, 'dataDir' | 'databaseUrl'>;

/**
 * Turns the environment, and the file EASEL_CONFIG names, into the settings of this process. Blank variables count as absent;
 * relative paths begin at `cwd`. Every part is read even where another has a problem, so that nobody mends one thing only to
 * meet the next.
 *
 * @throws {ConfigError} with all problems at once.
 */
export function loadConfig({ env, cwd }: { env: Environment; cwd: string }): Config {
  const environment = withoutBlanks(env);
  const variables = ENVIRONMENT_SCHEMA.safeParse(environment);
  const folder = dataFolder(environment.EASEL_DATA_DIR, cwd);
  const store = database(environment.DATABASE_URL, 'at' in folder ? folder.at : cwd, cwd);
  const file = readConfigFile(configFile(environment.EASEL_CONFIG, cwd), environment);
  const halfS3 = s3Problems(environment);
  if (variables.success && halfS3.length === 0 && 'at' in folder && 'at' in store && 'settings' in file) {
    const places = { dataDir: folder.at, databaseUrl: store.at };
    return freezeDeeply(compose(places, variables.data, file.settings, environment));
  }
  const ofPlaces = [folder, store].flatMap((place) => ('problem' in place ? [place.problem] : []));
  const ofFile = 'problems' in file ? file.problems : [];
  const ofVariables = variables.error ? environmentProblems(variables.error) : [];
  // A variable that a connection names may be one of ours, and is told once.
  throw new ConfigError([...new Set([...ofVariables, ...halfS3, ...ofPlaces, ...ofFile])]);
}

function compose(places: Places, variables: Variables, settings: FileSettings, environment: Environment): Config {
  const { instructions, textModel: _wanted, discord: _asked, slack: _wishes, ...others } = settings;
  const {
    budget: _all,
    tenants: _each,
    timeZone: _zone,
    assumedUsdPerCredit: _usd,
    operator: _whom,
    credits: all,
    ...rest
  } = others;
  const { linked: _isLinked, linkedTenants: _lenders, ...credits } = all;
  const operator = operatorOf(settings);
  const apiKeys = variables.EASEL_API_KEYS ?? [];
  const [discord, slack] = [discordOf(variables, settings), slackOf(variables, settings)];
  const [s3, traces] = [s3Of(variables), tracesOf(variables)];
  const providers = providersIn(variables);
  const connections = connectionsIn(variables, settings.connections, environment);
  const { textModel, notices } = textModelOf(settings, { providers, connections });
  return {
    ...rest,
    ...places,
    credits,
    http: httpConfig(variables),
    playground: variables.EASEL_PLAYGROUND ?? 'here',
    apiKeys,
    logLevel: variables.LOG_LEVEL ?? 'info',
    installation: installationOf(settings),
    ...(operator && { operator }),
    providers,
    connections,
    off: switchedOff(settings.connections, environment),
    ...(textModel !== undefined && { textModel }),
    ...(s3 !== undefined && { s3 }),
    ...(variables.REDIS_URL !== undefined && { redisUrl: variables.REDIS_URL }),
    ...(traces !== undefined && { traces }),
    ...(discord !== undefined && { discord }),
    ...(slack !== undefined && { slack }),
    ...(instructions !== undefined && { standingInstructions: instructions }),
    notices: [...noticesOn(environment, settings), ...noticesOnApiKeys(apiKeys), ...notices],
  };
}

function httpConfig({ HOST, PORT, PUBLIC_BASE_URL }: Variables): Config['http'] {
  return {
    host: HOST ?? '127.0.0.1',
    port: PORT ?? 8787,
    ...(PUBLIC_BASE_URL !== undefined && { publicBaseUrl: PUBLIC_BASE_URL }),
  };
}

const withoutBlanks = (env: Environment): Environment =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()] as const] : [])),
  );
