import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemblePrompt } from '#src/domain/prompt.ts';
import { SHEET_INSTRUCTION, SHEET_WORDS, withoutSheetWords } from '#src/domain/sheet-words.ts';

describe('the words that ask for a sheet', () => {
  it('are found, and taken out again, whatever the person wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (words) => {
        const sent = assemblePrompt([SHEET_INSTRUCTION, words]);
        expect(sent).toMatch(SHEET_WORDS);
        expect(withoutSheetWords(sent)).toBe(words.trim());
      }),
    );
  });

  it.each([
    ['in capitals', (sent: string) => sent.toUpperCase(), 'A FOX'],
    ['on one line', (sent: string) => sent.replace(/\s+/g, ' '), 'a fox'],
    ['with other line ends', (sent: string) => sent.replace(/ /g, '\r\n'), 'a\r\nfox'],
  ])('are found where a server on the way wrote them %s', (_how, changed, left) => {
    const sent = changed(assemblePrompt([SHEET_INSTRUCTION, 'a fox']));
    expect(sent).toMatch(SHEET_WORDS);
    expect(withoutSheetWords(sent)).toBe(left);
  });

  it('leave everything else as it is, before and after', () => {
    const sent = assemblePrompt(['No text.', SHEET_INSTRUCTION, 'a sheet of four stamps']);
    expect(withoutSheetWords(sent)).toMatch(/^No text\.\s+a sheet of four stamps$/);
    expect('four variations on a sheet, in two rows').not.toMatch(SHEET_WORDS);
    expect(withoutSheetWords('a fox')).toBe('a fox');
  });
});
