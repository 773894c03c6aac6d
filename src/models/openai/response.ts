import { z } from 'zod';
import { EaselError } from '#src/domain/errors.ts';
import { previewOf } from '#src/net/base64.ts';
import { createBase64Reader } from '#src/net/base64-reader.ts';
import type { CallContext } from '#src/net/call-context.ts';
import { bounded, gathered } from '#src/net/gathered.ts';
import { inTurns } from '#src/net/in-turns.ts';
import { createLeanJson } from '#src/net/lean-json.ts';
import type { Watch } from '#src/net/watch.ts';
import type { Run } from '#src/ports/image-model.ts';
import { type Answer, usageSchema } from './answer.ts';
import { brokenAnswer, toldInAnswer } from './errors.ts';
import { readStream } from './stream.ts';

/** For each picture of a plain answer, as base64. */
const MAX_BYTES_EACH = 64 * 1_048_576;

const body = z.object({
  data: z
    .array(
      z.object({
        b64_json: z.string().optional().catch(undefined),
        url: z.string().optional().catch(undefined),
        revised_prompt: z.string().optional().catch(undefined),
      }),
    )
    .optional()
    .catch(undefined),
  usage: usageSchema,
  error: z.unknown().optional(),
});

export interface Reading {
  /** How many pictures were asked for. */
  readonly count: number;
  readonly watch: Watch;
  readonly onPartial: Run['onPartial'];
  readonly context: CallContext;
}

/**
 * Reads an answer by what it is, not by what was asked for: a server that ignores `stream` and answers in one piece has been
 * paid all the same.
 *
 * @throws {EaselError} what the answer tells, or that it broke off.
 */
export async function readAnswer(response: Response, reading: Reading): Promise<Answer> {
  const isStream = response.headers.get('content-type')?.toLowerCase().includes('event-stream') ?? false;
  try {
    // A stream's silence counts from its headers on. A plain answer may send those long before it has drawn anything.
    if (isStream) reading.watch.heard();
    const chunks = inTurns(chunksOf(response, reading.watch));
    return isStream ? await readEventStream(chunks, reading) : await readJson(chunks, reading);
  } catch (thrown) {
    throw thrown instanceof EaselError ? thrown : brokenAnswer(thrown, reading.context);
  }
}

function readEventStream(chunks: AsyncIterable<Uint8Array>, { count, watch, onPartial, context }: Reading) {
  return readStream(chunks, {
    count,
    onPartial(image, step) {
      const preview = previewOf(image);
      if (preview) onPartial(preview, step);
    },
    toError: (error) => toldInAnswer(error, context),
    isFinal: () => watch.signal.aborted && isCanceled(watch.signal.reason),
  });
}

async function readJson(chunks: AsyncIterable<Uint8Array>, { count, context }: Reading): Promise<Answer> {
  const json = createLeanJson('b64_json', createBase64Reader);
  for await (const chunk of bounded(chunks, MAX_BYTES_EACH * count)) json.push(chunk);
  const { value, open } = json.end();
  const { data: answer } = body.safeParse(value);
  if (answer?.error) throw toldInAnswer(answer.error, context);
  const images = answer?.data?.flatMap(({ b64_json, url }) => (b64_json && open(b64_json)) || url || []) ?? [];
  const revisedPrompt = answer?.data?.find(({ revised_prompt }) => revised_prompt)?.revised_prompt;
  return { images, ...(answer?.usage && { usage: answer.usage }), ...(revisedPrompt && { revisedPrompt }) };
}

/** A whole answer. @throws where it has more than `maxBytes`, or breaks off. */
export const bytesOf = (response: Response, watch: Watch, maxBytes: number): Promise<Buffer> =>
  gathered(chunksOf(response, watch), maxBytes);

/** The answer's bytes as they come, each telling the watch that the server is alive. */
async function* chunksOf({ body: stream }: Response, watch: Watch): AsyncGenerator<Uint8Array> {
  if (!stream) return;
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      watch.heard();
      yield next.value;
    }
  } finally {
    // Frees the connection where nobody reads on; a stream that is over or broken does not mind.
    reader.cancel().catch(() => {});
  }
}

const isCanceled = (reason: unknown): boolean => reason instanceof EaselError && reason.code === 'canceled';
