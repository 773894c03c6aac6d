import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  guessedRight,
  guessing,
  type LinkRecord,
  linkCodeOf,
  readLinkCode,
  regrouped,
  shownLinkCode,
  whyNotTogether,
} from '#src/domain/link.ts';

const NOW = Date.UTC(2026, 0, 1);
const account = (tenantId: string, personId = 'ada') => ({ tenantId, personId, platform: tenantId });

describe('a code', () => {
  it('has eight letters that look like nothing else, and is read as it is shown', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n }), (bits) => {
        const code = linkCodeOf(bits);
        expect(code).toMatch(/^[A-HJKMNP-Z2-9]{8}$/);
        expect(readLinkCode(shownLinkCode(code))).toBe(code);
      }),
    );
  });

  it('is another one for nearly every other number', () => {
    const codes = Array.from({ length: 5000 }, (_, i) => linkCodeOf(BigInt(i) * 7_919_000_003n));
    expect(new Set(codes).size).toBe(5000);
  });

  it('is read in any case, with any dashes and spaces', () => {
    for (const said of ['abcd-efgh', ' ABCD EFGH ', 'ABCD–EFGH', 'aBcDeFgH', 'ABCD — EFGH'])
      expect(readLinkCode(said)).toBe('ABCDEFGH');
  });

  it.each(['', 'ABCD', 'ABCD-EFGHJ', 'ABCD-EFG0', 'ABCD-EFGI', 'ÄBCD-EFGH', '________'])('is not %j', (said) => {
    expect(readLinkCode(said)).toBeUndefined();
  });
});

describe('guessing', () => {
  const wrong = (times: number, from: LinkRecord = {}) => {
    let record = from;
    for (let i = 0; i < times; i++) record = guessing(record, NOW + i).record;
    return record;
  };

  it('is over after five wrong codes, until a quarter of an hour after the first', () => {
    const five = wrong(5);
    expect(guessing(five, NOW + 10)).toEqual({ record: five, until: NOW + 900_000 });
    expect(guessing(five, NOW + 900_001).until).toBeUndefined();
  });

  it('forgets the one that was right', () => {
    const record = guessing(wrong(3), NOW + 50).record;
    expect(guessedRight(record, NOW + 50)).toEqual(wrong(3));
    expect(guessedRight({ code: 'x', wrong: [NOW] }, NOW)).toEqual({ code: 'x' });
  });

  it('is not stopped for ever by a clock that went back', () => {
    expect(guessing(wrong(5), NOW - 60_000).until).toBeUndefined();
  });
});

describe('accounts of one human', () => {
  it('are of different tenants, and at most eight', () => {
    const eight = Array.from({ length: 8 }, (_, i) => account(`tenant-${i}`));
    expect(whyNotTogether(eight)).toBeUndefined();
    expect(whyNotTogether([...eight, account('another')])).toContain('At most 8');
    expect(whyNotTogether([account('one'), account('one', 'grace')])).toContain('same server');
  });

  it('are added and taken away as often as one likes', () => {
    const [one, two] = [account('one'), account('two')];
    const both = regrouped(regrouped(undefined, { add: [one] }), { add: [one, two] });
    expect(both.members).toEqual([one, two]);
    expect(regrouped(regrouped(both, { remove: [one] }), { remove: [one] }).members).toEqual([two]);
  });
});
