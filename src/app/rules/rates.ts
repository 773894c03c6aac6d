import { EaselError } from '#src/domain/errors.ts';
import type { Standing } from '#src/domain/rules/standing.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';

/** Requests that count, oldest first: what they are called, and when they came. */
export interface StoredRate {
  readonly asked: readonly (readonly [id: string, at: number])[];
}

export interface Rates {
  /**
   * Counts a request, once however often it is asked about. What is refused does not count.
   * @throws {EaselError} `too-fast`; `store-unavailable`.
   */
  count(requestId: string, standing: Pick<Standing, 'where' | 'perMinute'>): Promise<void>;
  /** @throws {EaselError} `too-fast` where one more would be refused. */
  look(standing: Pick<Standing, 'where' | 'perMinute'>): Promise<void>;
}

const MINUTE_MS = 60_000;

/**
 * Requests a minute, of each person and of a tenant as a whole, over all processes: the times of the last minute are stored and
 * changed one at a time. A clock that goes back forgets what it cannot place, more than a minute ahead, so nobody waits longer
 * than two minutes for it.
 */
export function createRates({ rates, clock }: { readonly rates: Documents<StoredRate>; readonly clock: Clock }): Rates {
  return { count, look };

  async function count(requestId: string, { where, perMinute }: Parameters<Rates['count']>[1]): Promise<void> {
    const { perPerson, perTenant } = perMinute;
    const [person, tenant] = [personRate(where), tenantRate(where)];
    if (perPerson !== undefined) await take(person, requestId, perPerson, 'person');
    if (perTenant === undefined) return;
    try {
      await take(tenant, requestId, perTenant, 'tenant');
    } catch (thrown) {
      if (perPerson !== undefined) await rates.update(person, (current) => current && without(current, requestId));
      throw thrown;
    }
  }

  async function take(name: string, requestId: string, limit: number, of: 'person' | 'tenant'): Promise<void> {
    let refused: EaselError | undefined;
    await rates.update(name, (current) => {
      const now = clock.now();
      const asked = ofLastMinute(current, now);
      refused = undefined;
      if (asked.some(([id]) => id === requestId)) return current;
      refused = tooFast(asked, limit, of);
      return refused ? current : { asked: [...asked, [requestId, now]] };
    });
    if (refused) throw refused;
  }

  async function look({ where, perMinute }: Parameters<Rates['look']>[0]): Promise<void> {
    for (const [name, limit, of] of [
      [personRate(where), perMinute.perPerson, 'person'],
      [tenantRate(where), perMinute.perTenant, 'tenant'],
    ] as const) {
      const refused =
        limit === undefined ? undefined : tooFast(ofLastMinute(await rates.get(name), clock.now()), limit, of);
      if (refused) throw refused;
    }
  }
}

const personRate = ({ tenantId, personId }: Standing['where']): string => `${tenantId}:${personId}`;
/** No person's name begins with nothing. */
const tenantRate = ({ tenantId }: Standing['where']): string => `${tenantId}:`;

/** Sorted, because two processes' clocks may differ a little. */
const ofLastMinute = (rate: StoredRate | undefined, now: number): StoredRate['asked'] =>
  (rate?.asked ?? []).filter(([, at]) => Math.abs(now - at) < MINUTE_MS).toSorted(([, one], [, other]) => one - other);

function tooFast(asked: StoredRate['asked'], limit: number, of: 'person' | 'tenant'): EaselError | undefined {
  // The one that has to be a minute old before there is room again.
  const first = asked[asked.length - limit];
  return first && new EaselError('too-fast', { perMinute: limit, moreAt: first[1] + MINUTE_MS, of });
}

const without = ({ asked }: StoredRate, requestId: string): StoredRate => ({
  asked: asked.filter(([id]) => id !== requestId),
});
