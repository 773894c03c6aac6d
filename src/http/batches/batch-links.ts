import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { BatchOwner } from '#src/app/batches/batch-book.ts';
import type { Clock } from '#src/ports/clock.ts';

/** Addresses of archives that work by themselves for a day: whoever has one may fetch that archive, and nothing else. */
export interface BatchLinks {
  pathOf(owner: BatchOwner, id: string): string;
  /** What an address was made for; `undefined` where it is forged or too old. */
  read(token: string): (BatchOwner & { readonly id: string }) | undefined;
}

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const MAX_TOKEN = 1000;

const Signed = z.tuple([z.string(), z.string(), z.string(), z.number()]);

export function createBatchLinks({
  secret,
  clock,
}: {
  /** Kept in the store, so that every process makes and reads the same addresses. */
  readonly secret: string;
  readonly clock: Pick<Clock, 'now'>;
}): BatchLinks {
  const sign = (words: string): Buffer => createHmac('sha256', secret).update(`batches\n${words}`).digest();

  return {
    pathOf({ tenantId, personId }, id) {
      // Whole hours, so that asking again says the same.
      const until = (Math.floor(clock.now() / HOUR_MS) + 1 + DAY_HOURS) * HOUR_MS;
      const words = Buffer.from(JSON.stringify([tenantId, personId, id, until])).toString('base64url');
      return `/batches/${words}.${sign(words).toString('base64url')}`;
    },

    read(token) {
      const [words = '', mark = '', ...more] = token.length > MAX_TOKEN ? [] : token.split('.');
      const given = Buffer.from(mark, 'base64url');
      const right = sign(words);
      if (more.length > 0 || given.byteLength !== right.byteLength || !timingSafeEqual(given, right)) return undefined;
      const [tenantId, personId, id, until] = Signed.parse(JSON.parse(Buffer.from(words, 'base64url').toString()));
      return until > clock.now() ? { tenantId, personId, id } : undefined;
    },
  };
}
