import type { z } from '@hono/zod-openapi';
import { FLAGS, NUMBERS } from './picture-fields.ts';
import { refuse } from './refuse.ts';

/** What a request says, judged field by field in OpenAI's words. @throws {HTTPException} 400 about the first that does not fit. */
export function readFields<T extends z.ZodType>(
  schema: T,
  fields: Readonly<Record<string, unknown>>,
  kind: 'json' | 'form' = 'json',
): z.infer<T> {
  // With a prototype again: what is not its own was never there.
  const given = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, kind === 'form' ? typed(name, value) : value]),
  );
  const judged = schema.safeParse(given, { reportInput: true });
  if (judged.success) return judged.data;
  const [issue] = judged.error.issues;
  throw issue ? refusalOf(issue) : refuse(400, 'invalid_request', 'The request is not valid.');
}

/** In a form everything is text. */
function typed(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value === '' && (NUMBERS.has(name) || FLAGS.has(name))) return undefined;
  if (NUMBERS.has(name) && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (FLAGS.has(name) && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return value;
}

function refusalOf(issue: z.core.$ZodIssue) {
  const param = issue.path.join('.') || null;
  switch (issue.code) {
    case 'unrecognized_keys':
      return refuse(400, 'unknown_parameter', `Unknown parameter: '${shown(issue.keys[0])}'.`, shown(issue.keys[0]));
    case 'too_small':
    case 'too_big':
      return outOfBounds(issue, param);
    case 'invalid_value':
      return refuse(
        400,
        'invalid_value',
        `Invalid value: '${shown(issue.input)}'. Supported values are: ${issue.values.map((word) => `'${String(word)}'`).join(', ')}.`,
        param,
      );
    case 'invalid_type':
      if (issue.input === undefined)
        return refuse(400, 'missing_required_parameter', `Missing required parameter: '${param}'.`, param);
      return refuse(
        400,
        'invalid_type',
        `Invalid type for '${param}': expected ${expected(issue.expected)}, but got ${nameOf(issue.input)} instead.`,
        param,
      );
    default:
      return refuse(
        400,
        'invalid_value',
        `Invalid value for '${param}': '${shown(issue.input)}'.${HINTS[param ?? ''] ?? ''}`,
        param,
      );
  }
}

type Bounded = Extract<z.core.$ZodIssue, { code: 'too_small' | 'too_big' }>;

function outOfBounds(issue: Bounded, param: string | null) {
  const isBelow = issue.code === 'too_small';
  if (issue.origin === 'string') {
    if (isBelow)
      return refuse(
        400,
        'empty_string',
        `Invalid '${param}': empty string. Expected a string with at least 1 character.`,
        param,
      );
    return refuse(
      400,
      'string_above_max_length',
      `Invalid '${param}': string too long. Expected at most ${issue.maximum} characters, but got ${String(issue.input).length}.`,
      param,
    );
  }
  const [bound, sign] = isBelow ? [issue.minimum, '>='] : [issue.maximum, '<='];
  const code = isBelow ? 'integer_below_min_value' : 'integer_above_max_value';
  return refuse(
    400,
    code,
    `Invalid '${param}': expected a value ${sign} ${bound}, but got ${shown(issue.input)} instead.`,
    param,
  );
}

const HINTS: Readonly<Record<string, string>> = {
  size: " Use 'auto' or WIDTHxHEIGHT in pixels, such as '1024x1024'.",
  aspect: " Use WIDTH:HEIGHT, such as '16:9'.",
};

const expected = (type: string): string => (type === 'int' ? 'integer' : type);

const nameOf = (input: unknown): string => (Array.isArray(input) ? 'array' : input === null ? 'null' : typeof input);

const MOST = 100;

/** What somebody sent, as far as an answer repeats it. */
function shown(input: unknown): string {
  const words = typeof input === 'string' ? input : (JSON.stringify(input) ?? String(input));
  return words.length <= MOST ? words : `${words.slice(0, MOST)}…`;
}
