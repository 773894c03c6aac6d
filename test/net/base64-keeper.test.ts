import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '#src/net/base64.ts';
import { createBase64Keeper } from '#src/net/base64-keeper.ts';

/** Reads the text in pieces of so many signs. */
function read(text: string, each: number) {
  const keeper = createBase64Keeper();
  for (let from = 0; from < text.length; from += each)
    if (!keeper.take(Buffer.from(text.slice(from, from + each), 'latin1'))) return undefined;
  return keeper.end();
}

const pieces = fc.integer({ min: 1, max: 50 });

describe('createBase64Keeper', () => {
  it('keeps any base64 as it came, in any pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), pieces, (array, each) => {
        const bytes = Buffer.from(array);
        const kept = read(bytes.toString('base64'), each);
        expect(Buffer.concat(kept?.signs ?? []).toString()).toBe(bytes.toString('base64'));
        expect(kept?.bytes()).toEqual(bytes);
        expect(kept?.start().subarray(0, 12)).toEqual(bytes.subarray(0, 12));
      }),
    );
  });

  it('keeps megabytes, and finds the one sign among them that is none', () => {
    const text = Buffer.alloc(2_000_002, 'any picture at all').toString('base64');
    expect(read(text, 65_536)?.signs).toHaveLength(41);
    for (const [sign, at] of [
      ['!', 1_000_000],
      ['=', 70_000],
      [' ', 65_535],
      ['-', 65_536],
      ['_', 9],
    ] as const)
      expect(read(text.slice(0, at) + sign + text.slice(at + 1), 65_536)).toBeUndefined();
  });

  it('keeps nothing that a strict reader might refuse', () => {
    const signs = fc.string({
      unit: fc.constantFrom('Q', 'U', '/', '=', '-', '_', ' ', '\n', 'é', ','),
      maxLength: 24,
    });
    fc.assert(
      fc.property(signs, pieces, (text, each) => {
        const kept = read(text, each);
        expect(kept !== undefined).toBe(text.length > 0 && text.length % 4 === 0 && /^[QU/]+={0,2}$/.test(text));
        if (kept) expect(kept.bytes()).toEqual(decodeBase64(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('tells what it took where the rest is no base64', () => {
    const keeper = createBase64Keeper();
    expect(keeper.take(Buffer.from('QUJDREVGR'))).toBe(true);
    expect(keeper.take(Buffer.from('0lK!not this'))).toBe(false);
    expect(keeper.written().toString()).toBe('QUJDREVGR');
  });
});
