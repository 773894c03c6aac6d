import type { CallContext } from '#src/net/call-context.ts';
import { watched } from '#src/net/watch.ts';
import type { OpenTextModel } from '#src/ports/provider.ts';
import { readAnswer } from './answer.ts';
import { ask } from './ask.ts';
import { withoutResult } from './blocked.ts';
import { createGeminiClient } from './gemini-client.ts';

/** A few sentences take seconds; the longer thinkers half a minute. */
const TIMEOUT_MS = 60_000;

/** A model of Google's that writes. */
export const openGeminiText: OpenTextModel = ({ provider, label, ...connection }, { clock }, vendorId) => {
  const client = createGeminiClient(connection);
  const id = `${provider}/${vendorId}`;
  const secrets = client.apiKey ? [client.apiKey] : [];
  const context: CallContext = { provider: label, modelId: id, secrets, now: () => clock.now() };

  return {
    id,
    write({ instructions, words }, signal) {
      const limits = { timeoutMs: TIMEOUT_MS, idleTimeoutMs: TIMEOUT_MS };
      return watched({ signal, clock, provider: label, ...limits }, async (watch) => {
        const contents = [{ role: 'user', parts: [{ text: words }] }];
        const config = { systemInstruction: instructions };
        const answer = readAnswer(await ask(client, { model: vendorId, contents, config }, watch, context));
        if (answer.text === '') throw withoutResult(answer, context, 'provider-failed');
        return answer.text;
      });
    },
  };
};
