import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';

export const ROLES = ['gateway', 'worker', 'api'] as const;

/** What one process of several does; without a role it does everything. */
export type Role = (typeof ROLES)[number];

/** @throws {ConfigError} naming everything that a process with a role lacks. */
export function checkRole(role: Role, { redisUrl, databaseUrl, discord, slack }: Config): void {
  const missing = [
    ...(redisUrl === undefined ? [`REDIS_URL is missing: --role ${role} shares its queue with other processes.`] : []),
    ...(databaseUrl === 'memory://'
      ? [`DATABASE_URL is memory://, which no other process can read; --role ${role} needs a store that all share.`]
      : []),
    ...(role === 'gateway' && !discord && !slack
      ? ['Neither Discord nor Slack is configured, so --role gateway has nothing to connect to.']
      : []),
  ];
  if (missing.length > 0) throw new ConfigError(missing);
}
