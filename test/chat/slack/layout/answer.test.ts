import { describe, expect, it } from 'vitest';
import { layAnswer } from '#src/chat/slack/layout/answer.ts';
import { type Text, type TextPart, text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import { panel } from '../../discord/layout/cards.ts';
import { file, filesFor } from './files.ts';
import { filesIn, readIn, sketchOf } from './read-layout.ts';
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
      picture: file('F0GRID', 'The cells'),
      notes: [text('It was made smaller.')],
    });
    expect(more).toEqual([]);
    expect(laid && sketchOf(laid)).toEqual([
      'One.',
      'Two: `a1` and *so*',
      '[F0GRID: The cells]',
      'It was made smaller.',
    ]);
    expect(laid?.text).toBe('One. Two: a1 and so');
  });

  it('goes on in further messages between words, and loses none', () => {
    const words = Array.from({ length: 3000 }, (_, index) => `word${index}`).join(' ');
    const pages = layAnswer(answer(words), none);
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.flatMap(faultsOf)).toEqual([]);
    expect(pages.map(readIn).join(' ').replace(/\s+/g, ' ')).toBe(words);
    expect(pages[1]?.text).toMatch(/^\(2 of \d\) word0/);
  });

  it('ends after five messages, and says that there was more', () => {
    const pages = layAnswer(answer('狐 '.repeat(40_000)), none);
    expect(pages).toHaveLength(5);
    expect(pages.flatMap(faultsOf)).toEqual([]);
    expect(readIn(pages[4] ?? { blocks: [] })).toMatch(/…$/);
  });

  it('gives every picture to keep, ten in a message', () => {
    const pages = layAnswer(answer('Here they are.'), { ...none, picture: file('F0GRID'), originals: filesFor(12) });
    expect(pages.map((page) => filesIn(page).length)).toEqual([10, 3]);
    expect(pages.flatMap(faultsOf)).toEqual([]);
  });

  it('shows something even where nothing is said', () => {
    expect(layAnswer(answer(' \u200B'), none).flatMap(faultsOf)).toEqual([]);
  });
});

describe('a table', () => {
  it('is a list of names and values where its columns have no names', () => {
    const rows = [
      [text('Mode'), text('generate, because no picture came with it')],
      [text('Cost'), text('2 credits of 40')],
    ];
    const [laid, ...more] = layAnswer(table(['', ''], rows), none);
    expect(more).toEqual([]);
    expect(laid && sketchOf(laid)).toEqual([
      '# Your latest requests',
      '*Mode* generate, because no picture came with it',
      '*Cost* 2 credits of 40',
      'Nothing was spent.',
    ]);
    expect(laid?.text).toBe('Your latest requests · Nothing was spent.');
  });

  it("is Slack's own table, with the names of the columns above", () => {
    const rows = [[text({ time: 1_700_000_000_000 }), text('a fox'), text('done'), text(''), text({ code: 'job1' })]];
    const [laid] = layAnswer(table(['When', 'Prompt', 'State', '', 'Job'], rows), none);
    expect(laid && sketchOf(laid)).toEqual([
      '# Your latest requests',
      '| *When* | *Prompt* | *State* | – | *Job* |',
      '| <1700000000 {ago}> | a fox | done | – | `job1` |',
      'Nothing was spent.',
    ]);
    expect(laid && faultsOf(laid)).toEqual([]);
  });

  it('goes on in further messages between rows, each with its title and the names of the columns', () => {
    const rows = Array.from({ length: 90 }, (_, index) => [
      text(`name ${index}`),
      text('a long prompt about a fox in the snow '.repeat(3)),
      text(`cell ${index}`),
    ]);
    const pages = layAnswer(table(['Name', 'Prompt', 'More'], rows), { ...none, picture: file('F0OVER') });
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.flatMap(faultsOf)).toEqual([]);
    const lines = pages.flatMap(sketchOf);
    for (const [index, page] of pages.entries()) {
      expect(sketchOf(page).slice(0, 2)).toEqual([
        `# Your latest requests (${index + 1} of ${pages.length})`,
        '| *Name* | *Prompt* | *More* |',
      ]);
    }
    for (const [index] of rows.entries()) expect(lines.some((line) => line.startsWith(`| name ${index} |`))).toBe(true);
    expect(pages.map(filesIn)).toEqual([['F0OVER'], ...pages.slice(1).map(() => [])]);
  });

  it('is letters of one width where it is wider than that, or where tables were refused', () => {
    const wide = Array.from({ length: 21 }, (_, index) => `C${index}`);
    const [laid] = layAnswer(table(wide, [wide.map((name) => text(name))]), none);
    expect(laid && faultsOf(laid)).toEqual([]);
    expect(laid?.blocks.map(({ type }) => type)).toEqual(['header', 'rich_text', 'rich_text']);
    const rows = [[text('a fox'), text('done')]];
    const [plain] = layAnswer(table(['Prompt', 'State'], rows), none, { plainTables: true });
    expect(plain && sketchOf(plain).slice(1, 3)).toEqual(['Prompt  State', 'a fox   done']);
  });

  it('is rows with what they are about above where columns would be too wide for a phone', () => {
    const rows = [[text({ time: 0 }), text('a fox in the snow'), text('done'), text('–'), text({ code: 'job1' })]];
    const columns = ['When', 'Prompt', 'State', 'Credits', 'Job'];
    const [laid] = layAnswer(table(columns, rows), none, { plainTables: true });
    expect(laid && sketchOf(laid).slice(1, 3)).toEqual(['*a fox in the snow*', '<0 {ago}> · State done · Job `job1`']);
    const two = [[text({ code: '/quota panel' }), text('How things stand here, with buttons for what can be done')]];
    const [list] = layAnswer(table(['Command', 'What it does'], two), none, { plainTables: true });
    expect(list && sketchOf(list).slice(1, 3)).toEqual([
      expect.stringContaining('/quota panel'),
      'How things stand here, with buttons for what can be done',
    ]);
  });

  it('has its buttons at the end, and room for them beside many words', () => {
    const [laid, ...more] = layAnswer(panel(), none);
    expect(more).toEqual([]);
    expect(laid && sketchOf(laid).at(-2)).toContain('Resume');
    expect(laid && sketchOf(laid).at(-1)).toContain('Undo');
    const rows = Array.from({ length: 60 }, (_, index) => [text(`name ${index}`), text('words '.repeat(30))]);
    const pages = layAnswer({ ...panel(), columns: ['', ''], rows }, none);
    expect(pages.flatMap(faultsOf)).toEqual([]);
    const withButtons = pages.filter(({ blocks }) => blocks.some(({ type }) => type === 'actions'));
    expect(withButtons).toEqual([pages.at(-1)]);
  });

  it('says so where it has no rows', () => {
    const [laid] = layAnswer(table(['Prompt', 'State'], []), none);
    expect(laid && sketchOf(laid)).toEqual(['# Your latest requests', 'Nothing was spent.']);
  });

  it.each(['🎨', '狐', '*<!channel>`<@U1>&"', 'a\n', 'ש', '\u202E'])(
    'stays within every limit with endless %j',
    (piece) => {
      const words = piece.repeat(1500);
      const cell = text(words, { bold: words }, { code: words });
      const rows = Array.from({ length: 25 }, () => [cell, cell, cell, cell]);
      const given: Answer = { kind: 'table', title: words, columns: [words, words, words, words], rows, note: cell };
      const files = { picture: file('F0A', words), notes: [cell, cell] };
      const wide: Answer = { ...given, columns: Array.from({ length: 20 }, () => words) };
      for (const laid of [
        ...layAnswer(given, files),
        ...layAnswer(given, files, { plainTables: true }),
        ...layAnswer({ ...given, columns: ['', '', '', ''] }, files),
        ...layAnswer(wide, files),
        ...layAnswer({ kind: 'text', text: cell }, files),
      ]) {
        expect(faultsOf(laid)).toEqual([]);
      }
    },
  );
});
