import { Hono } from 'hono';
import { expect, it, onTestFinished } from 'vitest';
import { readForm } from '#src/chat/playground/submission.ts';
import { createFileUploads } from '#src/chat/playground/uploads.ts';
import { listen } from '#src/http/listen.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import { createMemoryBlobs } from '../../fakes/memory-blobs.ts';
import { createSilentLog } from '../../fakes/silent-log.ts';
import { messageIdOf, openStudio, sentenceOf } from './open-studio.ts';

const BOUNDARY = { 'content-type': 'multipart/form-data; boundary=b' };
const field = (name: string, text: string) =>
  `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
const file = (option: string) =>
  `--b\r\ncontent-disposition: form-data; name="picture:${option}"; filename="a.png"\r\n\r\n`;
const EVENT = field('eventId', 'event-000001') + field('name', 'Ada');
const END = '\r\n--b--\r\n';
const bytes = (text: string) => new TextEncoder().encode(text);

const formWith = (body: AsyncIterable<Uint8Array> | string) =>
  new Request('http://127.0.0.1/playground/requests', {
    method: 'POST',
    headers: BOUNDARY,
    body: typeof body === 'string' ? body : ReadableStream.from(body),
    // Asked for by the standard where the body is a stream; the types do not know it.
    ...{ duplex: 'half' },
  });

const tooMuch = (): never => {
  throw new Error('too much');
};

function open(blobs: BlobStore) {
  const uploads = createFileUploads({ blobs, log: createSilentLog() });
  return (request: Request, maxBytes = 1_000_000) => readForm(request, uploads, { maxBytes, tooMuch });
}

it('writes a file while it still comes', async () => {
  const blobs = createMemoryBlobs();
  const begun = Promise.withResolvers<void>();
  const watched: BlobStore = {
    ...blobs,
    async putFrom(key, chunks, options) {
      async function* seen() {
        for await (const chunk of chunks) {
          begun.resolve();
          yield chunk;
        }
      }
      return blobs.putFrom(key, seen(), options);
    },
  };
  async function* body() {
    yield bytes(`${EVENT}${file('image')}${'x'.repeat(100_000)}`);
    await begun.promise;
    yield bytes(`the end${END}`);
  }
  const { pictures } = await open(watched)(formWith(body()));
  expect(pictures).toMatchObject([{ option: 'image', from: { filename: 'a.png', byteLength: 100_007 } }]);
});

it.each([
  ['says whose they are only behind them', `${file('image')}x\r\n${EVENT}--b--\r\n`, 'eventId'],
  ['breaks off within a file', `${EVENT}${file('image')}x`, 'and whole'],
  ['is larger than it may be', `${EVENT}${file('image')}${'x'.repeat(1_000_001)}${END}`, 'too much'],
  [
    'has more text than it may',
    `${EVENT}${file('image')}x\r\n${field('state', 'x'.repeat(1_100_000))}${END}`,
    'too much',
  ],
  ['has more pictures than it may', `${EVENT}${`${file('image')}x\r\n`.repeat(41)}${END}`, 'at most 40 are taken'],
  ['does not fit in the end', `${EVENT}${file('image')}x\r\n${field('options', '{')}${END}`, 'options'],
])('keeps nothing of a form that %s', async (_what, body, words) => {
  const blobs = createMemoryBlobs();
  await expect(open(blobs)(formWith(body))).rejects.toThrow(words);
  expect(blobs.keys()).toEqual([]);
});

it('leaves the files of an event alone when it comes again and does not fit then', async () => {
  const studio = await openStudio();
  const picture = new File([new Uint8Array(4)], 'a.png');
  const ask = { eventId: 'event-1234', command: 'edit', pictures: [['image', picture]] } as const;
  const id = await messageIdOf(await studio.send({ ...ask, options: { prompt: 'warmer' } }));
  const kept = studio.blobs.keys();
  expect(kept[0]).toContain(id);
  expect((await studio.send({ ...ask, options: { n: 99 } })).status).toBe(400);
  expect(studio.blobs.keys()).toEqual(kept);
});

it('takes no long words for a button', async () => {
  const { post } = await openStudio();
  const press = JSON.stringify({ eventId: 'event-1234', name: 'Ada', state: 'x'.repeat(70_000) });
  const answer = await post('/playground/buttons', press, { 'content-type': 'application/json' });
  expect([answer.status, await sentenceOf(answer)]).toEqual([
    413,
    expect.stringContaining('This is too long for a button.'),
  ]);
});

it('answers over a connection on which a form without a length still comes', async () => {
  const read = open(createMemoryBlobs());
  const app = new Hono().post('/', async ({ req, text }) => {
    await read(req.raw, 100_000).catch(() => undefined);
    return text('refused', 413);
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close(0));
  async function* body() {
    yield bytes(EVENT + file('image'));
    for (let nth = 0; nth < 100; nth++) yield new Uint8Array(20_000);
    yield bytes(END);
  }
  const { headers, body: sent } = formWith(body());
  const answer = await fetch(server.url, { method: 'POST', headers, body: sent, ...{ duplex: 'half' } });
  expect([answer.status, await answer.text()]).toEqual([413, 'refused']);
});
