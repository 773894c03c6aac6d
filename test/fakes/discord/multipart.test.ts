import { expect, it } from 'vitest';
import { formParts } from './rest/multipart.ts';

it('reads the form that the client writes, byte for byte', async () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 31) % 256);
  const form = new FormData();
  form.set('payload_json', '{"content":"grün --x\\r\\n"}');
  form.set('files[0]', new Blob([bytes]), 'ein "bild".png');
  form.set('files[1]', new Blob([]), 'leer.txt');
  const sent = new Response(form);
  const type = sent.headers.get('content-type') ?? '';
  const parts = formParts(Buffer.from(await sent.arrayBuffer()), type);
  expect(parts.map(({ name, filename }) => [name, filename])).toEqual([
    ['payload_json', undefined],
    ['files[0]', 'ein "bild".png'],
    ['files[1]', 'leer.txt'],
  ]);
  expect(Buffer.from(parts[0]?.bytes ?? []).toString()).toBe('{"content":"grün --x\\r\\n"}');
  expect(parts[1]?.bytes).toEqual(bytes);
  expect(parts[2]?.bytes).toHaveLength(0);
});
