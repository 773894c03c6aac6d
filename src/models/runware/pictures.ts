import { EaselError } from '#src/domain/errors.ts';
import { type Text, text } from '#src/domain/text.ts';
import { decodeBase64 } from '#src/net/base64.ts';
import { type FetchResultOptions, fetchResult, mayComeYet } from '#src/net/fetch-result.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Generated } from '#src/ports/image-model.ts';
import type { RunwareItem } from './response.ts';

export interface OpenItemsOptions {
  readonly provider: string;
  readonly allowed: FetchResultOptions['allowed'];
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A picture of 2048 x 2048 has at most 17 MB as PNG; enlarged photographs stay below this too. */
const MAX_BYTES = 48 * 1_048_576;
/** Addresses stay good for a while and fetching costs nothing, while the picture is paid for. */
const FETCHES = 3;
const PAUSE_MS = 1000;

/**
 * The finished pictures of a task. One that cannot be had, or that the content check marked, is left out; the others are paid for.
 *
 * @throws {EaselError} `content-blocked` where all are marked, `no-image`, `image-corrupt` or `timed-out` where none can be had.
 */
export async function openItems(items: readonly RunwareItem[], options: OpenItemsOptions): Promise<Generated> {
  const shown = items.filter(({ isUnsafe }) => !isUnsafe);
  if (shown.length === 0) throw new EaselError('content-blocked', { stage: 'output' });
  const opened = await Promise.allSettled(shown.map(({ picture }) => open(picture, options)));
  const pictures = opened.flatMap((each) => (each.status === 'fulfilled' ? [{ bytes: each.value }] : []));
  const failed = opened.find((each) => each.status === 'rejected');
  if (pictures.length === 0) throw failed?.reason;
  const seed = shown[0]?.seed;
  return {
    pictures,
    warnings: withheld(items.length - shown.length, options.provider),
    ...(seed !== undefined && { seed }),
    ...costOf(items),
  };
}

async function open(
  picture: string | undefined,
  { provider, allowed, clock, signal }: OpenItemsOptions,
): Promise<Uint8Array> {
  if (!picture) throw new EaselError('no-image', { provider });
  if (!/^https?:\/\//i.test(picture)) {
    const bytes = decodeBase64(picture);
    if (!bytes) throw new EaselError('image-corrupt', { provider });
    return bytes;
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchResult(picture, { allowed, maxBytes: MAX_BYTES, signal, provider });
    } catch (thrown) {
      if (signal.aborted || attempt === FETCHES || !mayComeYet(thrown)) throw thrown;
      await clock.sleep(PAUSE_MS, signal);
    }
  }
}

function withheld(count: number, provider: string): readonly Text[] {
  if (count === 0) return [];
  return [text(`${provider} marked ${count === 1 ? 'a picture' : `${count} pictures`} as unsafe, so it was left out.`)];
}

/** Each picture says what it cost, in US dollars; sums of such small fractions are rounded once, at the end. */
function costOf(items: readonly RunwareItem[]): Pick<Generated, 'costUsdMicros'> {
  const costs = items.flatMap(({ cost }) => (cost === undefined || cost < 0 ? [] : [cost]));
  if (costs.length === 0) return {};
  return { costUsdMicros: Math.round(costs.reduce((sum, cost) => sum + cost, 0) * 1e6) };
}
