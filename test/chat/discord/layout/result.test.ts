import { describe, expect, it } from 'vitest';
import { filesOf } from '#src/chat/discord/layout/laid.ts';
import { layMore, layResult } from '#src/chat/discord/layout/result.ts';
import { text } from '#src/domain/text.ts';
import type { ResultCard } from '#src/ports/cards.ts';
import { actionsFor, file, filesFor, result } from './cards.ts';
import { labelsIn, readIn, rowsIn, sketchOf, writtenIn } from './read-layout.ts';
import { faultsOf, partsOf } from './strict-message.ts';

const numbered = (letter: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${letter}${from + index}`);

const ENDLESS: Readonly<Record<string, string>> = {
  emoji: '🎨'.repeat(4000),
  'CJK letters': '狐'.repeat(4000),
  markup: '*_~`|<@1>'.repeat(500),
  'right-to-left letters': 'שלום '.repeat(800),
  lines: 'a\n'.repeat(2000),
};

/** As much of everything as an app could ever hand over. */
function fullest(words: string, pictures = 10): ResultCard {
  return result(pictures, {
    owner: { userId: '1', displayName: words.slice(0, 200) },
    prompt: words,
    text: words,
    revisedPrompt: words,
    facts: Array.from({ length: 20 }, (_, index) => ({ label: `Fact ${index}`, value: text(words.slice(0, 2000)) })),
    warnings: Array.from({ length: 50 }, (_, index) => text(`Warning ${index}: `, words.slice(0, 500))),
    references: { count: 16 },
  });
}

describe('a result', () => {
  it('shows the pictures first, then who asked for what, the facts, and the buttons', () => {
    const laid = layResult(result(1), { pictures: filesFor(1), notes: [] });
    expect(sketchOf(laid)).toEqual([
      '[attachment://easel-job1-1.png: a fox]',
      '**Ada**',
      '> a fox in the snow',
      '-# Cost 2 credits',
      '-# Mode generate \\(no picture came with it\\)',
      'U1 | V1',
      '🔄 Reroll | blue Edit | Reference',
      'Thread | Download | Share | 🗑️ Delete',
    ]);
    expect(faultsOf(laid)).toEqual([]);
  });

  it('has the buttons of each picture in rows of their own, then those of all', () => {
    const laid = layResult(result(4), { pictures: filesFor(4), notes: [] });
    expect(rowsIn(laid)).toEqual([
      numbered('U', 1, 4),
      numbered('V', 1, 4),
      ['Reroll', 'Edit', 'Reference'],
      ['Thread', 'Download', 'Share', 'Delete'],
    ]);
  });

  it.each([
    [1, [['U1', 'V1']]],
    [2, [['U1', 'U2', 'V1', 'V2']]],
    [3, [numbered('U', 1, 3), numbered('V', 1, 3)]],
    [6, [numbered('U', 1, 3), numbered('U', 4, 6), numbered('V', 1, 3), numbered('V', 4, 6)]],
    [10, [numbered('U', 1, 5), numbered('U', 6, 10), numbered('V', 1, 5), numbered('V', 6, 10)]],
  ])('keeps every button of %i pictures, beside texts, references and notes', (count, each) => {
    const card = { ...fullest('words '.repeat(400), count), actions: actionsFor(count) };
    const laid = layResult(card, {
      pictures: filesFor(count),
      references: file('references.png'),
      notes: [text('Picture 2 was re-encoded.')],
    });
    expect(faultsOf(laid)).toEqual([]);
    expect(rowsIn(laid)).toEqual([...each, ['Reroll', 'Edit', 'Reference'], ['Thread', 'Download', 'Share', 'Delete']]);
  });

  it('asks which picture is meant only where there are several', () => {
    const states = (count: number) =>
      partsOf(layResult(result(count), { pictures: filesFor(count), notes: [] }).components).flatMap(
        ({ label, custom_id: state }) => (label === 'Edit' ? state : []),
      );
    expect(states(1)).toEqual([expect.stringMatching(/\.edit\.0$/)]);
    expect(states(4)).toEqual([expect.stringMatching(/\.edit$/)]);
  });

  it('tells apart buttons that read the same by the number of their picture', () => {
    const actions = actionsFor(3).filter(({ kind, picture }) => kind === 'download' && picture !== undefined);
    const laid = layResult(result(3, { actions }), { pictures: filesFor(3), notes: [] });
    expect(JSON.stringify(laid).match(/"name":"[^"]+"/g)).toEqual(['"name":"1️⃣"', '"name":"2️⃣"', '"name":"3️⃣"']);
  });

  it('leaves out the least wanted buttons where there is no room, never the ones that end or go on', () => {
    const extra = Array.from({ length: 10 }, (_, index) => ({
      kind: 'reference' as const,
      label: `R${index + 1}`,
      picture: index,
      state: `r.${index}`,
      opensForm: true,
    }));
    const actions = [...actionsFor(10).filter(({ kind }) => kind !== 'reference'), ...extra];
    const laid = layResult(
      { ...fullest('words', 10), actions },
      {
        pictures: filesFor(10),
        notes: [text('A note.')],
      },
    );
    expect(faultsOf(laid)).toEqual([]);
    expect(labelsIn(laid)).toEqual(expect.arrayContaining(['U10', 'V10', 'Reroll', 'Edit', 'Download', 'Delete']));
    expect(labelsIn(laid)).not.toContain('R10');
  });

  it('quotes what the model wrote and how it changed the prompt, each under its name', () => {
    const card = result(1, { text: 'Here it is.\n# Look', revisedPrompt: 'a red fox' });
    const written = writtenIn(layResult(card, { pictures: filesFor(1), notes: [] }));
    expect(written).toContain('-# The model says\n> Here it is.\n> \\# Look\n-# Revised prompt\n> a red fox');
  });

  it.each([
    [1, '1 reference used'],
    [3, '3 references used'],
  ])('shows %i references small, with their number', (count, words) => {
    const card = result(1, { references: { count } });
    const shown = layResult(card, { pictures: filesFor(1), references: file('references.png'), notes: [] });
    expect(readIn(shown)).toContain(words);
    expect(filesOf(shown)).toEqual(['easel-job1-1.png', 'references.png']);
    expect(faultsOf(shown)).toEqual([]);
    expect(readIn(layResult(card, { pictures: filesFor(1), notes: [] }))).toContain(words);
  });

  it('marks each warning, and says how many more there are', () => {
    const warnings = Array.from({ length: 50 }, (_, index) => text(`Warning ${index + 1} about something or other.`));
    const written = writtenIn(layResult(result(1, { warnings }), { pictures: filesFor(1), notes: [] }));
    expect(written).toContain('-# ⚠️ Warning 1 about something or other.\n-# ⚠️ Warning 2');
    expect(written).toMatch(/-# ⚠️ and \d+ more/);
  });

  it('tells what it cost and what it is first, shortly, and nothing twice', () => {
    const told = [
      ['Mode', 'edit, because one picture was given'],
      ['Model', 'openai/gpt-image-2, because it is the cheapest that can'],
      ['Provider', 'openai'],
      ['Size', '1024x1024'],
      ['Format', 'png'],
      ['Took', '1.0 s'],
      ['Cost', '4 credits'],
      ['Left', '36 of 40'],
      ['Job', 'job1'],
    ] as const;
    const facts = told.map(([label, value]) => ({ label, value: text(value) }));
    expect(readIn(layResult(result(1, { facts }), { pictures: filesFor(1), notes: [] }))).toContain(
      'Cost 4 credits · Left 36 of 40 · 1024x1024 · png · Took 1.0 s\n' +
        'openai/gpt-image-2 (the cheapest that can) · Mode edit (one picture was given)',
    );
  });

  it('tells every fact on one small line, however long one of them is', () => {
    const facts = [
      { label: 'Mode', value: text('because '.repeat(300)) },
      ...Array.from({ length: 14 }, (_, index) => ({ label: `Fact ${index}`, value: text(`value ${index}`) })),
    ];
    const [line = '', ...more] = writtenIn(layResult(result(1, { facts }), { pictures: filesFor(1), notes: [] }))
      .split('\n')
      .filter((one) => one.startsWith('-# '));
    expect(more).toEqual([]);
    for (const { label } of facts) expect(line).toContain(label);
    expect(line).toContain(' · Fact 13 value 13');
  });

  it('names who asked without calling them, in a direction of its own', () => {
    const named = (displayName: string) =>
      writtenIn(layResult(result(1, { owner: { userId: '1', displayName } }), { pictures: filesFor(1), notes: [] }));
    expect(named('<@1> @everyone')).toContain('**\\<\\@1\\> \\@everyone**');
    expect(named('שלום')).toContain('**\u2068שלום\u2069**');
    expect(named('\u202Eevil')).toContain('**evil**');
  });

  it('shows all on one sheet small below, where it costs no button and no picture', () => {
    const sheet = file('all.png');
    const references = file('references.png');
    const four = layResult(result(4), { pictures: filesFor(4), sheet, notes: [] });
    expect(sketchOf(four)).toEqual(
      expect.arrayContaining(['All 4 pictures on one sheet', '[small attachment://all.png]']),
    );
    expect(faultsOf(four)).toEqual([]);
    const card = result(9, { references: { count: 2 } });
    expect(filesOf(layResult(result(9), { pictures: filesFor(9), sheet, notes: [] }))).toHaveLength(10);
    const full = layResult(card, { pictures: filesFor(9), sheet, references, notes: [] });
    expect(filesOf(full)).toEqual([...filesFor(9).map(({ name }) => name), 'references.png']);
    const fuller = layResult(fullest('fox', 10), { pictures: filesFor(10), sheet, references, notes: [] });
    expect(filesOf(fuller)).toEqual(filesFor(10).map(({ name }) => name));
    const buttons = labelsIn(layResult(fullest('fox', 16), { pictures: filesFor(8), sheet, references, notes: [] }));
    expect(buttons).toEqual(expect.arrayContaining(['U10', 'V10', 'Reference', 'Share']));
  });

  it('still says what was asked where all pictures are gone', () => {
    const laid = layResult(result(2), { pictures: [], notes: [text('The pictures were deleted.')] });
    expect(faultsOf(laid)).toEqual([]);
    expect(readIn(laid)).toContain('The pictures were deleted.');
  });

  it.each(Object.entries(ENDLESS))('stays within every limit with endless %s in everything', (_name, words) => {
    for (const count of [1, 4, 10]) {
      const laid = layResult(fullest(words, count), {
        pictures: filesFor(count, words),
        references: file('references.png', words),
        notes: Array.from({ length: 10 }, () => text(words.slice(0, 600))),
      });
      expect(faultsOf(laid)).toEqual([]);
      expect(labelsIn(laid)).toEqual(expect.arrayContaining([`U${count}`, `V${count}`, 'Share', 'Delete']));
    }
  });

  it('describes each picture, as long as Discord lets it be', () => {
    const [gallery] = layResult(result(1), { pictures: filesFor(1, 'words '.repeat(300)), notes: [] }).components;
    const [item] = gallery && 'items' in gallery ? gallery.items : [];
    expect(item?.description?.length).toBeGreaterThan(1000);
    expect(item?.description?.length).toBeLessThanOrEqual(1024);
    expect(item?.description?.endsWith('…')).toBe(true);
  });
});

describe('a further message with pictures', () => {
  it('says which they are, and has the buttons that the first one had no room for', () => {
    const card = result(16);
    const laid = layMore(card, filesFor(6), 10);
    expect(readIn(laid)).toBe('Pictures 11 to 16 of 16 · Ada');
    expect(rowsIn(laid).flat()).toEqual([...numbered('U', 11, 16), ...numbered('V', 11, 16)]);
    expect(faultsOf(laid)).toEqual([]);
    const first = labelsIn(layResult(card, { pictures: filesFor(10), notes: [] }));
    expect(first.filter((label) => /^[UV]\d/.test(label))).toHaveLength(20);
  });

  it('has none where the first one has them already', () => {
    const laid = layMore(result(4), filesFor(1), 3);
    expect(readIn(laid)).toBe('Picture 4 of 4 · Ada');
    expect(rowsIn(laid)).toEqual([]);
    expect(faultsOf(laid)).toEqual([]);
  });

  it.each(Object.entries(ENDLESS))('stays within every limit with endless %s', (_name, words) => {
    expect(faultsOf(layMore(fullest(words, 20), filesFor(10, words), 10))).toEqual([]);
  });
});
