import { describe, expect, it } from 'vitest';
import { layAnswer } from '#src/chat/discord/layout/answer.ts';
import { filesOf } from '#src/chat/discord/layout/laid.ts';
import { type Text, type TextPart, text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import { caseOf, file, filesFor, panel } from './cards.ts';
import { activeIn, readIn, rowsIn, sketchOf, writtenIn } from './read-layout.ts';
import { faultsOf } from './strict-message.ts';

const none = { notes: [] };
const answer = (...parts: readonly (string | TextPart)[]): Answer => ({ kind: 'text', text: text(...parts) });
const table = (columns: readonly string[], rows: readonly (readonly Text[])[]): Answer => ({
  kind: 'table',
  title: 'Your latest requests',
  columns,
  rows,
  note: text('Nothing was spent.'),
});

describe('a text', () => {
  it('is one message with its lines, its picture and its notes', () => {
    const [laid, ...more] = layAnswer(answer('One.\nTwo: ', { code: 'a1' }, ' and ', { bold: 'so' }), {
      picture: file('grid.png', 'The cells'),
      notes: [text('It was made smaller.')],
    });
    expect(more).toEqual([]);
    expect(laid && sketchOf(laid)).toEqual([
      'One.',
      'Two\\: `a1` and **so**',
      '[attachment://grid.png: The cells]',
      '-# It was made smaller.',
    ]);
  });

  it('goes on in further messages between words, and loses none', () => {
    const words = Array.from({ length: 1200 }, (_, index) => `word${index}`).join(' ');
    const pages = layAnswer(answer(words), none);
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) expect(faultsOf(page)).toEqual([]);
    expect(pages.map(readIn).join(' ').replace(/\s+/g, ' ')).toBe(words);
  });

  it('ends after five messages, and says that there was more', () => {
    const pages = layAnswer(answer('狐 '.repeat(20_000)), none);
    expect(pages).toHaveLength(5);
    expect(pages.flatMap(faultsOf)).toEqual([]);
    expect(writtenIn(pages[4] ?? { components: [] })).toMatch(/…$/);
  });

  it('gives files to keep as files, ten with the picture, all in the first message', () => {
    const originals = filesFor(12);
    const [first, ...more] = layAnswer(answer('words '.repeat(1000)), {
      ...none,
      picture: file('grid.png'),
      originals,
    });
    expect(filesOf(first ?? { components: [] })).toHaveLength(10);
    expect(more.flatMap(filesOf)).toEqual([]);
    expect(first && faultsOf(first)).toEqual([]);
  });

  it('shows something even where nothing is said', () => {
    expect(layAnswer(answer(' \u200B'), none).flatMap(faultsOf)).toEqual([]);
  });
});

describe('a table', () => {
  it('is a list of names and values where it has two columns', () => {
    const rows = [
      [text('Mode'), text('generate, because no picture came with it')],
      [text('Cost'), text('2 credits of 40')],
    ];
    const [laid] = layAnswer(table(['', ''], rows), none);
    expect(laid && writtenIn(laid)).toBe(
      [
        '### Your latest requests',
        '**Mode** generate, because no picture came with it',
        '**Cost** 2 credits of 40',
        '-# Nothing was spent.',
      ].join('\n'),
    );
  });

  it('puts when it was and further columns small below, with their names, and leaves out empty cells', () => {
    const rows = [[text({ time: 1_700_000_000_000 }), text('a fox'), text('done'), text('–'), text({ code: 'job1' })]];
    const [laid] = layAnswer(table(['When', 'Prompt', 'State', 'Credits', 'Job'], rows), none);
    expect(laid && writtenIn(laid)).toContain('**a fox**\n-# <t:1700000000:R> · State done · Job `job1`\n');
  });

  it('has its files and its buttons below it, five in a row', () => {
    const [laid, ...more] = layAnswer(panel(), { notes: [], documents: [file('audit.csv')] });
    expect(more).toEqual([]);
    expect(laid && faultsOf(laid)).toEqual([]);
    expect(laid && rowsIn(laid)).toEqual([
      ['Resume', 'Grant', 'Reset', 'Block'],
      ['Unblock', 'Budget', 'Undo'],
    ]);
    expect(laid && filesOf(laid)).toEqual(['audit.csv']);
    const decided = layAnswer(caseOf(), none);
    expect(decided.map(rowsIn)).toEqual([[['Allow', 'Refuse', 'Refuse and block']]]);
  });

  it('goes on in further messages between rows, each with its title', () => {
    const rows = Array.from({ length: 40 }, (_, index) => [
      text(`name ${index}`),
      text('a long prompt about a fox in the snow '.repeat(5)),
      text(`cell ${index}`),
    ]);
    const pages = layAnswer(table(['Name', 'Prompt', 'More'], rows), { ...none, picture: file('overlay.png') });
    expect(pages.length).toBeGreaterThan(1);
    const read = pages.map(readIn);
    for (const [index, page] of pages.entries()) {
      expect(faultsOf(page)).toEqual([]);
      expect(read[index]).toContain(`Your latest requests (${index + 1} of ${pages.length})`);
    }
    for (const [first, , last] of rows) {
      const page = read.find((words) =>
        words.includes(`${first?.[0] && 'plain' in first[0] ? first[0].plain : ''}\na long`),
      );
      expect(page).toContain(`More ${last?.[0] && 'plain' in last[0] ? last[0].plain : ''}`);
    }
    expect(pages.map(filesOf)).toEqual([['overlay.png'], ...pages.slice(1).map(() => [])]);
  });

  it.each(['🎨', '狐', '*@everyone`<@1>', 'a\n', 'ש', '\u202E'])(
    'stays within every limit with endless %j',
    (piece) => {
      const words = piece.repeat(4000);
      const cell = text(words, { bold: words }, { code: words });
      const rows = Array.from({ length: 40 }, () => [cell, cell, cell, cell]);
      const given: Answer = { kind: 'table', title: words, columns: [words, words, words, words], rows, note: cell };
      const notes = [cell, cell];
      for (const page of layAnswer(given, { picture: file('a.png', words), notes })) expect(faultsOf(page)).toEqual([]);
      for (const page of layAnswer({ kind: 'text', text: cell }, { picture: file('a.png', words), notes })) {
        expect(faultsOf(page)).toEqual([]);
      }
    },
  );

  it('is inert whatever its cells hold', () => {
    const foul = text('[a](https://evil.example) <@1> @everyone **x** `y`\n# z');
    const [laid] = layAnswer(table(['Name', 'Prompt', 'More'], [[text('1.'), foul, foul]]), none);
    const [, row = '', small = ''] = laid ? writtenIn(laid).split('\n') : [];
    expect(activeIn(row.replace('**1\\.**', ''))).toEqual([]);
    expect(activeIn(small.replace('-# ', ''))).toEqual([]);
  });
});
