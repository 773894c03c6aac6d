import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean } from '#src/chat/clean.ts';
import { sizeOf } from '#src/chat/discord/layout/clip.ts';
import { escapeUserText, quoteUserText } from '#src/chat/discord/layout/escape.ts';
import { activeIn } from './read-layout.ts';

/** Pieces that Discord, bidi rules or the eye give a meaning to, in any order. */
const PIECES = [
  ...['@everyone', '@here', '<@123>', '<@!1>', '<@&5>', '<#9>', '</imagine:12>', '<id:customize>', '<t:1700000000:R>'],
  ...['**', '__', '*', '_', '~~', '||', '`', '```js\n', '# ', '## ', '-# ', '> ', '>>> ', '- ', '* ', '+ ', '1. '],
  ...[
    '[a](https://evil.example)',
    '[',
    '](',
    ')',
    'https://evil.example/x',
    'http://a.b',
    'discord.gg/abc',
    '<https://x.y>',
  ],
  ...['<:fox:1>', '<a:fox:1>', ':smile:', '\\', '\\\\', '\n', '\n\n\n', '\r\n', '\t', ' ', '\u2028', '\0', '\x1b[31m'],
  ...['\u202E', '\u202A', '\u202C', '\u2066', '\u2067', '\u2068', '\u2069', '\u200B', '\u200D', '\uFEFF', '\u00AD'],
  ...[
    'שלום',
    'مرحبا',
    '🎨',
    '👩‍👩‍👧‍👦',
    '🇩🇪',
    '👍🏽',
    '#️⃣',
    'e\u0301',
    'a\u0300\u0301'.repeat(9),
    '\uD83C',
    '\uDFA8',
    '\u{E0041}',
    'fox',
  ],
];

const anyWords = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join('')),
);

const unescaped = (written: string): string => written.replace(/\\([^0-9A-Za-z\s])/g, '$1');
const lettersOf = (words: string) =>
  [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(words)].map(({ segment }) => segment);

/** How a reader's direction stands at the end of a line; it must be as at its start. */
function leftOpen(line: string): number {
  let open = 0;
  for (const sign of line) {
    if (/[\u202A\u202B\u202D\u202E\u2066-\u2068]/.test(sign)) open++;
    if (/[\u202C\u2069]/.test(sign)) open--;
    if (open < 0) return open;
  }
  return open;
}

describe('words of a person', () => {
  it.each([
    ['@everyone <@123>', '\\@everyone \\<\\@123\\>'],
    ['[free](https://evil.example)', '\\[free\\]\\(https\\:\\/\\/evil\\.example\\)'],
    ['1. one', '1\\. one'],
    ['# loud', '\\# loud'],
    ['discord.gg/abc', 'discord\\.gg\\/abc'],
    ['A sentence. Another one.', 'A sentence. Another one.'],
    ['¯\\_(ツ)_/¯', '¯\\\\\\_\\(ツ\\)\\_\\/¯'],
    ['cat \u202Egpj.exe\u202C \u2067fox\u2069', 'cat \u202Egpj\\.exe\u202C \u2067fox\u2069'],
    ['cat \u202Egpj.exe', 'cat gpj\\.exe'],
    ['\u2069\u202Cnever opened', 'never opened'],
    ['a\u200B\uFEFFb\u{E0041}', 'ab'],
    [' \u200B\u200D \n\n', ''],
    [
      '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}',
      '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}',
    ],
    ['one\r\n\r\n\r\n\r\ntwo', 'one\n\ntwo'],
    ['half \uD83C', 'half \uFFFD'],
  ])('are inert: %j', (typed, written) => {
    expect(escapeUserText(typed)).toBe(written);
  });

  it('keep nothing that Discord acts on, and read as they were typed', () => {
    fc.assert(
      fc.property(anyWords, (typed) => {
        const written = escapeUserText(typed);
        expect(activeIn(written)).toEqual([]);
        expect(unescaped(written)).toBe(clean(typed));
      }),
      { numRuns: 2000 },
    );
  });

  it('leave no direction open at the end of a line, and hold no control characters', () => {
    fc.assert(
      fc.property(anyWords, fc.integer({ min: 4, max: 80 }), (typed, max) => {
        for (const line of `${escapeUserText(typed)}\n${quoteUserText(typed, max)}`.split('\n')) {
          expect(leftOpen(line)).toBe(0);
          expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\uFEFF\u200B]/u);
          expect(line.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a quote', () => {
  it('has a mark before each line, however lines were broken', () => {
    expect(quoteUserText('one\ntwo\r\nthree\u2028four', 100)).toBe('> one\n> two\n> three\n> four');
  });

  it('is nothing where there is nothing to see', () => {
    expect(quoteUserText(' \u200B\n\u200D', 100)).toBe('');
  });

  it('ends with … where something is missing, after a whole emoji', () => {
    expect(quoteUserText('👩‍👩‍👧‍👦'.repeat(50), 40)).toBe(`> ${'👩‍👩‍👧‍👦'.repeat(3)}…`);
  });

  it('has twelve lines at most, so that what follows stays in sight', () => {
    const quote = quoteUserText('a\n'.repeat(100), 1000);
    expect(quote.split('\n')).toEqual([...Array.from({ length: 11 }, () => '> a'), '> a…']);
  });

  it('takes as many CJK letters as their bytes allow', () => {
    expect(sizeOf(quoteUserText('狐'.repeat(4000), 700))).toBeLessThanOrEqual(700);
    expect(quoteUserText('狐'.repeat(4000), 700).length).toBeGreaterThan(500);
  });

  it('stays within its room, is inert, and never cuts a letter, an emoji or an escape', () => {
    fc.assert(
      fc.property(anyWords, fc.integer({ min: 0, max: 60 }), (typed, max) => {
        const quote = quoteUserText(typed, max);
        expect(quote.length).toBeLessThanOrEqual(max);
        expect(activeIn(quote)).toEqual([]);
        const shown = unescaped(quote.replace(/^> /gm, '').replace(/…$/, ''));
        const wanted = new Set(lettersOf(clean(typed).replace(/[\u202A-\u202E\u2066-\u2069]/g, '')));
        const bare = shown.replace(/[\u202A-\u202E\u2066-\u2069]/g, '').trimEnd();
        for (const letter of quote.endsWith('…') ? lettersOf(bare) : []) expect(wanted).toContain(letter);
      }),
      { numRuns: 2000 },
    );
  });

  it('is quick, whatever is pasted', () => {
    const started = performance.now();
    for (const words of ['*'.repeat(100_000), 'a\n'.repeat(50_000), '\u202E'.repeat(100_000), '1.'.repeat(50_000)]) {
      expect(quoteUserText(words, 700).length).toBeLessThanOrEqual(700);
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
