import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { orStopped } from '#src/http/api/or-stopped.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('holds on to nothing that was waited for before', async () => {
  const { signal } = new AbortController();
  const seen: WeakRef<Uint8Array>[] = [];
  for (let round = 0; round < 20; round++) {
    const piece = await orStopped(
      turn().then(() => new Uint8Array(100_000)),
      signal,
    );
    seen.push(new WeakRef(piece));
  }
  // A reference that was just looked at lives until its turn of the event loop ends.
  await turn();
  collect();
  expect(seen.filter((one) => one.deref()).length).toBeLessThan(10);
});

it('ends a wait as soon as the signal aborts, and every later one at once', async () => {
  const stopping = new AbortController();
  const never = new Promise<void>(() => {});
  const waiting = orStopped(never, stopping.signal);
  stopping.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(orStopped(never, stopping.signal)).rejects.toThrow('enough');
});

it('gives what came, also what broke', async () => {
  const { signal } = new AbortController();
  expect(await orStopped(Promise.resolve(7), signal)).toBe(7);
  await expect(orStopped(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
});
