import { z } from 'zod';
import { addUsage, type Usage } from '#src/domain/usage.ts';
import { parseJson } from '#src/net/parse-json.ts';
import { readEvents, type ServerEvent } from '#src/net/sse.ts';
import { type Answer, usageSchema } from './answer.ts';

/** A 3840 x 2160 PNG has some 40 MB as base64. */
const MAX_EVENT_BYTES = 64 * 1_048_576;

const body = z.object({
  type: z.string().optional().catch(undefined),
  b64_json: z.string().optional().catch(undefined),
  partial_image_index: z.int().min(0).optional().catch(undefined),
  revised_prompt: z.string().optional().catch(undefined),
  usage: usageSchema,
  error: z.unknown().optional(),
});

type StreamEvent =
  | { readonly kind: 'partial'; readonly b64: string; readonly index: number | undefined }
  | { readonly kind: 'completed'; readonly b64: string; readonly usage?: Usage; readonly revisedPrompt?: string }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'unsupported' };

export interface StreamHooks {
  /** How many pictures were asked for. */
  readonly count: number;
  /** A preview as base64; `step` counts from 1. */
  readonly onPartial: (b64: string, step: number) => void;
  /** Makes the error to throw of one the stream tells. */
  readonly toError: (error: unknown) => Error;
  /** Whether what broke the stream ends the request whatever has come already. */
  readonly isFinal: (thrown: unknown) => boolean;
}

/**
 * Reads a streamed answer: previews as they come, and a `completed` event for each picture. Ends with the last picture that was
 * asked for, whatever the server still wants to say.
 *
 * A stream that breaks after some of its pictures still gives those: they are paid for.
 *
 * @throws what broke or what the stream told, where no picture had come. A stream that just ends gives no images and no error.
 */
export async function readStream(chunks: AsyncIterable<Uint8Array>, hooks: StreamHooks): Promise<Answer> {
  const images: string[] = [];
  let words: Omit<Answer, 'images'> = {};
  let previews = 0;
  try {
    for await (const raw of readEvents(chunks, MAX_EVENT_BYTES)) {
      const event = readEvent(raw);
      if (event.kind === 'error') throw hooks.toError(event.error);
      if (event.kind === 'partial') {
        previews += 1;
        hooks.onPartial(event.b64, (event.index ?? previews - 1) + 1);
      }
      if (event.kind === 'completed') {
        images.push(event.b64);
        words = together(words, event);
      }
      if (images.length >= hooks.count) break;
    }
  } catch (thrown) {
    if (images.length === 0 || hooks.isFinal(thrown)) throw thrown;
  }
  return { images, ...words };
}

function readEvent({ name, data }: ServerEvent): StreamEvent {
  const { success, data: event } = body.safeParse(parseJson(data));
  if (!success) return { kind: 'unsupported' };
  const type = event.type ?? name;
  if (event.error !== undefined && event.error !== null) return { kind: 'error', error: event.error };
  if (type === 'error') return { kind: 'error', error: parseJson(data) };
  if (event.b64_json === undefined) return { kind: 'unsupported' };
  if (type.endsWith('.partial_image'))
    return { kind: 'partial', b64: event.b64_json, index: event.partial_image_index };
  if (!type.endsWith('.completed')) return { kind: 'unsupported' };
  const { b64_json: b64, usage, revised_prompt: revisedPrompt } = event;
  return { kind: 'completed', b64, ...(usage && { usage }), ...(revisedPrompt !== undefined && { revisedPrompt }) };
}

function together(words: Omit<Answer, 'images'>, event: { usage?: Usage; revisedPrompt?: string }) {
  const usage = addUsage(words.usage, event.usage);
  const revisedPrompt = words.revisedPrompt ?? event.revisedPrompt;
  return { ...(usage && { usage }), ...(revisedPrompt !== undefined && { revisedPrompt }) };
}
