import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPayloadDoors } from './payload-doors.ts';

/** bench/hostile-payloads.ts tries tens of thousands. */
const TRIES = 250;

let opened: Awaited<ReturnType<typeof openPayloadDoors>>;
const unhandled: unknown[] = [];
const note = (thrown: unknown) => void unhandled.push(thrown);
beforeAll(async () => {
  process.on('unhandledRejection', note);
  opened = await openPayloadDoors();
}, 30_000);
afterAll(async () => {
  process.off('unhandledRejection', note);
  await opened.close();
});

it.each([0, 1, 2])(
  'whatever real payloads are spoilt into breaks nothing, at door %i',
  { timeout: 90_000 },
  async (nth) => {
    const door = opened.doors[nth];
    const broken: string[] = [];
    for (let seed = 1; seed <= TRIES; seed++) {
      const status = await door?.send(seed).catch((thrown: unknown) => `thrown: ${String(thrown)}`);
      if (typeof status !== 'number' || status >= 500) broken.push(`${door?.name}, seed ${seed}: ${status}`);
    }
    expect(broken).toEqual([]);
    expect(unhandled).toEqual([]);
    expect((await fetch(`${opened.url}/healthz`)).status).toBe(200);
  },
);
