import type { Clock } from '#src/ports/clock.ts';
import { fits, type Which } from './faults.ts';

export interface LimitRule extends Which {
  /** How many calls a window takes. */
  readonly remaining: number;
  /** Seconds from the first call of a window to its end. */
  readonly resetAfter: number;
  /** How many calls each later window takes; as many as the first unless told. */
  readonly limit?: number;
  /** The limit of the whole bot, not of one route. */
  readonly global?: boolean;
}

interface Judged {
  readonly headers: Record<string, string>;
  /** The body of the 429, where the call was one too many. */
  readonly refused?: object;
}

export interface RateLimits {
  /** Puts a limit on some calls until it is stopped. */
  limit(rule: LimitRule): { stop(): void };
  take(method: string, path: string): Judged;
}

interface Bucket {
  readonly rule: LimitRule;
  readonly id: string;
  left: number;
  endsAt: number | null;
}

/** Calls by an interaction's token do not count for the limit of the whole bot. */
const BY_TOKEN = /^\/(interactions|webhooks)\//;

/** There are no limits until a test sets them; then calls carry the headers and one too many is answered by 429. */
export function createRateLimits(clock: Clock): RateLimits {
  const buckets = new Set<Bucket>();

  function limit(rule: LimitRule) {
    const bucket: Bucket = { rule, id: `played${buckets.size}`, left: rule.remaining, endsAt: null };
    buckets.add(bucket);
    return { stop: () => void buckets.delete(bucket) };
  }

  function take(method: string, path: string): Judged {
    const bucket = [...buckets].find(({ rule }) => fits(rule, method, path) && !(rule.global && BY_TOKEN.test(path)));
    if (!bucket) return { headers: {} };
    const now = clock.now();
    if (bucket.endsAt !== null && now >= bucket.endsAt) {
      bucket.left = bucket.rule.limit ?? bucket.rule.remaining;
      bucket.endsAt = null;
    }
    bucket.endsAt ??= now + bucket.rule.resetAfter * 1000;
    const seconds = (bucket.endsAt - now) / 1000;
    if (bucket.left > 0) {
      bucket.left--;
      return { headers: headersOf(bucket, seconds) };
    }
    return tooMany(bucket, seconds);
  }

  return { limit, take };
}

function tooMany(bucket: Bucket, seconds: number): Judged {
  const global = bucket.rule.global ?? false;
  const headers = {
    ...headersOf(bucket, seconds),
    'retry-after': String(Math.ceil(seconds)),
    'x-ratelimit-scope': global ? 'global' : 'user',
    ...(global && { 'x-ratelimit-global': 'true' }),
  };
  return { headers, refused: { message: 'You are being rate limited.', retry_after: seconds, global } };
}

function headersOf({ rule, id, left, endsAt }: Bucket, seconds: number): Record<string, string> {
  return {
    'x-ratelimit-limit': String(rule.limit ?? rule.remaining),
    'x-ratelimit-remaining': String(left),
    'x-ratelimit-reset': String((endsAt ?? 0) / 1000),
    'x-ratelimit-reset-after': String(seconds),
    'x-ratelimit-bucket': id,
  };
}
