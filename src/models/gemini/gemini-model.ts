import { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { type Text, text } from '#src/domain/text.ts';
import { decodeBase64 } from '#src/net/base64.ts';
import { retryWhileUntaken } from '#src/net/retry.ts';
import { startWatch, type Watch } from '#src/net/watch.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { FittedRequest, Generated, ImageModel, Run } from '#src/ports/image-model.ts';
import { readAnswer } from './answer.ts';
import { ask } from './ask.ts';
import { withoutResult } from './blocked.ts';
import type { CallContext } from './errors.ts';
import type { GeminiClient } from './gemini-client.ts';
import { pictureParams } from './request.ts';

export interface GeminiModelOptions {
  readonly entry: ModelEntry;
  readonly client: GeminiClient;
  readonly clock: Clock;
  /** What people read, for example `Gemini`. */
  readonly providerName: string;
}

/** How often a call that nobody took is sent, the first time included. */
const ATTEMPTS = 4;

/** One model of Google's that answers words and pictures with a picture: one a call. */
export function createGeminiModel({ entry, client, clock, providerName }: GeminiModelOptions): ImageModel {
  const context: CallContext = {
    provider: providerName,
    modelId: entry.id,
    secrets: client.apiKey ? [client.apiKey] : [],
    now: () => clock.now(),
  };
  return { id: entry.id, generate };

  async function generate(request: FittedRequest, run: Run): Promise<Generated> {
    const { timeoutMs } = request.options;
    const { idleTimeoutMs, typicalMs } = entry.delivery;
    const watch = startWatch({ signal: run.signal, clock, provider: providerName, timeoutMs, idleTimeoutMs });
    try {
      return await retryWhileUntaken(() => makeOne(request, watch), {
        attempts: ATTEMPTS,
        // A repeat that would be cut before its picture is done would be paid for nothing.
        deadlineMs: timeoutMs - Math.min(typicalMs, timeoutMs / 2),
        signal: watch.signal,
        clock,
        onWait: (ms) => tellWait(run, ms),
      });
    } catch (thrown) {
      // Whatever broke because the watch ended the call is told as what ended it: to the SDK both look alike.
      throw watch.signal.aborted ? watch.signal.reason : thrown;
    } finally {
      watch.stop();
    }
  }

  /** The one paid call. */
  async function makeOne(request: FittedRequest, watch: Watch): Promise<Generated> {
    const answer = readAnswer(await ask(client, pictureParams(entry, request), watch, context));
    const { image, text: words, usage, responseId } = answer;
    if (image === undefined) throw withoutResult(answer, context);
    const bytes = decodeBase64(image);
    if (!bytes) throw new EaselError('image-corrupt', { provider: providerName });
    return {
      pictures: [{ bytes }],
      ...(words && { text: words }),
      ...(usage && { usage }),
      warnings: leftOut(entry, request),
      ...(responseId !== undefined && { providerRequestId: responseId }),
    };
  }

  function tellWait({ onProgress }: Run, ms: number): void {
    const seconds = Math.ceil(ms / 1000);
    try {
      onProgress({
        share: null,
        note: text(`${providerName} is busy, asking again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`),
      });
    } catch {
      // Showing progress is a courtesy; a listener that fails must not cost a picture.
    }
  }
}

function leftOut({ id }: ModelEntry, { options }: FittedRequest): readonly Text[] {
  if (options.background === 'auto') return [];
  return [text(`${id} has no background setting, so it was left out; say it in the prompt.`)];
}
