import { expect } from 'vitest';
import { ENVIRONMENT_SCHEMA } from '#src/config/environment-schema.ts';

/** Variables that anybody may read. Every other one of the table is a secret, and needs a canary below. */
const PUBLIC = new Set([
  ...['OPENAI_BASE_URL', 'GEMINI_BASE_URL', 'REPLICATE_BASE_URL', 'AIREFINERY_BASE_URL', 'RUNWARE_BASE_URL'],
  ...['DISCORD_APPLICATION_ID', 'DISCORD_GUILD_ID', 'DISCORD_API_URL', 'SLACK_API_URL'],
  ...['S3_ENDPOINT', 'S3_REGION', 'S3_BUCKET_NAME', 'EASEL_CONFIG', 'EASEL_DATA_DIR', 'EASEL_SERVER'],
  ...['EASEL_PLAYGROUND', 'PORT', 'HOST', 'PUBLIC_BASE_URL', 'LOG_LEVEL'],
  ...['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_SERVICE_NAME'],
]);

/** A secret of every kind; each has the word in it. */
export const PROVIDER_SECRETS = {
  OPENAI_API_KEY: 'sk-canary-openai-0123456789abcdef',
  GEMINI_API_KEY: 'AIzaCanary-gemini-0123456789abcdef',
  REPLICATE_API_TOKEN: 'r8_canaryreplicate0123456789abcdef',
  RUNWARE_API_KEY: 'canaryrunware0123',
  AIREFINERY_API_KEY: 'canary-airefinery',
  S3_ACCESS_KEY: 'CANARYS3ACCESS',
  S3_SECRET_KEY: 'canary/s3/secret+key',
  EASEL_API_KEYS: 'ada:canary-api-key-0123456789',
  EASEL_KEY: 'canary-easel-key-0123456789',
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=canary-otel-0123456789',
};
export const SLACK_SECRETS = {
  SLACK_BOT_TOKEN: 'xoxb-canary-0123456789',
  SLACK_SIGNING_SECRET: 'canarysigning0123456789abcdef012',
  SLACK_CLIENT_ID: '1.canary',
  SLACK_CLIENT_SECRET: 'canaryclientsecret0123456789abcd',
  SLACK_STATE_SECRET: 'canary-state-secret-0123456789',
};
const SLACK_SOCKET_SECRETS = { SLACK_APP_TOKEN: 'xapp-1-canary-0123456789' };
export const DISCORD_SECRETS = { DISCORD_TOKEN: 'Y2FuYXJ5.canary.discord-token-0123456789' };
const STORE_SECRETS = {
  DATABASE_URL: 'postgres://easel:canary-password@127.0.0.1:1/easel',
  REDIS_URL: 'redis://easel:canary-password@127.0.0.1:1/0',
};

export const ALL_SECRETS: Readonly<Record<string, string>> = {
  ...PROVIDER_SECRETS,
  ...SLACK_SECRETS,
  ...SLACK_SOCKET_SECRETS,
  ...DISCORD_SECRETS,
  ...STORE_SECRETS,
};

/** As the table of variables has them. */
export const SECRET_NAMES: readonly string[] = Object.keys(ENVIRONMENT_SCHEMA.shape).filter(
  (name) => !PUBLIC.has(name),
);

export const publicNames: readonly string[] = [...PUBLIC];

/** None of the secrets, in none of the ways they are written on the wire. */
export function expectNone(words: string): void {
  const found = /.{0,60}(?:canary|Y2FuYXJ5|Q0FOQVJZ|63616e617279).{0,60}/is.exec(words)?.[0];
  expect(found).toBeUndefined();
}
