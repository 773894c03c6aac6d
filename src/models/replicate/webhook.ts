import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '#src/net/parse-json.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { WebhookAnswer, WebhookCall } from '#src/ports/provider.ts';

/** A call older than this, or from so far in the future, is not believed: somebody may have kept it. */
const MAX_AGE_MS = 5 * 60_000;
/** More calls than five minutes bring; what is forgotten early could be replayed, which only causes one look. */
const MAX_KNOWN = 20_000;

const body = z.object({ id: z.string().regex(/^[\w-]{1,100}$/) });

export interface WebhookParts {
  /** `whsec_…`, or `undefined` where it is not known. */
  readonly secret: () => Promise<string | undefined>;
  /** Wakes who waits for the prediction; says whether anybody does. */
  readonly wake: (predictionId: string) => boolean;
  readonly clock: Clock;
}

/**
 * Judges the provider's calls: signature, age, and whether the very same call came before. Of its body only the prediction's id
 * is used, and its state is then asked for, so that even a leaked secret could bring no picture in.
 */
export function createWebhookReceiver({ secret, wake, clock }: WebhookParts) {
  const known = new Map<string, number>();

  return async function receive({ headers, body: text }: WebhookCall): Promise<WebhookAnswer> {
    const { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': signatures } = headers;
    if (!id || !stamp || !signatures || !isFresh(stamp, clock.now())) return 'refused';
    // Full stops part what is signed: with one in the id, the same signature would cover another time and body as well.
    if (id.includes('.')) return 'refused';
    const key = await secret();
    if (key === undefined || !isSigned({ key, signed: `${id}.${stamp}.${text}`, signatures })) return 'refused';
    const predictionId = idIn(text);
    if (predictionId === undefined) return 'refused';
    if (isRepeated(id)) return 'ignored';
    return wake(predictionId) ? 'taken' : 'ignored';
  };

  /** Remembers a call as long as it would be believed. */
  function isRepeated(id: string): boolean {
    const now = clock.now();
    for (const [old, at] of known) {
      if (now - at <= 2 * MAX_AGE_MS && known.size < MAX_KNOWN) break;
      known.delete(old);
    }
    if (known.has(id)) return true;
    known.set(id, now);
    return false;
  }
}

/** In seconds, as the vendor sends it. */
function isFresh(stamp: string, now: number): boolean {
  return /^\d{1,12}$/.test(stamp) && Math.abs(now - Number(stamp) * 1000) <= MAX_AGE_MS;
}

interface Signed {
  readonly key: string;
  readonly signed: string;
  /** Several, separated by spaces, each with its version: `v1,BASE64`. */
  readonly signatures: string;
}

function isSigned({ key, signed, signatures }: Signed): boolean {
  const secret = Buffer.from(key.replace(/^whsec_/, ''), 'base64');
  if (secret.length === 0) return false;
  const expected = Buffer.from(createHmac('sha256', secret).update(signed).digest('base64'));
  return signatures
    .split(' ')
    .slice(0, 10)
    .some((each) => {
      const [version, words = '', ...more] = each.split(',');
      // The letters, because several of them stand for the same bytes.
      const given = Buffer.from(words);
      const isAlone = version === 'v1' && more.length === 0;
      return isAlone && given.length === expected.length && timingSafeEqual(given, expected);
    });
}

function idIn(text: string): string | undefined {
  return body.safeParse(parseJson(text)).data?.id;
}
