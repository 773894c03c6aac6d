import { z } from 'zod';
import { API_KEYS } from './api-keys.ts';
import { LOG_LEVELS, PLAYGROUND_DOORS } from './config.ts';
import { TRACE_HEADERS } from './traces.ts';
import { hiddenMustBe, mustBe } from './wording.ts';

const PORT_RULE = mustBe('a whole number from 0 to 65535');
const HOST_RULE = mustBe('one host name or address alone, such as 127.0.0.1');
const KEY_RULE = hiddenMustBe('the key alone: one word of plain letters, digits and signs');
const URL_RULE = hiddenMustBe('an address that begins with http:// or https://, without user name, password, ? or #');
const REDIS_RULE = hiddenMustBe(
  'the address of a Redis server: redis:// or rediss://, as redis://user:password@host:6379/0',
);
const ID_RULE = mustBe('an id of Discord, 17 to 20 digits');
const BOT_TOKEN_RULE = hiddenMustBe('the Bot User OAuth Token, which begins with xoxb-');
const APP_TOKEN_RULE = hiddenMustBe('an app-level token, which begins with xapp-');
const VERSION_RULE = hiddenMustBe('the address without a version: leave out what follows /api');

const port = z
  .string()
  .regex(/^\d{1,5}$/, { error: PORT_RULE })
  .transform(Number)
  .pipe(z.number().max(65_535, { error: PORT_RULE }));

/** A header can carry nothing else, and a line break inside one would fail far away from its cause. */
export const KEY = z.string({ error: KEY_RULE }).regex(/^[\x21-\x7e]+$/, { error: KEY_RULE });

/** Discord's ids: 64 bits in decimal digits, of which the upper ones are a time, so short ones do not exist. */
const snowflake = z.string().regex(/^[1-9]\d{16,19}$/, { error: ID_RULE });

/** Slack shows several tokens next to each other; one in the place of another would only fail later. */
const startingWith = (start: RegExp, error: () => string) => KEY.regex(start, { error });

/** Without a slash at its end afterwards. */
export const ADDRESS = z
  .string({ error: URL_RULE })
  .refine(isPlainHttp, { error: URL_RULE })
  .transform((value) => value.replace(/\/+$/, ''));

/** The variables this version uses, after blank ones were left out. `.env.example` explains each. */
export const ENVIRONMENT_SCHEMA = z.object({
  // Of commands that talk to a running Easel; a server has no use for them.
  EASEL_SERVER: ADDRESS.optional(),
  EASEL_KEY: KEY.optional(),
  OPENAI_API_KEY: KEY.optional(),
  OPENAI_BASE_URL: ADDRESS.optional(),
  GEMINI_API_KEY: KEY.optional(),
  GEMINI_BASE_URL: ADDRESS.optional(),
  REPLICATE_API_TOKEN: KEY.optional(),
  REPLICATE_BASE_URL: ADDRESS.optional(),
  AIREFINERY_API_KEY: KEY.optional(),
  AIREFINERY_BASE_URL: ADDRESS.optional(),
  RUNWARE_API_KEY: KEY.optional(),
  RUNWARE_BASE_URL: ADDRESS.optional(),
  DISCORD_TOKEN: KEY.optional(),
  DISCORD_APPLICATION_ID: snowflake.optional(),
  DISCORD_GUILD_ID: snowflake.optional(),
  DISCORD_API_URL: ADDRESS.refine((value) => !/\/v\d+$/.test(value), { error: VERSION_RULE }).optional(),
  SLACK_BOT_TOKEN: startingWith(/^(xoxe\.)?xoxb-/, BOT_TOKEN_RULE).optional(),
  SLACK_APP_TOKEN: startingWith(/^xapp-/, APP_TOKEN_RULE).optional(),
  SLACK_SIGNING_SECRET: KEY.optional(),
  SLACK_CLIENT_ID: KEY.optional(),
  SLACK_CLIENT_SECRET: KEY.optional(),
  SLACK_STATE_SECRET: KEY.optional(),
  SLACK_API_URL: ADDRESS.optional(),
  EASEL_API_KEYS: API_KEYS.optional(),
  EASEL_CONFIG: z.string().optional(),
  EASEL_DATA_DIR: z.string().optional(),
  DATABASE_URL: z.string().optional(),
  REDIS_URL: z.string().refine(isRedis, { error: REDIS_RULE }).optional(),
  S3_ENDPOINT: ADDRESS.optional(),
  S3_REGION: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,40}$/, { error: mustBe('the name of a region, such as eu-central-1') })
    .optional(),
  S3_ACCESS_KEY: KEY.optional(),
  S3_SECRET_KEY: KEY.optional(),
  S3_BUCKET_NAME: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$/, { error: mustBe('the name of a bucket alone, such as easel-pictures') })
    .optional(),
  EASEL_PLAYGROUND: z
    .string()
    .toLowerCase()
    .pipe(z.enum(PLAYGROUND_DOORS, { error: mustBe(`one of ${PLAYGROUND_DOORS.join(', ')}`) }))
    .optional(),
  PORT: port.optional(),
  HOST: z.string().refine(isHostAlone, { error: HOST_RULE }).optional(),
  PUBLIC_BASE_URL: ADDRESS.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: ADDRESS.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: TRACE_HEADERS.optional(),
  OTEL_SERVICE_NAME: z.string().max(100).optional(),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(LOG_LEVELS, { error: mustBe(`one of ${LOG_LEVELS.join(', ')}`) }))
    .optional(),
});

function isPlainHttp(value: string): boolean {
  const url = URL.parse(value);
  return (
    url !== null && /^https?:\/\//i.test(value) && url.username === '' && url.password === '' && !/[?#\s]/.test(value)
  );
}

function isRedis(value: string): boolean {
  return /^rediss?:\/\/./i.test(value) && URL.canParse(value);
}

/** Several colons make an IPv6 address; one is a port, which has its own variable. */
function isHostAlone(value: string): boolean {
  return /^[\w.:%-]+$/.test(value) && value.split(':').length !== 2;
}
