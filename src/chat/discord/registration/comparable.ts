import { ApplicationCommandType } from 'discord.js';
import { z } from 'zod';

/** What Discord leaves out, sends as null, as false or empty means the same. */
const absent = <T>(value: T | null | undefined): T | undefined => {
  if (value === null || value === undefined || value === false || value === '') return undefined;
  return typeof value === 'object' && Object.keys(value).length === 0 ? undefined : value;
};

const flag = z.boolean().nullish().transform(absent);
const text = z.string().nullish().transform(absent);
const number = z.number().nullish().transform(absent);
const list = z.array(z.unknown()).nullish().transform(absent);

/** Names and sentences by language, whichever order Discord has them in. */
const words = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) =>
    absent(value && Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))),
  );

const setOf = (item: z.ZodType<number | string>) =>
  z
    .array(item)
    .nullish()
    .transform((value) => absent(value?.toSorted()));

const CHOICE = z.object({ name: z.string(), name_localizations: words, value: z.union([z.string(), z.number()]) });

const BASIC_OPTION = z.object({
  type: z.number(),
  name: z.string(),
  name_localizations: words,
  description: text,
  description_localizations: words,
  required: flag,
  choices: z.array(CHOICE).nullish().transform(absent),
  autocomplete: flag,
  min_value: number,
  max_value: number,
  min_length: number,
  max_length: number,
  file_types: setOf(z.string()),
  channel_types: setOf(z.number()),
  // Easel has none; an option that has them differs.
  options: list,
});

/** Of a command or of its subcommand. */
const OPTION = BASIC_OPTION.extend({ options: z.array(BASIC_OPTION).nullish().transform(absent) });

/** A command as Easel sends it or as Discord tells it, brought to one form; what Discord adds of its own is left out. */
export const COMPARABLE = z.object({
  type: z.number().default(ApplicationCommandType.ChatInput),
  name: z.string(),
  name_localizations: words,
  description: text,
  description_localizations: words,
  options: z
    .array(OPTION)
    .nullish()
    .transform((value) => value ?? []),
  default_member_permissions: text,
  nsfw: flag,
  contexts: setOf(z.number()),
  integration_types: setOf(z.number()),
});

export type Comparable = z.infer<typeof COMPARABLE>;

/** A command that Discord has. */
export const REGISTERED = COMPARABLE.extend({ id: z.string() });

export type Registered = z.infer<typeof REGISTERED>;
