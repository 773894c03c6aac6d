import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextVersion } from '#src/domain/versions.ts';

describe('the name of the next version', () => {
  it.each<[readonly string[], string | undefined, string]>([
    [[], undefined, 'v1'],
    [['v1'], 'v1', 'v2'],
    [['v1', 'v2'], undefined, 'v3'],
    [['v1', 'v2'], 'v2', 'v3'],
    [['v1', 'v2'], 'v1', 'v1.1'],
    [['v1', 'v2', 'v1.1'], 'v1', 'v1.2'],
    [['v1', 'v2', 'v1.1'], 'v1.1', 'v1.2'],
    [['v1', 'v1.1'], 'v1', 'v2'],
    [['v1', 'v2', 'v1.1', 'v2.1', 'v3'], 'v2.1', 'v2.2'],
    // What it was made of is not remembered any more.
    [['v7'], 'v3', 'v3.1'],
    [['v7'], 'no version', 'v8'],
  ])('after %j, made of %s, is %s', (known, from, next) => {
    expect(nextVersion(known, from)).toBe(next);
  });

  it('was never given before, and is a branch exactly where an older one was changed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (picks) => {
        const known: string[] = [];
        for (const pick of picks) {
          const from = pick % 5 === 0 ? undefined : known[pick % Math.max(1, known.length)];
          const highest = known.filter((label) => !label.includes('.')).at(-1);
          const next = nextVersion(known, from);
          expect(known).not.toContain(next);
          expect(next).toMatch(/^v[1-9]\d*(\.[1-9]\d*)?$/);
          expect(next.includes('.')).toBe(from !== undefined && from !== highest);
          known.push(next);
        }
      }),
    );
  });
});
