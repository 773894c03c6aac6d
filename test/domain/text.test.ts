import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainText, text } from '#src/domain/text.ts';

it('takes strings as plain words and keeps parts as they are', () => {
  expect(text('It costs ', { bold: '4 credits' }, '.')).toEqual([
    { plain: 'It costs ' },
    { bold: '4 credits' },
    { plain: '.' },
  ]);
});

it('puts texts into texts without a seam', () => {
  expect(text(text('a', { code: 'b' }), text(), 'c')).toEqual([{ plain: 'a' }, { code: 'b' }, { plain: 'c' }]);
});

it('never reads markup out of what a person wrote', () => {
  fc.assert(
    fc.property(fc.string(), (words) => {
      expect(plainText(text({ plain: words }))).toBe(words);
    }),
  );
  expect(text('**loud** <@123> [x](http://y)')).toEqual([{ plain: '**loud** <@123> [x](http://y)' }]);
});

it('writes every kind of part as one line', () => {
  const parts = text(
    'a ',
    { bold: 'b' },
    ' ',
    { code: 'c' },
    ' ',
    { mention: 'ada' },
    ' ',
    { channel: 'art' },
    ' ',
    { time: Date.UTC(2026, 10, 21, 8, 5, 59) },
    ' ',
    { link: 'http://127.0.0.1/x', label: 'here' },
  );
  expect(plainText(parts)).toBe('a b c ada art 2026-11-21 08:05 UTC here (http://127.0.0.1/x)');
});
