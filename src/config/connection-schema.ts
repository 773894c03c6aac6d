import { z } from 'zod';
import type { CompatibleConnection, CompatibleField } from '#src/domain/connection.ts';
import { ADDRESS, KEY } from './environment-schema.ts';
import { hosts } from './host-names.ts';
import { byName, listOf, oneOf, section, words } from './shapes.ts';
import { SIMULATOR, VENDORS } from './vendors.ts';
import { hiddenMustBe, mustBe } from './wording.ts';

/** Names of providers that are there without being connected. */
const TAKEN: readonly string[] = [...VENDORS.map(({ provider }) => provider), SIMULATOR];

const NAME_RULE = mustBe('a name of small letters, digits and hyphens');
const TAKEN_RULE = mustBe(`another name than ${TAKEN.join(', ')}, which Easel uses itself`);
/** A key that was put here by mistake is rarely all in capitals; it is not repeated either way. */
const VARIABLE_RULE = hiddenMustBe('the name of an environment variable, in capitals, such as STUDIO_API_KEY');
const ONE_KEY_RULE = 'stands beside apiKey; there must be only one of the two.';
const MODEL_RULE = mustBe('an object with at least the name of a model');

const PRESETS = [
  'openai',
  'airefinery',
  'localai',
  'sd-cpp',
] as const satisfies readonly CompatibleConnection['preset'][];

const FIELDS = [
  'quality',
  'style',
  'background',
  'output_format',
  'output_compression',
  'moderation',
  'user',
] as const satisfies readonly CompatibleField[];

const plainValue = z.union([z.string(), z.number(), z.boolean()], {
  error: mustBe('a text, a number, true or false'),
});

/** The difference flags, each of which replaces the preset's. */
const flags = section({
  edits: z.exactOptional(oneOf(['none', 'openai', 'localai'])),
  arrayField: z.exactOptional(oneOf(['image[]', 'image'])),
  responseFormat: z.exactOptional(oneOf(['omit', 'b64_json', 'url'])),
  fields: z.exactOptional(listOf(oneOf(FIELDS))),
  seed: z.exactOptional(oneOf(['none', 'field', 'sd-extra-args'])),
  negative: z.exactOptional(oneOf(['none', 'field', 'pipe', 'sd-extra-args'])),
  sanitize: z.exactOptional(listOf(oneOf(['pipe', 'sd-extra-args']))),
  extraBody: z.exactOptional(byName(plainValue)),
});

const form = section({
  name: z
    .string({ error: NAME_RULE })
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: NAME_RULE })
    .refine((name) => !TAKEN.includes(name), { error: TAKEN_RULE }),
  label: z.exactOptional(words(60)),
  baseUrl: ADDRESS,
  apiKey: z.exactOptional(KEY),
  apiKeyVariable: z.exactOptional(
    z.string({ error: VARIABLE_RULE }).regex(/^[A-Z][A-Z0-9_]{0,99}$/, { error: VARIABLE_RULE }),
  ),
  preset: oneOf(PRESETS).default('openai'),
  flags: flags.default({}),
  resultHosts: hosts.default([]),
  models: listOf(z.looseObject({ name: words(200) }, { error: MODEL_RULE })).default([]),
});

/** One OpenAI-compatible server, as the file at EASEL_CONFIG has it. */
export const CONNECTION_SCHEMA = form.refine(
  (connection) => connection.apiKey === undefined || connection.apiKeyVariable === undefined,
  // Also where something else is wrong, so that both are told at once.
  { path: ['apiKeyVariable'], error: ONE_KEY_RULE, when: ({ value }) => typeof value === 'object' && value !== null },
);

export type ConnectionSettings = z.infer<typeof CONNECTION_SCHEMA>;

export const CONNECTION_NAMES = Object.keys(form.shape);
export const FLAG_NAMES = Object.keys(flags.shape);
