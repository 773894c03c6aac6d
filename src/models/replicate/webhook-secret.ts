import type Replicate from 'replicate';
import { z } from 'zod';
import type { Clock } from '#src/ports/clock.ts';

const answer = z.object({ key: z.string().regex(/^whsec_[A-Za-z0-9+/]{16,}={0,2}$/) });

const PATIENCE_MS = 5000;
/** After a failure nobody asks again for so long. */
const REST_MS = 60_000;

/**
 * The secret the provider signs its calls with. Asked for when it is first needed and kept; where that fails it is not known for
 * a minute, and there are no webhooks meanwhile.
 */
export function createWebhookSecret(client: Replicate, clock: Clock): () => Promise<string | undefined> {
  let known: string | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  let asking: { readonly answer: Promise<string | undefined> } | undefined;

  return async function secret() {
    if (known !== undefined || clock.now() - failedAt < REST_MS) return known;
    asking ??= { answer: ask() };
    return asking.answer;
  };

  async function ask(): Promise<string | undefined> {
    const cut = new AbortController();
    const late = clock.after(PATIENCE_MS, () => cut.abort());
    try {
      known = answer.parse(await client.webhooks.default.secret.get({ signal: cut.signal })).key;
    } catch {
      failedAt = clock.now();
    } finally {
      late.stop();
      asking = undefined;
    }
    return known;
  }
}
