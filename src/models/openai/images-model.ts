import { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { askWhileBusy } from '#src/net/ask-while-busy.ts';
import type { CallContext } from '#src/net/call-context.ts';
import type { FetchResultOptions } from '#src/net/fetch-result.ts';
import { openPictures } from '#src/net/open-pictures.ts';
import { quietly } from '#src/net/quietly.ts';
import { type Watch, watched } from '#src/net/watch.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { FittedRequest, Generated, ImageModel, Run } from '#src/ports/image-model.ts';
import { translateError } from './errors.ts';
import { readAnswer } from './response.ts';

export interface ImagesModelOptions {
  readonly entry: ModelEntry;
  readonly clock: Clock;
  /** What people read, for example `OpenAI`. */
  readonly providerName: string;
  /** Never to be repeated to anybody. */
  readonly secrets: readonly string[];
  /** Where pictures may be fetched from, where an answer has addresses. */
  readonly allowed: FetchResultOptions['allowed'];
  /**
   * The one paid call. The SDK writes it; its answer is read by us, for the SDK's reader stops the process for too long.
   * @throws the SDK's errors, or an `EaselError` where nothing can be sent.
   */
  readonly send: (request: FittedRequest, signal: AbortSignal) => Promise<Response>;
  /** What is to be said of a request beside its answer: what it could not say to the model, and the seed it did say. */
  readonly remarks: (request: FittedRequest) => Pick<Generated, 'warnings' | 'seed'>;
}

/** A 3840 x 2160 PNG of noise has some 32 MB. */
const MAX_PICTURE_BYTES = 48 * 1_048_576;

/** One model behind an API whose answers have the shape of OpenAI's images API; how it is asked is given. */
export function createImagesModel(options: ImagesModelOptions): ImageModel {
  const { entry, clock, providerName, secrets, allowed, send, remarks } = options;
  const context: CallContext = { provider: providerName, modelId: entry.id, secrets, now: () => clock.now() };
  return { id: entry.id, generate };

  function generate(request: FittedRequest, run: Run): Promise<Generated> {
    const { timeoutMs } = request.options;
    const { idleTimeoutMs, typicalMs } = entry.delivery;
    const shared = { clock, provider: providerName, timeoutMs };
    return watched({ ...shared, signal: run.signal, idleTimeoutMs }, (watch) => {
      const { signal } = watch;
      return askWhileBusy(() => ask(request, run, watch), { ...shared, signal, typicalMs, onProgress: run.onProgress });
    });
  }

  async function ask(request: FittedRequest, run: Run, watch: Watch): Promise<Generated> {
    const response = await send(request, watch.signal).catch((thrown: unknown) => {
      throw translateError(thrown, context);
    });
    const { count } = request.options;
    const providerRequestId = response.headers.get('x-request-id');
    const reading = readAnswer(response, { count, watch, context, onPartial: quietly(run.onPartial) });
    const answer = await naming(providerRequestId, reading);
    const { images, usage, revisedPrompt } = answer;
    const fetching = { provider: providerName, allowed, signal: watch.signal, maxBytes: MAX_PICTURE_BYTES };
    return {
      pictures: await openPictures(images, fetching),
      ...(usage && { usage }),
      ...(revisedPrompt !== undefined && { revisedPrompt }),
      ...remarks(request),
      ...(providerRequestId && { providerRequestId }),
    };
  }
}

/** What breaks the reading names the request in its cause: that is for the log, and the provider's support asks for it. */
async function naming<T>(requestId: string | null, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (thrown) {
    if (!(thrown instanceof EaselError) || requestId === null) throw thrown;
    const { code, details, retryAfterMs, cause } = thrown;
    const named = Object.assign(new Error('The answer was no good.', { cause }), { requestId });
    throw new EaselError(code, details, { cause: named, ...(retryAfterMs !== undefined && { retryAfterMs }) });
  }
}
