import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writeMultipart } from '#src/net/multipart.ts';

const Name = fc.string({ unit: 'grapheme', minLength: 1 });
const Field = fc.record({ name: Name, value: fc.string({ unit: 'grapheme' }) });
const File = fc.record({ name: Name, fileName: Name, type: fc.constant('image/png'), bytes: fc.uint8Array() });

it('writes what a form of the platform reads', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(Field, File), { minLength: 1, maxLength: 5 }), async (parts) => {
      const { contentType, bytes } = writeMultipart(parts);
      const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
      const read = [...form].map(async ([name, value]) =>
        typeof value === 'string'
          ? { name, value }
          : { name, fileName: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) },
      );
      expect(await Promise.all(read)).toEqual(parts);
    }),
  );
});
