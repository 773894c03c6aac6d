import { expect, it } from 'vitest';
import { createPreviewPlace } from '#src/chat/slack/previews.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';

const picture = { type: 'image/png', bytes: new Uint8Array([1, 2, 3]), width: 1, height: 1 } as const;

it('publishes unfinished pictures under names nobody can guess, each time another, for ten minutes', async () => {
  const clock = createManualClock();
  const { publish, routes } = createPreviewPlace({ publicBaseUrl: 'https://easel.example.org', clock });
  const [first, second] = [await publish(picture), await publish(picture)];
  expect(first).toMatch(/^https:\/\/easel\.example\.org\/slack\/previews\/[\w-]{27}$/);
  expect(second).not.toBe(first);
  const response = await routes.request(new URL(first).pathname);
  expect(response.headers.get('content-type')).toBe('image/png');
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(picture.bytes);
  expect((await routes.request('/slack/previews/guess')).status).toBe(404);
  await clock.advance(10 * 60_000);
  expect((await routes.request(new URL(first).pathname)).status).toBe(404);
});

it('keeps no more than forty at once', async () => {
  const { publish, routes } = createPreviewPlace({
    publicBaseUrl: 'https://easel.example.org',
    clock: createManualClock(),
  });
  const addresses: string[] = [];
  for (let count = 0; count < 41; count++) addresses.push(new URL(await publish(picture)).pathname);
  expect((await routes.request(addresses[0] ?? '')).status).toBe(404);
  expect((await routes.request(addresses[1] ?? '')).status).toBe(200);
});
