import { expect, it } from 'vitest';
import { watchedBody } from '#src/http/watched-body.ts';

it('tells a fault in the middle, and ends the answer without its message', async () => {
  const faults: unknown[] = [];
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.error(new Error('the disk of the operator'));
    },
  });
  const read = await new Response(watchedBody(broken, (fault) => faults.push(fault))).text();
  expect(read).toBe('');
  expect(String(faults)).toContain('the disk of the operator');
});

it('takes a reader that leaves for no fault', async () => {
  const faults: unknown[] = [];
  const endless = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) });
  const reader = watchedBody(endless, (fault) => faults.push(fault)).getReader();
  const reading = reader.read();
  await reader.cancel('the page was closed');
  expect(await reading).toEqual({ done: true, value: undefined });
  await new Promise(setImmediate);
  expect(faults).toEqual([]);
});
