import { expect, it } from 'vitest';
import type { Picture } from '#src/domain/picture.ts';
import { createApiRoute, writeHandle } from '#src/http/api/api-route.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';

it('gives each call that waits for a job a preview of its own', async () => {
  const reader = { openUpload: async () => new Uint8Array(), discard: async () => {} };
  const { watch, route } = createApiRoute({ reader, clock: createManualClock() });
  const seen: Picture[] = [];
  const watches = [1, 2].map(() => watch('r1', (picture) => void seen.push(picture)));
  const picture: Picture = { bytes: Buffer.from('ABC'), type: 'image/png', base64: [Buffer.from('QUJD')] };
  const handle = writeHandle({ request: 'r1', key: 'k', operation: 'generation', uploads: '' });
  route.delivery(handle).preview(picture, 1, async () => picture);
  expect(seen.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['ABC', 'ABC']);
  expect(seen.filter(({ base64 }) => base64)).toHaveLength(1);
  for (const each of watches) each.close();
});
