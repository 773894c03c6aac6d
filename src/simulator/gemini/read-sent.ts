import { z } from 'zod';
import { invalid, type Refusal } from './refusal.ts';

const whole = z
  .int()
  .min(-(2 ** 31))
  .max(2 ** 31 - 1);

const part = z.strictObject({
  text: z.string().optional(),
  inlineData: z.strictObject({ mimeType: z.string(), data: z.string() }).optional(),
  thought: z.boolean().optional(),
  thoughtSignature: z.string().optional(),
});

const content = z.strictObject({ role: z.enum(['user', 'model']).optional(), parts: z.array(part).min(1) });

/** What of `GenerateContentRequest` a maker of pictures or words understands; names nobody knows are refused, as the service does. */
const form = z.strictObject({
  contents: z.array(content).min(1),
  systemInstruction: z.strictObject({ role: z.string().optional(), parts: z.array(part) }).optional(),
  safetySettings: z.array(z.object({})).optional(),
  store: z.boolean().optional(),
  generationConfig: z
    .strictObject({
      responseModalities: z.array(z.enum(['TEXT', 'IMAGE'])).optional(),
      imageConfig: z.strictObject({ aspectRatio: z.string().optional(), imageSize: z.string().optional() }).optional(),
      seed: whole.optional(),
      candidateCount: z.int().optional(),
      temperature: z.number().min(0).max(2).optional(),
      topP: z.number().min(0).max(1).optional(),
      topK: z.int().optional(),
      maxOutputTokens: z.int().positive().optional(),
      thinkingConfig: z
        .strictObject({ thinkingLevel: z.string().optional(), includeThoughts: z.boolean().optional() })
        .optional(),
    })
    .optional(),
});

export type Sent = z.infer<typeof form>;

/** Reads a body by its form only. */
export function readSent(json: unknown): Sent | Refusal {
  if (json === undefined) return invalid('Invalid JSON payload received. Unexpected end of string.');
  const { data, error } = form.safeParse(json);
  if (data) return data;
  const [issue] = error.issues;
  const at = path(issue?.path ?? []);
  if (issue?.code === 'unrecognized_keys')
    return invalid(
      `Invalid JSON payload received. Unknown name "${issue.keys[0]}"${at && ` at '${at}'`}: Cannot find field.`,
    );
  if (at.startsWith('contents') && issue?.code !== 'invalid_type')
    return invalid(`* GenerateContentRequest.${at}: contents is not specified`);
  return invalid(`Invalid value at '${at}': ${issue?.message ?? 'it does not fit.'}`);
}

/** `contents[0].parts[1].inline_data.data`, as the service names fields. */
const path = (keys: readonly PropertyKey[]): string =>
  keys
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${snake(String(key))}`))
    .join('')
    .replace(/^\./, '');

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Every part of a request in its order. */
export const partsOf = ({ contents }: Sent): Sent['contents'][number]['parts'] =>
  contents.flatMap(({ parts }) => parts);

/** All its words, those of the instructions left out. */
export const wordsOf = (sent: Sent): string =>
  partsOf(sent)
    .flatMap(({ text }) => text?.trim() || [])
    .join('\n');

/** The parsed body, or `undefined` where it is no JSON. */
export async function jsonOf(request: Request): Promise<unknown> {
  const text = await request.text().catch(() => '');
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
