import { describe, expect, it } from 'vitest';
import { fleeting, giveBack } from '#src/net/fleeting.ts';

async function* chunksOf(...texts: readonly string[]) {
  for (const text of texts) yield new TextEncoder().encode(text);
}

describe('fleeting', () => {
  it('gives every chunk in order, whole until the next is asked for', async () => {
    const texts: string[] = [];
    for await (const chunk of fleeting(chunksOf('one', 'two', 'three'))) texts.push(Buffer.from(chunk).toString());
    expect(texts).toEqual(['one', 'two', 'three']);
  });

  it('frees a chunk once the next is there', async () => {
    const chunks = fleeting(chunksOf('one', 'two'));
    const { value: first } = await chunks.next();
    expect(first).toHaveLength(3);
    await chunks.next();
    expect(first).toHaveLength(0);
  });

  it('lets everything else have its turn where reading takes long', async () => {
    const chunks = fleeting(chunksOf('one', 'two'));
    await chunks.next();
    const turns: string[] = [];
    setImmediate(() => turns.push('another'));
    const since = performance.now();
    while (performance.now() - since < 5);
    await chunks.next();
    expect(turns).toEqual(['another']);
  });
});

describe('giveBack', () => {
  it('empties bytes that have memory of their own', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    giveBack(bytes);
    expect(bytes).toHaveLength(0);
  });

  it('leaves alone what shares its memory with others', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    giveBack(bytes.subarray(1));
    const shared = new Uint8Array(new SharedArrayBuffer(3));
    giveBack(shared);
    expect([...bytes]).toEqual([1, 2, 3]);
    expect(shared).toHaveLength(3);
  });
});
