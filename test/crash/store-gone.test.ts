import { describe, expect, it } from 'vitest';
import { ownPostgresMissing } from '../fakes/own-postgres.ts';
import { ownRedisMissing } from '../fakes/own-redis.ts';
import { MOMENTS, playAbsence } from './gone-store.ts';

/** Longer than a call waits for its store, so that some are refused and some wait. The whole form is `bench/store-gone.ts`. */
const GONE_MS = 6000;
const NO_FAULTS = {
  untold: 0,
  unrecorded: 0,
  paidTwice: 0,
  postedTwice: 0,
  creditError: 0,
  heldForever: 0,
  auditsWrong: 0,
  unfinished: 0,
};

/** `EASEL_TEST_MOMENTS=all` plays every moment. */
const momentsOf = (usual: (typeof MOMENTS)[number]) => (process.env.EASEL_TEST_MOMENTS === 'all' ? MOMENTS : [usual]);

describe('the server of the store goes away under the whole product, and comes back', { timeout: 300_000 }, () => {
  it.skipIf(ownRedisMissing !== undefined).each(momentsOf('half an answer'))(
    `Redis, killed: everybody is told, nothing is paid or posted twice, and every account adds up (%s) ${ownRedisMissing ?? ''}`.trim(),
    async (moment) => {
      const after = await playAbsence({ server: 'Redis', how: 'killed', moment, people: 6, goneMs: GONE_MS });
      expect(after).toMatchObject({ hit: true, faults: NO_FAULTS });
    },
  );

  it.skipIf(ownPostgresMissing !== undefined).each(momentsOf('sent'))(
    `Postgres, standing still: the same (%s) ${ownPostgresMissing ?? ''}`.trim(),
    async (moment) => {
      const after = await playAbsence({ server: 'Postgres', how: 'stopped', moment, people: 6, goneMs: GONE_MS });
      expect(after).toMatchObject({ hit: true, faults: NO_FAULTS });
    },
  );
});
