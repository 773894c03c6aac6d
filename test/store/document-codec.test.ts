import fc from 'fast-check';
import { Keyv } from 'keyv';
import { expect, it } from 'vitest';
import { keyvCodec } from '#src/store/document-codec.ts';

const word = fc.oneof(
  fc.string(),
  fc.string().map((text) => `:${text}`),
  fc.constantFrom(':', ':base64:AA==', ':bigint:7', ',":', '"type":"Buffer"', 'a,'),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    word,
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(word, tie('value'), { maxKeys: 4 }),
  ),
})).value;

it('writes and reads every document as Keyv does', async () => {
  const keyv = new Keyv();
  const { encoded, decoded } = keyvCodec<unknown>(keyv);
  await fc.assert(
    fc.asyncProperty(json, async (value) => {
      const raw = await encoded(value);
      expect(raw).toBe(await keyv.encode({ value }));
      expect(await decoded(raw)).toEqual((await keyv.decode(raw))?.value);
    }),
    { numRuns: 500 },
  );
});

it('takes what is no document for damaged', async () => {
  const { decoded } = keyvCodec<unknown>(new Keyv());
  for (const raw of ['', '{', 'null', '{}', '7'])
    await expect(decoded(raw)).rejects.toThrow('A document holds no value');
});
