import { toFile } from 'openai';
import { expect, it } from 'vitest';
import { outputTokens } from '#src/domain/price.ts';
import { pngOf } from '../../fixtures/pictures.ts';
import { openSimulator } from '../open-simulator.ts';
import { differenceOf, fromBase64, pixelsOf } from '../pixels.ts';

const ASKED = { model: 'gpt-image-2.5-flare', prompt: 'a fox', stream: true } as const;

async function collected<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

it('sends the partial stages and then the completed picture', async () => {
  const { client } = await openSimulator();
  const events = await collected(await client.images.generate({ ...ASKED, partial_images: 3, quality: 'low' }));
  expect(events.map(({ type }) => type)).toEqual([
    ...Array(3).fill('image_generation.partial_image'),
    'image_generation.completed',
  ]);
  expect(events.map((event) => 'partial_image_index' in event && event.partial_image_index)).toEqual([0, 1, 2, false]);
  expect(events.at(-1)).toMatchObject({
    size: '1024x1024',
    quality: 'low',
    output_format: 'png',
    background: 'opaque',
  });
});

it('shows the same picture in its stages, nearer each time', async () => {
  const { client } = await openSimulator();
  const events = await collected(await client.images.generate({ ...ASKED, partial_images: 3 }));
  const pictures = await Promise.all(events.map(({ b64_json }) => pixelsOf(fromBase64(b64_json))));
  const final = pictures.at(-1) ?? expect.unreachable();
  const distances = pictures.map((picture) => differenceOf(picture, final));
  expect(distances.at(-1)).toBe(0);
  expect(distances).toEqual([...distances].sort((one, other) => other - one));
  expect(distances[0]).toBeLessThan(25);
  expect(distances[2]).toBeGreaterThan(0.5);
});

it('sends one event where no partial pictures are asked for', async () => {
  const { client } = await openSimulator();
  expect(await collected(await client.images.generate(ASKED))).toHaveLength(1);
});

it('streams the very picture that it answers at once', async () => {
  const { client } = await openSimulator();
  const [event] = await collected(await client.images.generate(ASKED));
  const { data } = await client.images.generate({ ...ASKED, stream: false });
  expect(event?.b64_json).toBe(data?.[0]?.b64_json);
});

it('completes each of several pictures, counting the input once', async () => {
  const { client } = await openSimulator();
  const events = await collected(await client.images.generate({ ...ASKED, n: 3, partial_images: 1 }));
  const usages = events.flatMap((event) => ('usage' in event ? [event.usage] : []));
  const each = outputTokens(24, { width: 1024, height: 1024 });
  expect(usages.map(({ output_tokens }) => output_tokens)).toEqual([each, each, each]);
  expect(usages.map(({ input_tokens }) => input_tokens)).toEqual([2, 0, 0]);
  expect(events).toHaveLength(6);
});

it('names the events of an edit after it', async () => {
  const { client } = await openSimulator();
  const image = await toFile(await pngOf({ width: 320, height: 240 }), 'in.png', { type: 'image/png' });
  const events = await collected(await client.images.edit({ ...ASKED, image, partial_images: 1 }));
  expect(events.map(({ type }) => type)).toEqual(['image_edit.partial_image', 'image_edit.completed']);
});

it('spreads the stages over the time a picture takes', async () => {
  const { client } = await openSimulator({ paceMs: 400 });
  const started = performance.now();
  const times: number[] = [];
  for await (const _event of await client.images.generate({ ...ASKED, partial_images: 1 }))
    times.push(performance.now() - started);
  expect(times[0]).toBeGreaterThan(190);
  expect(times[1]).toBeGreaterThan(390);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(100);
});

it('sends the headers before the first picture is drawn, and the id of the request', async () => {
  const { client } = await openSimulator({ paceMs: 60_000 });
  const { response, data } = await client.images.generate(ASKED).withResponse();
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  data.controller.abort();
});
