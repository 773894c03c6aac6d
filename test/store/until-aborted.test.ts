import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { untilAborted } from '#src/store/until-aborted.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

it('holds on to no chunk that was taken', async () => {
  const seen: WeakRef<Uint8Array>[] = [];
  const chunks = (async function* () {
    for (let index = 0; index < 20; index++) {
      const chunk = new Uint8Array(100_000);
      seen.push(new WeakRef(chunk));
      yield chunk;
    }
  })();
  let alive = 0;
  for await (const _chunk of untilAborted(chunks, new AbortController().signal)) {
    // A reference that was just looked at lives until its turn of the event loop ends.
    await new Promise<void>((resolve) => setImmediate(resolve));
    collect();
    alive = seen.filter((one) => one.deref()).length;
  }
  expect(seen).toHaveLength(20);
  expect(alive).toBeLessThan(10);
});

it('ends where the source ends, and lets go of it where its reader stops', async () => {
  const ended: string[] = [];
  const chunks = (async function* () {
    try {
      yield* [1, 2, 3];
    } finally {
      ended.push('source');
    }
  })();
  for await (const chunk of untilAborted(chunks, new AbortController().signal)) if (chunk === 2) break;
  await expect.poll(() => ended).toEqual(['source']);
});

it('leaves no listener at the signal', async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  const counted = Object.assign(Object.create(signal), {
    throwIfAborted: () => signal.throwIfAborted(),
    addEventListener: () => listeners++,
    removeEventListener: () => listeners--,
  });
  for await (const _chunk of untilAborted(ReadableStream.from([1, 2, 3]), counted)) void listeners;
  await new Promise<void>((resolve) => setImmediate(resolve));
  expect(listeners).toBe(0);
});
