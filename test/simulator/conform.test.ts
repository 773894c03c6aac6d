import { toFile } from 'openai';
import { describe, expect, it } from 'vitest';
import { descriptionOf, hasDescriptions } from '../descriptions.ts';
import { maskPng, pngOf } from '../fixtures/pictures.ts';
import { openSimulator } from './open-simulator.ts';

describe.skipIf(!hasDescriptions)('by the description of the API (skipped where it is absent)', () => {
  it.each([
    { n: 2 },
    { model: 'gpt-image-1.5', background: 'transparent' as const, output_format: 'webp' as const },
    { model: 'dall-e-3' },
    { model: 'gpt-image-2.6-flare', quality: 'max' as const, size: '1280x720' as const },
  ])('an answer to a request for new pictures is right: %j', async (more) => {
    const { client } = await openSimulator();
    const body = JSON.parse(
      JSON.stringify(await client.images.generate({ model: 'sketch', prompt: 'a fox', ...more })),
    );
    const spec = await descriptionOf('openai');
    expect(spec.response({ method: 'POST', path: '/images/generations', status: 200, body })).toEqual([]);
  });

  it('an answer to an edit is right, and so is the recorded request', async () => {
    const { client, simulator } = await openSimulator();
    const source = await toFile(await pngOf({ width: 64, height: 64 }), 'a.png', { type: 'image/png' });
    const hole = { left: 0, top: 0, width: 8, height: 8 };
    const mask = await toFile(await maskPng({ width: 64, height: 64, hole }), 'm.png', { type: 'image/png' });
    const answer = await client.images.edit({ model: 'sketch', prompt: 'a fox', image: [source, source], mask, n: 2 });
    const spec = await descriptionOf('openai');
    const body = JSON.parse(JSON.stringify(answer));
    expect(spec.response({ method: 'POST', path: '/images/edits', status: 200, body })).toEqual([]);
    const [recorded] = simulator.requests;
    expect(spec.request({ ...recorded, contentType: 'multipart/form-data' })).toEqual([]);
  });

  it.each(['generate', 'edit'] as const)('every event of a stream is right: %s', async (way) => {
    const { client } = await openSimulator();
    const asked = { model: 'gpt-image-2', prompt: 'a fox', stream: true, partial_images: 1 } as const;
    const image = await toFile(await pngOf({ width: 64, height: 64 }), 'a.png', { type: 'image/png' });
    const stream = await (way === 'generate' ? client.images.generate(asked) : client.images.edit({ ...asked, image }));
    const names = { generate: 'ImageGen', edit: 'ImageEdit' };
    const spec = await descriptionOf('openai');
    const judged: string[] = [];
    for await (const event of stream) {
      const name = `${names[way]}${event.type.endsWith('completed') ? 'Completed' : 'PartialImage'}Event`;
      expect(spec.schema(name, event)).toEqual([]);
      judged.push(name);
    }
    expect(judged).toHaveLength(2);
  });
});
