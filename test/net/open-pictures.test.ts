import { expect, it, onTestFinished } from 'vitest';
import { openPictures } from '#src/net/open-pictures.ts';
import { type Script, startScriptedServer } from '../fakes/scripted-server.ts';
import { pngOf } from '../fixtures/pictures.ts';

const PNG = await pngOf({ width: 4, height: 4 });
const BASE64 = Buffer.from(PNG).toString('base64');
const found: Script = (response) => void response.end(PNG);
const gone: Script = (response) => void response.writeHead(404).end();

/** Opens pictures, each `*` one that is fetched from the server of these scripts. */
async function opened(images: readonly string[], ...scripts: readonly Script[]) {
  const server = await startScriptedServer();
  onTestFinished(() => server.close());
  server.script(...scripts);
  const addresses = images.map((image) => (image === '*' ? `${server.url}/picture` : image));
  return openPictures(addresses, {
    allowed: { baseUrl: server.url, hosts: [] },
    maxBytes: 10_000,
    signal: AbortSignal.timeout(5000),
    provider: 'OpenAI',
  });
}

it('opens base64, data URLs and addresses, in their order', async () => {
  const pictures = await opened(['aGVsbG8=', `data:image/png;base64,${BASE64}`, '*'], found);
  expect(pictures.map(({ bytes }) => Buffer.from(bytes))).toEqual([Buffer.from('hello'), PNG, PNG]);
});

it('leaves out what cannot be had, for the others are paid for', async () => {
  expect(await opened(['not base64!', '*', BASE64], gone)).toEqual([{ bytes: PNG }]);
});

it.each<[string, readonly string[], readonly Script[], string]>([
  ['there is none', [], [], 'no-image'],
  ['none can be fetched', ['*'], [gone], 'no-image'],
  ['none can be fetched or read', ['not base64!', '*'], [gone], 'no-image'],
  ['none can be read', ['not base64!', ''], [], 'image-corrupt'],
  ['it lies with somebody else', ['https://example.com/picture.png'], [], 'no-image'],
])('is refused where %s', async (_where, images, scripts, code) => {
  await expect(opened(images, ...scripts)).rejects.toMatchObject({ code, details: { provider: 'OpenAI' } });
});
