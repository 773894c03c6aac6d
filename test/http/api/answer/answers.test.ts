import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { Hono } from 'hono';
import { expect, it, onTestFinished } from 'vitest';
import { createAnswers } from '#src/http/api/answer/answers.ts';
import type { AnsweredPicture } from '#src/http/api/answer/images-answer.ts';
import { listen } from '#src/http/listen.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../../../fakes/memory-blobs.ts';
import { createSilentLog } from '../../../fakes/silent-log.ts';

const LARGE = Buffer.from(Array.from({ length: 2_800_001 }, (_, index) => (index * 7) % 256));

function make(pictures: readonly AnsweredPicture[], rest: object = {}) {
  const blobs = createMemoryBlobs();
  const log = createSilentLog();
  const answers = createAnswers({ blobs, clock: createManualClock(), log });
  const app = new Hono()
    .use(async (context, next) => {
      context.header('x-request-id', 'req_1');
      await next();
    })
    .get('/', (context) => answers.images(context, 17, pictures, rest, { headers: { 'x-more': 'yes' } }))
    .get('/json', (context) =>
      answers.json(context, { said: 'Grüße' }, { status: 402, headers: { 'retry-after': '3' } }),
    );
  app.onError((error, context) => context.json({ error: error.message }, 500));
  return { app, blobs, log };
}

async function open(pictures: readonly AnsweredPicture[], rest: object = {}) {
  const made = make(pictures, rest);
  const server = await listen(made.app, { host: '127.0.0.1', port: 0, log: made.log });
  onTestFinished(() => server.close(0));
  return { ...made, url: server.url };
}

it('answers JSON with the headers that were set on the way', async () => {
  const { url } = await open([]);
  const response = await fetch(`${url}/json`);
  expect(response.status).toBe(402);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-request-id': 'req_1',
    'retry-after': '3',
    'content-length': '18',
  });
  expect(await response.json()).toEqual({ said: 'Grüße' });
});

it('writes head and body of a small answer in one piece', async () => {
  const { url } = await open([{ bytes: Buffer.from('picture') }]);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  const [first] = await once(socket, 'data');
  expect(String(first)).toMatch(
    /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n\{"created":17,"data":\[\{"b64_json":"cGljdHVyZQ=="\}\]\}$/s,
  );
});

it('writes large pictures out whole, from memory and from the store', async () => {
  const key = 'jobs/1/0.png';
  const { url, blobs } = await open(
    [
      { bytes: LARGE, revised_prompt: 'a "cat"' },
      { kept: { key, byteLength: LARGE.length } },
      { url: 'https://easel/files/1' },
    ],
    { usage: { total_tokens: 3 }, size: '1024x1024' },
  );
  await blobs.put(key, LARGE);
  const response = await fetch(url);
  const text = await response.text();
  expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
  const b64_json = LARGE.toString('base64');
  expect(
    text ===
      JSON.stringify({
        created: 17,
        data: [{ b64_json, revised_prompt: 'a "cat"' }, { b64_json }, { url: 'https://easel/files/1' }],
        usage: { total_tokens: 3 },
        size: '1024x1024',
      }),
  ).toBe(true);
});

it('tells that a picture is gone as long as nothing is on its way', async () => {
  const { url } = await open([{ kept: { key: 'jobs/1/0.png', byteLength: 5 } }]);
  expect((await fetch(url)).status).toBe(500);
});

it('breaks an answer off whose second picture is gone, so that nobody takes it for whole', async () => {
  const { url, log } = await open([{ bytes: LARGE }, { kept: { key: 'jobs/1/1.png', byteLength: 5 } }]);
  await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
  expect(log.lines.map(({ message }) => message)).toContain('An answer broke off');
});

it('says all of it where no server is in between, whatever stands in it, and how long it is', async () => {
  const bytes = fc.uint8Array({ maxLength: 50 });
  const words = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
  const picture = fc.oneof(
    bytes.map((given) => ({ bytes: given })),
    fc.record({ bytes, revised_prompt: words }),
    words.map((url) => ({ url })),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(picture, { maxLength: 4 }),
      fc.dictionary(words, fc.integer(), { maxKeys: 2 }),
      async (pictures, rest) => {
        const { app } = make(pictures, rest);
        const response = await app.request('/');
        const text = await response.text();
        expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
        const data = pictures.map((each) =>
          'bytes' in each ? { ...each, bytes: undefined, b64_json: Buffer.from(each.bytes).toString('base64') } : each,
        );
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ created: 17, data, ...rest })));
      },
    ),
    { numRuns: 40 },
  );
});
