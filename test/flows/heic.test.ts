import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, request as send } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator } from '#src/simulator/simulator.ts';
import { CAMERA_NAME, truncated } from '../fixtures/pictures.ts';
import { expectFailure, expectResult, openFaultFlow } from './fault-kit.ts';
import { everyoneAt, type Flow } from './open-flow.ts';

/** Four quarters, red and green above blue and yellow, 96 x 64 pixels; `test/images/heif.test.ts` says how they were made. */
const heic = (name: string): Promise<Uint8Array> =>
  readFile(join(import.meta.dirname, '../fixtures/heic', `${name}.heic`));

const [RED, GREEN, BLUE, YELLOW] = ['100', '010', '001', '110'];
const UPRIGHT = [RED, GREEN, BLUE, YELLOW];
const TURNED = [BLUE, RED, YELLOW, GREEN];

/** The same quarters in a format of sharp's, with a place and a camera's name, as a phone writes them. */
async function photo(format: 'avif' | 'jpeg', orientation?: number): Promise<Uint8Array> {
  const colors = ['#ff0000', '#00ff00', '#0000ff', '#ffff00'];
  const quarters = colors.map(
    (fill, at) => `<rect x="${(at % 2) * 48}" y="${at > 1 ? 32 : 0}" width="48" height="32" fill="${fill}"/>`,
  );
  const drawn = sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="96" height="64">${quarters.join('')}</svg>`),
  );
  const place = {
    GPSLatitudeRef: 'N',
    GPSLatitude: '48/1 51/1 30/1',
    GPSLongitudeRef: 'E',
    GPSLongitude: '2/1 17/1 40/1',
  };
  const described = drawn.flatten().withExif({ IFD0: { Make: CAMERA_NAME }, IFD3: place });
  const turned = orientation === undefined ? described : described.withMetadata({ orientation });
  return (format === 'avif' ? turned.avif({ effort: 0, quality: 90 }) : turned.jpeg({ quality: 95 })).toBuffer();
}

let flow: Flow;
let tap: Awaited<ReturnType<typeof openTap>>;
beforeAll(async () => {
  const simulator = await startSimulator({ paceMs: 0 });
  tap = await openTap(simulator.url);
  flow = await openFaultFlow({ simulator, env: () => everyoneAt(tap.url) });
});
afterAll(async () => {
  await flow.close();
  tap.close();
});

const edit = (model: string, image: Uint8Array) => ({
  name: 'edit',
  options: { prompt: 'make it warmer', model },
  images: { image: [image] },
});

/** Edits a picture, and gives every picture the provider was sent for that, once it is sure that they say nothing else. */
async function sentFor(model: string, image: Uint8Array): Promise<readonly Uint8Array[]> {
  tap.bodies.length = 0;
  const cost = { openai: 4, gemini: 10, replicate: 10, runware: 4 }[model.split('/')[0] ?? ''] ?? 0;
  await expectResult(flow, edit(model, image), { pictures: 1, cost, taken: 1 });
  const sent = (await Promise.all(tap.bodies.map(picturesIn))).flat();
  for (const bytes of [...sent, ...tap.bodies.map(({ body }) => body)])
    expect(Buffer.from(bytes).includes(CAMERA_NAME)).toBe(false);
  for (const bytes of sent) {
    const { exif, xmp, iptc, orientation } = await sharp(bytes).metadata();
    expect({ exif, xmp, iptc, orientation }).toEqual({});
  }
  return sent;
}

const FILES: readonly [what: string, make: () => Promise<Uint8Array>, format: string, shows: readonly unknown[]][] = [
  ['HEIC with a place and a camera', () => heic('gps'), 'jpeg', UPRIGHT],
  ['HEIC that its container turns', () => heic('turned'), 'jpeg', TURNED],
  ['AVIF with a place and a camera', () => photo('avif'), 'jpeg', UPRIGHT],
  ['AVIF with a place and a camera that is turned', () => photo('avif', 6), 'jpeg', TURNED],
  ['JPEG with a place and a camera that EXIF turns', () => photo('jpeg', 6), 'jpeg', TURNED],
];

/** Each provider's own way of sending pictures; how files are read is the same for all, so only one is shown every kind. */
const EDITS = [
  ...FILES.map((file) => ['openai/gpt-image-2.6-flare', ...file] as const),
  ...['gemini/gemini-nano-banana-2.1', 'replicate/qwen-image-edit-plus', 'runware/flux-kontext'].flatMap((model) =>
    FILES.slice(0, 2).map((file) => [model, ...file] as const),
  ),
];

it.each(EDITS)(
  'a photo edited by %s gets there upright and says nothing of where it was taken: %s',
  async (model, _what, make, format, shows) => {
    const [sent, ...others] = await sentFor(model, await make());
    expect(others).toEqual([]);
    const found = await sharp(sent).metadata();
    expect([found.format, found.width, found.height]).toEqual(shows === TURNED ? [format, 64, 96] : [format, 96, 64]);
    expect(await quarters(sent)).toEqual(shows);
  },
);

describe('a photo', () => {
  it('with see-through parts keeps them', async () => {
    const [sent] = await sentFor('openai/gpt-image-2.6-flare', await heic('alpha'));
    const { data, info } = await sharp(sent).raw().toBuffer({ resolveWithObject: true });
    expect([info.channels, data[3], data[95 * 4 + 3]]).toEqual([4, 0, 255]);
  });

  it.each([
    ['HEIC', () => heic('plain')],
    ['AVIF', () => photo('avif')],
  ])('that is cut short is refused before anything is sent: %s', async (_what, make) => {
    tap.bodies.length = 0;
    const cut = truncated(await make(), 0.6);
    const says = 'is damaged or cut short';
    await expectFailure(flow, edit('gemini/gemini-nano-banana-2.1', cut), {
      code: 'image-broken',
      blame: 'image',
      taken: 0,
      says,
    });
    expect(tap.bodies).toEqual([]);
  });
});

/** The colour in the middle of each quarter, a bit a channel. */
async function quarters(bytes: Uint8Array | undefined): Promise<string[]> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const named = (x: number, y: number): string => {
    const at = (Math.floor(info.height * y) * info.width + Math.floor(info.width * x)) * 3;
    return [...data.subarray(at, at + 3)].map((value) => (value > 127 ? '1' : '0')).join('');
  };
  return [named(0.25, 0.25), named(0.75, 0.25), named(0.25, 0.75), named(0.75, 0.75)];
}

interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Every picture within a request: files of a form, and base64 within JSON, as data URLs or bare. */
async function picturesIn({ headers, body }: Heard): Promise<readonly Uint8Array[]> {
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('multipart/'))
    return [...body.toString('latin1').matchAll(/"(?:data:[\w/]+;base64,)?([\w+/]{200,}=*)"/g)].map(([, words = '']) =>
      Buffer.from(words, 'base64'),
    );
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const files = [...form.values()].filter((value) => value instanceof File);
  return Promise.all(files.map(async (file) => new Uint8Array(await file.arrayBuffer())));
}

/** Stands in front of the simulator and keeps the very bytes that pass. */
async function openTap(target: string) {
  const bodies: Heard[] = [];
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    const body = await buffer(request);
    if (body.length > 0) bodies.push({ headers, body });
    send(`${target}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { bodies, url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
