import { z } from 'zod';
import { addUsage, type Usage } from '#src/domain/usage.ts';
import { createBase64Keeper, type KeptBase64 } from '#src/net/base64-keeper.ts';
import { createBase64Reader } from '#src/net/base64-reader.ts';
import { createLeanJson } from '#src/net/lean-json.ts';
import type { LeanJson } from '#src/net/lean-text.ts';
import { readEvents, type ServerEvent } from '#src/net/sse.ts';
import { type Answer, type AnswerImage, usageSchema } from './answer.ts';

/** A 3840 x 2160 PNG has some 40 MB as base64. */
const MAX_EVENT_BYTES = 64 * 1_048_576;

const PARTIAL = '.partial_image';

const body = z.object({
  type: z.string().optional().catch(undefined),
  b64_json: z.string().optional().catch(undefined),
  partial_image_index: z.int().min(0).optional().catch(undefined),
  revised_prompt: z.string().optional().catch(undefined),
  usage: usageSchema,
  error: z.unknown().optional(),
});

/** A preview that is only passed on is never decoded. */
type Preview = AnswerImage | KeptBase64;

type StreamEvent =
  | { readonly kind: 'partial'; readonly image: Preview; readonly index: number | undefined }
  | { readonly kind: 'completed'; readonly image: AnswerImage; readonly usage?: Usage; readonly revisedPrompt?: string }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'unsupported' };

export interface StreamHooks {
  /** How many pictures were asked for. */
  readonly count: number;
  /** A preview; `step` counts from 1. */
  readonly onPartial: (image: Preview, step: number) => void;
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
  const images: AnswerImage[] = [];
  let words: Omit<Answer, 'images'> = {};
  let previews = 0;
  try {
    const readData = (name: string) => createLeanJson<Buffer | KeptBase64>('b64_json', readerFor(name));
    for await (const raw of readEvents(chunks, { maxBytes: MAX_EVENT_BYTES, readData })) {
      const event = readEvent(raw);
      if (event.kind === 'error') throw hooks.toError(event.error);
      if (event.kind === 'partial') {
        previews += 1;
        hooks.onPartial(event.image, (event.index ?? previews - 1) + 1);
      }
      if (event.kind === 'completed') {
        images.push(event.image);
        words = together(words, event);
      }
      if (images.length >= hooks.count) break;
    }
  } catch (thrown) {
    if (images.length === 0 || hooks.isFinal(thrown)) throw thrown;
  }
  return { images, ...words };
}

/** By the name of the event, which stands before its data. Where it is missing or wrong only the time differs. */
const readerFor = (name: string) => (name.endsWith(PARTIAL) ? createBase64Keeper : createBase64Reader);

function readEvent({ name, data }: ServerEvent<LeanJson<Buffer | KeptBase64>>): StreamEvent {
  const { success, data: event } = body.safeParse(data.value);
  if (!success) return { kind: 'unsupported' };
  const type = event.type ?? name;
  if (event.error !== undefined && event.error !== null) return { kind: 'error', error: event.error };
  if (type === 'error') return { kind: 'error', error: data.value };
  if (event.b64_json === undefined) return { kind: 'unsupported' };
  const image = data.open(event.b64_json);
  if (type.endsWith(PARTIAL)) return { kind: 'partial', image, index: event.partial_image_index };
  if (!type.endsWith('.completed')) return { kind: 'unsupported' };
  const { usage, revised_prompt: revisedPrompt } = event;
  return {
    kind: 'completed',
    image: decoded(image),
    ...(usage && { usage }),
    ...(revisedPrompt !== undefined && { revisedPrompt }),
  };
}

const decoded = (image: Preview): AnswerImage =>
  typeof image === 'object' && 'signs' in image ? image.bytes() : image;

function together(words: Omit<Answer, 'images'>, event: { usage?: Usage; revisedPrompt?: string }) {
  const usage = addUsage(words.usage, event.usage);
  const revisedPrompt = words.revisedPrompt ?? event.revisedPrompt;
  return { ...(usage && { usage }), ...(revisedPrompt !== undefined && { revisedPrompt }) };
}
