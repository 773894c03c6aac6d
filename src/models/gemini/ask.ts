import type { GenerateContentParameters, GenerateContentResponse } from '@google/genai';
import type { CallContext } from '#src/net/call-context.ts';
import type { Watch } from '#src/net/watch.ts';
import { type Journey, translateError } from './errors.ts';
import type { GeminiClient } from './gemini-client.ts';

/** The longest answer: a 4K PNG as base64, drafts beside it. */
const MAX_BYTES = 128 * 1_048_576;

/**
 * Sends one call, once.
 *
 * @throws {EaselError} whatever it was answered with instead of a response; see `translateError`.
 */
export async function ask(
  client: GeminiClient,
  { model, contents, config }: GenerateContentParameters,
  watch: Watch,
  context: CallContext,
): Promise<GenerateContentResponse> {
  const journey: Journey = { sent: false };
  try {
    return await client.models.generateContent({
      model,
      contents,
      config: {
        ...config,
        abortSignal: watch.signal,
        // Else an answer that wants to be continued is asked for again, and each time is billed.
        automaticContinuation: false,
        httpOptions: { fetch: overheard(client.send, watch, journey) },
      },
    });
  } catch (thrown) {
    throw translateError(thrown, journey, context);
  }
}

/** The SDK reads answers itself and keeps no headers of errors, so what comes is listened to on its way. */
function overheard(send: typeof fetch, watch: Watch, journey: Journey): typeof fetch {
  return async (url, init) => {
    journey.sent = true;
    // The key is in a header that would follow a redirect to any host.
    const { status, statusText, headers, body } = await send(url, { ...init, redirect: 'manual' });
    // undici's headers mean the same as the global ones, but are of another class.
    journey.head = { status, headers: new Headers([...headers]) };
    return new Response(body && listened(body, watch), { status, statusText, headers: journey.head.headers });
  };
}

/** The same bytes, each chunk telling the watch that the server is alive. */
function listened(body: ReadableStream<Uint8Array>, watch: Watch): ReadableStream<Uint8Array> {
  let size = 0;
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        watch.heard();
        size += chunk.length;
        if (size > MAX_BYTES) controller.error(new RangeError('The answer is too large.'));
        else controller.enqueue(chunk);
      },
    }),
  );
}
