import { describe, expect, it } from 'vitest';
import { inTurns } from '#src/net/in-turns.ts';

async function* chunksOf(...texts: readonly string[]) {
  for (const text of texts) yield new TextEncoder().encode(text);
}

describe('inTurns', () => {
  it('gives every chunk in order', async () => {
    const texts: string[] = [];
    for await (const chunk of inTurns(chunksOf('one', 'two', 'three'))) texts.push(Buffer.from(chunk).toString());
    expect(texts).toEqual(['one', 'two', 'three']);
  });

  it('lets everything else have its turn where reading takes long', async () => {
    const chunks = inTurns(chunksOf('one', 'two'));
    await chunks.next();
    const turns: string[] = [];
    setImmediate(() => turns.push('another'));
    const since = performance.now();
    while (performance.now() - since < 5);
    await chunks.next();
    expect(turns).toEqual(['another']);
  });

  it('gives bodies a turn together, not each', async () => {
    const [one, other] = [inTurns(chunksOf('one', 'two')), inTurns(chunksOf('another'))];
    await one.next();
    const turns: string[] = [];
    setImmediate(() => turns.push('something else'));
    const since = performance.now();
    while (performance.now() - since < 5);
    await other.next();
    expect(turns).toEqual(['something else']);
  });
});
