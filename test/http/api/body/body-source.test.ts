import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import { fieldHead, fileHead, formBytes, heard, openReader } from './body-kit.ts';

const HEAD = 'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n';

it('answers 413 without reading a body that says it is too large', async () => {
  const reader = await openReader();
  const socket = await reader.connect();
  socket.write(`${HEAD}Content-Length: 104857600\r\n\r\n{`);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
});

it('answers 413 to a chunked body without end, and reads no more of it than it may', async () => {
  const reader = await openReader({ limits: { jsonBytes: 1_000_000 } });
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      sent += 65_536;
      controller.enqueue(new Uint8Array(65_536));
    },
  });
  expect(await reader.post(endless, { 'content-type': 'application/json' })).toMatchObject({
    status: 413,
    error: { code: 'body_too_large' },
  });
  // What the two systems between them hold back counts too.
  expect(sent).toBeLessThan(20_000_000);
});

it('answers 413 to a form without end while its file still comes, and keeps nothing', async () => {
  const reader = await openReader({ limits: { fileBytes: 500_000, wholeBytes: 900_000 } });
  let isBegun = false;
  const endless = new ReadableStream({
    pull(controller) {
      controller.enqueue(isBegun ? new Uint8Array(65_536) : Buffer.from(`--b\r\n${fileHead('image')}\r\n\r\n`));
      isBegun = true;
    },
  });
  expect(await reader.post(endless, { 'content-type': 'multipart/form-data; boundary=b' })).toMatchObject({
    status: 413,
  });
  expect(reader.blobs.keys()).toEqual([]);
});

it('gives a body up that stops coming', async () => {
  const reader = await openReader();
  const socket = await reader.connect();
  socket.write(`${HEAD}Content-Length: 10\r\n\r\n{"a`);
  await vi.waitFor(() => expect(reader.clock.waiting() >= 2).toBe(true));
  await reader.clock.advance(30_000);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 408 /);
  expect(String(answer)).toContain('body_too_slow');
});

it('gives a body up that comes a byte at a time for minutes', async () => {
  const reader = await openReader({ limits: { wholeMs: 60_000 } });
  const socket = await reader.connect();
  socket.write(`${HEAD}Content-Length: 1000\r\n\r\n{`);
  await vi.waitFor(() => expect(reader.clock.waiting() >= 2).toBe(true));
  for (let second = 0; second < 60; second += 20) {
    socket.write(' ');
    await reader.clock.advance(20_000);
  }
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 408 /);
});

it('keeps nothing of a form whose sender goes in the middle of a file', async () => {
  const reader = await openReader();
  const socket = await reader.connect();
  const form = formBytes('b', [
    { head: fieldHead('prompt'), body: 'a' },
    { head: fileHead('image'), body: Buffer.alloc(100_000) },
  ]);
  socket.write(
    `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${form.length}\r\n\r\n`,
  );
  socket.write(form.subarray(0, 60_000));
  await vi.waitFor(() => expect(reader.clock.waiting() >= 2).toBe(true));
  socket.destroy();
  await vi.waitFor(() => expect(reader.settled.reads).toBe(1));
  expect(reader.clock.waiting()).toBe(0);
  expect(reader.bodies).toEqual([]);
  expect(reader.blobs.keys()).toEqual([]);
});

it('gives a form up that stops in the middle of a file, and keeps nothing', async () => {
  const reader = await openReader();
  const socket = await reader.connect();
  const form = formBytes('b', [{ head: fileHead('image'), body: Buffer.alloc(100_000) }]);
  socket.write(
    `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${form.length}\r\n\r\n`,
  );
  socket.write(form.subarray(0, 60_000));
  await vi.waitFor(() => expect(reader.clock.waiting()).toBeGreaterThanOrEqual(2));
  await reader.clock.advance(30_000);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 408 /);
  expect(reader.blobs.keys()).toEqual([]);
});

it('refuses more at once than there is room for in memory, and has room again afterwards', async () => {
  const reader = await openReader({ limits: { jsonBytesTogether: 2500, textBytes: 100 } });
  const slow = await reader.connect();
  slow.write(`${HEAD}Content-Length: 2002\r\n\r\n"${'x'.repeat(2000)}`);
  await vi.waitFor(() => expect(reader.clock.waiting()).toBeGreaterThanOrEqual(2));
  const large = { image: `data:image/png;base64,${'A'.repeat(1200)}` };
  expect(await reader.json(large)).toMatchObject({ status: 503, error: { code: 'server_busy' } });
  // Small ones always find room.
  expect(await reader.json({ prompt: 'x' })).toMatchObject({ status: 200 });
  slow.destroy();
  await vi.waitFor(() => expect(reader.settled.reads).toBe(3));
  expect(await reader.json(large)).toMatchObject({ status: 200 });
});

it('serves the next request of the same connection after one that it refused', async () => {
  const reader = await openReader();
  const socket = await reader.connect();
  socket.write(`${HEAD}Content-Length: 4\r\n\r\n{{{{${HEAD}Connection: close\r\nContent-Length: 2\r\n\r\n{}`);
  const answers = (await heard(socket)).match(/HTTP\/1\.1 \d+/g);
  expect(answers).toEqual(['HTTP/1.1 400', 'HTTP/1.1 200']);
});

it('reads a body where no server is in between', async () => {
  const { app } = await openReader();
  const response = await app.request('/', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"prompt":"a"}',
  });
  expect(await response.json()).toMatchObject({ fields: { prompt: 'a' } });
});
