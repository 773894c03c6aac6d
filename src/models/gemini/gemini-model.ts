import { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { type Text, text } from '#src/domain/text.ts';
import { askWhileBusy } from '#src/net/ask-while-busy.ts';
import { decodeBase64 } from '#src/net/base64.ts';
import type { CallContext } from '#src/net/call-context.ts';
import { type Watch, watched } from '#src/net/watch.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { FittedRequest, Generated, ImageModel, Run } from '#src/ports/image-model.ts';
import { readAnswer } from './answer.ts';
import { ask } from './ask.ts';
import { withoutResult } from './blocked.ts';
import type { GeminiClient } from './gemini-client.ts';
import { pictureParams } from './request.ts';

export interface GeminiModelOptions {
  readonly entry: ModelEntry;
  readonly client: GeminiClient;
  readonly clock: Clock;
  /** What people read, for example `Gemini`. */
  readonly providerName: string;
}

/** One model of Google's that answers words and pictures with a picture: one a call. */
export function createGeminiModel({ entry, client, clock, providerName }: GeminiModelOptions): ImageModel {
  const context: CallContext = {
    provider: providerName,
    modelId: entry.id,
    secrets: client.apiKey ? [client.apiKey] : [],
    now: () => clock.now(),
  };
  return { id: entry.id, generate };

  function generate(request: FittedRequest, run: Run): Promise<Generated> {
    const { timeoutMs } = request.options;
    const { idleTimeoutMs, typicalMs } = entry.delivery;
    const shared = { clock, provider: providerName, timeoutMs };
    return watched({ ...shared, signal: run.signal, idleTimeoutMs }, (watch) => {
      const { signal } = watch;
      return askWhileBusy(() => makeOne(request, watch), { ...shared, signal, typicalMs, onProgress: run.onProgress });
    });
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
}

function leftOut({ id }: ModelEntry, { options }: FittedRequest): readonly Text[] {
  if (options.background === 'auto') return [];
  return [text(`${id} has no background setting, so it was left out; say it in the prompt.`)];
}
