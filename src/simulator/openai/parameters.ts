import { z } from 'zod';
import { invalid, type Refusal } from './refusal.ts';

/** Left out and `null` are the same to OpenAI. */
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);

const shared = {
  prompt: z.string().min(1).max(32_000),
  model: optional(z.string()),
  n: optional(z.int().min(1).max(10)),
  size: optional(z.string()),
  quality: optional(z.string()),
  complexity: optional(z.enum(['low', 'medium', 'high'])),
  background: optional(z.enum(['transparent', 'opaque', 'auto'])),
  output_format: optional(z.enum(['png', 'jpeg', 'webp'])),
  output_compression: optional(z.int().min(0).max(100)),
  moderation: optional(z.enum(['low', 'auto'])),
  stream: optional(z.boolean()),
  partial_images: optional(z.int().min(0).max(3)),
  response_format: optional(z.string()),
  safety_identifier: optional(z.string().max(128)),
  user: optional(z.string()),
};

const generation = z.strictObject({ ...shared, style: optional(z.enum(['vivid', 'natural'])) });
const edit = z.strictObject({ ...shared, input_fidelity: optional(z.enum(['high', 'low'])) });

/** The parameters of both routes; what a route does not know is absent. */
export type Parameters = z.infer<typeof generation> & Partial<Pick<z.infer<typeof edit>, 'input_fidelity'>>;

/** Judges each parameter by itself, in OpenAI's words. What goes together is judged later. */
export function readParameters(
  route: 'generations' | 'edits',
  fields: Readonly<Record<string, unknown>>,
): Parameters | Refusal {
  const judged = (route === 'generations' ? generation : edit).safeParse(fields, { reportInput: true });
  if (judged.success) return { style: undefined, ...judged.data };
  return refusalOf(judged.error.issues[0]);
}

function refusalOf(issue: z.core.$ZodIssue | undefined): Refusal {
  if (!issue) return invalid('The request is not valid.', null, null);
  const param = issue.path.join('.') || null;
  switch (issue.code) {
    case 'unrecognized_keys':
      return invalid(`Unknown parameter: '${issue.keys[0]}'.`, issue.keys[0] ?? null, 'unknown_parameter');
    case 'too_small':
      return issue.origin === 'string'
        ? invalid(
            `Invalid '${param}': empty string. Expected a string with minimum length 1, but got an empty string instead.`,
            param,
            'empty_string',
          )
        : invalid(
            `Invalid '${param}': integer below minimum value. Expected a value >= ${issue.minimum}, but got ${issue.input} instead.`,
            param,
            'integer_below_min_value',
          );
    case 'too_big':
      return issue.origin === 'string'
        ? tooLong(param, Number(issue.maximum), String(issue.input).length)
        : invalid(
            `Invalid '${param}': integer above maximum value. Expected a value <= ${issue.maximum}, but got ${issue.input} instead.`,
            param,
            'integer_above_max_value',
          );
    case 'invalid_value':
      return badValue(param, String(issue.input), issue.values.map(String));
    case 'invalid_type':
      return issue.input === undefined
        ? invalid(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter')
        : invalid(
            `Invalid type for '${param}': expected ${issue.expected}, but got ${typeof issue.input} instead.`,
            param,
            'invalid_type',
          );
    default:
      return invalid(issue.message, param, null);
  }
}

export const tooLong = (param: string | null, limit: number, length: number): Refusal =>
  invalid(
    `Invalid '${param}': string too long. Expected a string with maximum length ${limit}, but got a string with length ${length} instead.`,
    param,
    'string_above_max_length',
  );

export const badValue = (param: string | null, value: string, allowed: readonly string[]): Refusal =>
  invalid(
    `Invalid value: '${value}'. Supported values are: ${allowed.map((word) => `'${word}'`).join(', ')}.`,
    param,
    'invalid_value',
  );
