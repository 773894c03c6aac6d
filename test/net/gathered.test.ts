import { expect, it } from 'vitest';
import { gathered } from '#src/net/gathered.ts';

const chunks = (...words: readonly string[]) => words.map((each) => Buffer.from(each));

it('puts all chunks in one, up to the very last byte allowed', async () => {
  expect(String(await gathered(ReadableStream.from(chunks('ab', 'cd')), 4))).toBe('abcd');
  expect(await gathered([], 4)).toHaveLength(0);
});

it('reads no further than it may', async () => {
  const read: string[] = [];
  async function* endless() {
    for (;;) {
      read.push('abc');
      yield Buffer.from('abc');
    }
  }
  await expect(gathered(endless(), 5)).rejects.toThrow(RangeError);
  expect(read).toHaveLength(2);
});

it('tells what breaks the chunks off', async () => {
  const broken = new Error('terminated');
  async function* breaking() {
    yield Buffer.from('abc');
    throw broken;
  }
  await expect(gathered(breaking(), 5)).rejects.toBe(broken);
});
