import sharp from 'sharp';
import { z } from 'zod';
import { FORBIDDEN } from '../dialect.ts';
import type { Sent } from './read-sent.ts';
import { invalid, type Refusal } from './refusal.ts';

const part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string().min(1) }),
  z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string().min(1) }) }),
]);

const asked = z.object({
  model: z.string().optional(),
  input: z.union([z.string().min(1), z.array(z.string()).min(1), z.array(part).min(1)]),
});

const CATEGORIES = [
  'harassment',
  'harassment/threatening',
  'hate',
  'hate/threatening',
  'illicit',
  'illicit/violent',
  'self-harm',
  'self-harm/intent',
  'self-harm/instructions',
  'sexual',
  'sexual/minors',
  'violence',
  'violence/graphic',
] as const;

type Category = (typeof CATEGORIES)[number];
type Scores = Readonly<Partial<Record<Category, number>>>;

/** What stands for something nobody should have to draw. */
const WORDS: readonly (readonly [RegExp, Category])[] = [
  [FORBIDDEN, 'violence'],
  [/\b(?:gore|bloodbath)\b/i, 'violence/graphic'],
  [/\bnudes?\b/i, 'sexual'],
];
const FLAGGED_FROM = 0.5;
/** A picture is violent as far as it is red: the stand-in's own idea of one. */
const RED_FROM = 60;

/** OpenAI's answer to `POST /moderations`: all parts of an input are judged together, texts of a list one by one. */
export async function moderation({ fields }: Sent, id: string): Promise<object | Refusal> {
  const { success, data } = asked.safeParse(fields);
  if (!success) return invalid("Missing or invalid parameter: 'input'.", 'input', 'invalid_type');
  const inputs = inputsOf(data.input);
  if (inputs.some((one) => one.filter(({ type }) => type === 'image_url').length > 1))
    return invalid('Only one image is allowed per request.', 'input', 'too_many_images');
  const results: object[] = [];
  for (const input of inputs) {
    const judged = await judge(input);
    if (!judged) return invalid('Invalid image data.', 'input', 'invalid_image');
    results.push(judged);
  }
  return { id: `modr-${id}`, model: 'omni-moderation-2024-09-26', results };
}

type Part = z.infer<typeof part>;

function inputsOf(input: z.infer<typeof asked>['input']): readonly (readonly Part[])[] {
  if (typeof input === 'string') return [[{ type: 'text', text: input }]];
  const parts = input.map((one): Part => (typeof one === 'string' ? { type: 'text', text: one } : one));
  return typeof input[0] === 'string' ? parts.map((one) => [one]) : [parts];
}

async function judge(input: readonly Part[]): Promise<object | undefined> {
  const found: Scores[] = [];
  for (const one of input) {
    const scores = one.type === 'text' ? scoresOfWords(one.text) : await scoresOfPicture(one.image_url.url);
    if (!scores) return undefined;
    found.push(scores);
  }
  const types = [...new Set(input.map(({ type }) => (type === 'text' ? 'text' : 'image')))];
  return resultOf((name) => Math.max(0, ...found.map((scores) => scores[name] ?? 0)), types);
}

function resultOf(scoreOf: (name: Category) => number, types: readonly string[]): object {
  const each = <T>(value: (name: Category) => T) => Object.fromEntries(CATEGORIES.map((name) => [name, value(name)]));
  return {
    flagged: CATEGORIES.some((name) => scoreOf(name) >= FLAGGED_FROM),
    categories: each((name) => scoreOf(name) >= FLAGGED_FROM),
    category_scores: each((name) => scoreOf(name) || 0.0001),
    category_applied_input_types: each(() => types),
  };
}

const scoresOfWords = (words: string): Scores =>
  Object.fromEntries(WORDS.flatMap(([pattern, category]) => (pattern.test(words) ? [[category, 0.9]] : [])));

async function scoresOfPicture(url: string): Promise<Scores | undefined> {
  const [, base64] = /^data:image\/(?:png|jpeg|webp);base64,([A-Za-z0-9+/=]+)$/.exec(url) ?? [];
  if (base64 === undefined) return undefined;
  const stats = await sharp(Buffer.from(base64, 'base64'))
    .stats()
    .catch(() => undefined);
  const [red, green, blue] = stats?.channels.map(({ mean }) => mean) ?? [];
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  const redness = red - Math.max(green, blue);
  return redness >= RED_FROM ? { violence: 0.9 } : { violence: Math.max(0, redness) / 200 };
}
