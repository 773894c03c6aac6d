import { describe, expect, it } from 'vitest';
import { layMore, layResult } from '#src/chat/slack/layout/result.ts';
import { text } from '#src/domain/text.ts';
import type { ResultCard } from '#src/ports/cards.ts';
import { actionsFor, result } from '../../discord/layout/cards.ts';
import { file, filesFor } from './files.ts';
import { filesIn, labelsIn, readIn, rowsIn, sketchOf } from './read-layout.ts';
import { faultsOf, partsOf } from './strict-message.ts';

const numbered = (letter: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${letter}${from + index}`);

const LAST_ROWS = [
  ['Reroll', 'Edit', 'Reference'],
  ['Thread', 'Download', 'Share', 'Delete'],
];

const ENDLESS: Readonly<Record<string, string>> = {
  emoji: '🎨'.repeat(4000),
  'CJK letters': '狐'.repeat(4000),
  markup: '*_~`|<@U1>&"'.repeat(400),
  'right-to-left letters': 'שלום '.repeat(800),
  lines: 'a\n'.repeat(2000),
};

/** As much of everything as an app could ever hand over. */
function fullest(words: string, pictures = 10): ResultCard {
  return result(pictures, {
    owner: { userId: 'U1', displayName: words.slice(0, 200) },
    prompt: words,
    text: words,
    revisedPrompt: words,
    facts: Array.from({ length: 20 }, (_, index) => ({ label: `Fact ${index}`, value: text(words.slice(0, 2000)) })),
    warnings: Array.from({ length: 50 }, (_, index) => text(`Warning ${index}: `, words.slice(0, 500))),
    references: { count: 16 },
  });
}

describe('a result', () => {
  it('tells who asked for what, shows the pictures, then the facts and the buttons', () => {
    const laid = layResult(result(1), { pictures: filesFor(1), notes: [] });
    expect(sketchOf(laid)).toEqual([
      '*Ada*',
      '> a fox in the snow',
      '[F01: a fox]',
      'small Cost 2 credits',
      'small Mode generate (no picture came with it)',
      'U1 | V1',
      'Reroll | Edit | Reference',
      'Thread | Download | Share | danger Delete',
    ]);
    expect(laid.text).toBe('1 picture for Ada · a fox in the snow');
    expect(faultsOf(laid)).toEqual([]);
  });

  it('numbers several pictures as their buttons are, which stand in rows of their own', () => {
    const laid = layResult(result(4), { pictures: filesFor(4), notes: [] });
    expect(sketchOf(laid)).toEqual(expect.arrayContaining(['[1 F01: a fox]', '[4 F04: a fox]']));
    expect(rowsIn(laid)).toEqual([numbered('U', 1, 4), numbered('V', 1, 4), ...LAST_ROWS]);
    expect(laid.text).toBe('4 pictures for Ada · a fox in the snow');
  });

  it.each([
    [1, [['U1', 'V1']]],
    [2, [['U1', 'U2', 'V1', 'V2']]],
    [3, [numbered('U', 1, 3), numbered('V', 1, 3)]],
    [6, [numbered('U', 1, 3), numbered('U', 4, 6), numbered('V', 1, 3), numbered('V', 4, 6)]],
    [10, [numbered('U', 1, 5), numbered('U', 6, 10), numbered('V', 1, 5), numbered('V', 6, 10)]],
  ])('keeps every button of %i pictures, beside texts, references and notes', (count, each) => {
    const card = { ...fullest('words '.repeat(400), count), actions: actionsFor(count) };
    const notes = [text('Picture 2 was re-encoded.')];
    const laid = layResult(card, { pictures: filesFor(count), references: file('F0REF'), notes });
    expect(faultsOf(laid)).toEqual([]);
    expect(rowsIn(laid)).toEqual([...each, ...LAST_ROWS]);
    expect(readIn(laid)).toContain('Picture 2 was re-encoded.');
  });

  it('names its buttons by what they do and for which picture, and has them carry their state alone', () => {
    const card = result(2);
    const laid = layResult(card, { pictures: filesFor(2), notes: [] });
    const buttons = partsOf(laid.blocks).filter(({ type }) => type === 'button');
    const byName = new Map(buttons.map((button) => [button.action_id, button]));
    const state = card.actions.find(({ label }) => label === 'V2')?.state;
    expect(byName.get('easel:vary:1')).toMatchObject({ value: state, accessibility_label: 'Vary picture 2' });
    expect(byName.get('easel:delete:')).toMatchObject({ style: 'danger', confirm: { style: 'danger' } });
    expect([...byName].filter(([, button]) => 'confirm' in button)).toHaveLength(1);
  });

  it('asks which picture is meant only where there are several', () => {
    const states = (count: number) =>
      partsOf(layResult(result(count), { pictures: filesFor(count), notes: [] }).blocks).flatMap((part) =>
        part.action_id?.startsWith('easel:edit') && 'value' in part ? [part.value] : [],
      );
    expect(states(1)).toEqual([expect.stringMatching(/\.edit\.0$/)]);
    expect(states(4)).toEqual([expect.stringMatching(/\.edit$/)]);
  });

  it('tells apart buttons that read the same by the number of their picture', () => {
    const actions = actionsFor(3).filter(({ kind, picture }) => kind === 'download' && picture !== undefined);
    const laid = layResult(result(3, { actions }), { pictures: filesFor(3), notes: [] });
    expect(labelsIn(laid)).toEqual(['Download 1', 'Download 2', 'Download 3']);
  });

  it('leaves out the least wanted buttons where there is no room, never the ones that end or go on', () => {
    const long = actionsFor(10).map((action) => ({ ...action, state: `${action.state}${'x'.repeat(300)}` }));
    const laid = layResult({ ...fullest('words', 10), actions: long }, { pictures: filesFor(10), notes: [] });
    expect(faultsOf(laid)).toEqual([]);
    expect(labelsIn(laid)).toEqual(expect.arrayContaining(['Reroll', 'Edit', 'Download', 'Delete', 'U1']));
    expect(labelsIn(laid)).not.toContain('Share');
  });

  it('quotes what the model wrote and how it changed the prompt, each under its name', () => {
    const card = result(1, { text: 'Here it is.\n*Look*', revisedPrompt: 'a red fox' });
    expect(sketchOf(layResult(card, { pictures: filesFor(1), notes: [] })).slice(2, 8)).toEqual([
      '[F01: a fox]',
      '*The model says*',
      '> Here it is.',
      '> *Look*',
      '*Revised prompt*',
      '> a red fox',
    ]);
  });

  it.each([
    [1, '1 reference was used'],
    [3, '3 references were used'],
  ])('shows %i references with their number', (count, words) => {
    const card = result(1, { references: { count } });
    const laid = layResult(card, { pictures: filesFor(1), references: file('F0REF', 'The picture'), notes: [] });
    expect(sketchOf(laid)).toContain(`[${words} F0REF: The picture]`);
    expect(faultsOf(laid)).toEqual([]);
    expect(sketchOf(layResult(card, { pictures: filesFor(1), notes: [] }))).toContain(`small ${words}`);
  });

  it('shows all on one sheet', () => {
    const laid = layResult(result(4), { pictures: filesFor(4), sheet: file('F0ALL'), notes: [] });
    expect(sketchOf(laid)).toContainEqual(expect.stringContaining('[All 4 pictures on one sheet F0ALL: '));
    expect(filesIn(laid)).toEqual(['F01', 'F02', 'F03', 'F04', 'F0ALL']);
  });

  it('marks each warning, and says how many more there are', () => {
    const warnings = Array.from({ length: 50 }, (_, index) => text(`Warning ${index + 1} about something or other.`));
    const read = readIn(layResult(result(1, { warnings }), { pictures: filesFor(1), notes: [] }));
    expect(read).toContain('⚠️ Warning 1 about something or other.\n⚠️ Warning 2');
    expect(read).toMatch(/⚠️ and \d+ more/);
  });

  it('tells the version, what it cost and what it is first, shortly, and nothing twice', () => {
    const told = [
      ['Mode', 'edit, because one picture was given'],
      ['Model', 'openai/gpt-image-2, because it is the cheapest that can'],
      ['Provider', 'openai'],
      ['Size', '1024x1024'],
      ['Format', 'png'],
      ['Took', '1.0 s'],
      ['Cost', '4 credits'],
      ['Left', '36 of 40'],
      ['Version', 'v2'],
      ['Job', 'job1'],
    ] as const;
    const facts = told.map(([label, value]) => ({ label, value: text(value) }));
    const laid = layResult(result(1, { facts }), { pictures: filesFor(1), notes: [] });
    expect(sketchOf(laid)).toEqual(
      expect.arrayContaining([
        'small v2 · Cost 4 credits · Left 36 of 40 · 1024x1024 · png · Took 1.0 s',
        'small openai/gpt-image-2 (the cheapest that can) · Mode edit (one picture was given)',
      ]),
    );
  });

  it('tells times among its facts in the reader’s own time zone', () => {
    const facts = [{ label: 'Left', value: text('3 until ', { time: 1_700_000_000_000 }) }];
    const laid = layResult(result(1, { facts }), { pictures: filesFor(1), notes: [] });
    expect(sketchOf(laid)).toContain('Left 3 until <1700000000 {date_short_pretty} at {time}>');
    expect(faultsOf(laid)).toEqual([]);
  });

  it('tells every fact, however long one of them is', () => {
    const facts = [
      { label: 'Mode', value: text('because '.repeat(300)) },
      ...Array.from({ length: 14 }, (_, index) => ({ label: `Fact ${index}`, value: text(`value ${index}`) })),
    ];
    const read = readIn(layResult(result(1, { facts }), { pictures: filesFor(1), notes: [] }));
    for (const { label } of facts) expect(read).toContain(label);
    expect(read).toContain(' · Fact 13 value 13');
  });

  it('names who asked without calling them, in a direction of its own', () => {
    const named = (displayName: string) =>
      layResult(result(1, { owner: { userId: 'U1', displayName } }), { pictures: filesFor(1), notes: [] });
    expect(sketchOf(named('<@U1> <!channel>'))[0]).toBe('*<@U1> <!channel>*');
    expect(named('<@U1>').text).toBe('1 picture for &lt;@U1&gt; · a fox in the snow');
    expect(sketchOf(named('שלום'))[0]).toBe('*\u2068שלום\u2069*');
    expect(sketchOf(named('\u202Eevil'))[0]).toBe('*evil*');
  });

  it('numbers none where one was deleted meanwhile, so that none has the wrong number', () => {
    const laid = layResult(result(4), { pictures: filesFor(3), notes: [] });
    expect(sketchOf(laid)).toEqual(expect.arrayContaining(['[F01: a fox]', '[F03: a fox]']));
  });

  it('still says what was asked where all pictures are gone', () => {
    const laid = layResult(result(2), { pictures: [], notes: [text('The pictures were deleted.')] });
    expect(faultsOf(laid)).toEqual([]);
    expect(readIn(laid)).toContain('The pictures were deleted.');
  });

  it('keeps a signed address of a note whole', () => {
    const link = `https://easel.example/${'x'.repeat(1500)}`;
    const laid = layResult(fullest('fox', 4), {
      pictures: filesFor(4),
      notes: [text({ link, label: 'The original' })],
    });
    expect(sketchOf(laid)).toContain(`<${link}|The original>`);
    expect(faultsOf(laid)).toEqual([]);
  });

  it.each(Object.entries(ENDLESS))('stays within every limit with endless %s in everything', (_name, words) => {
    for (const count of [1, 4, 10]) {
      const laid = layResult(fullest(words, count), {
        pictures: filesFor(count, words),
        references: file('F0REF', words),
        notes: Array.from({ length: 10 }, () => text(words.slice(0, 600))),
      });
      expect(faultsOf(laid)).toEqual([]);
      expect(filesIn(laid)).toEqual(
        expect.arrayContaining(filesFor(count).flatMap((one) => ('fileId' in one ? one.fileId : []))),
      );
      expect(labelsIn(laid)).toEqual(expect.arrayContaining([`U${count}`, `V${count}`, 'Share', 'Delete']));
    }
  });

  it('describes each picture, as long as Slack lets it be', () => {
    const [alt = ''] = partsOf(
      layResult(result(1), { pictures: filesFor(1, 'words '.repeat(900)), notes: [] }).blocks,
    ).flatMap((part) => ('alt_text' in part ? [String(part.alt_text)] : []));
    expect(alt.length).toBeGreaterThan(1990);
    expect(alt.length).toBeLessThanOrEqual(2000);
    expect(alt.endsWith('…')).toBe(true);
  });
});

describe('a further message with pictures', () => {
  it('says which they are, and has the buttons that the first one had no room for', () => {
    const card = result(16);
    const laid = layMore(card, filesFor(6), 10);
    expect(sketchOf(laid)[0]).toBe('small Pictures 11 to 16 of 16 · Ada');
    expect(sketchOf(laid)[1]).toBe('[11 F01: a fox]');
    expect(laid.text).toBe('Pictures 11 to 16 of 16 for Ada');
    expect(rowsIn(laid).flat()).toEqual([...numbered('U', 11, 16), ...numbered('V', 11, 16)]);
    expect(faultsOf(laid)).toEqual([]);
    const first = labelsIn(layResult(card, { pictures: filesFor(10), notes: [] }));
    expect(first.filter((label) => /^[UV]\d/.test(label))).toHaveLength(20);
  });

  it('has none where the first one has them already', () => {
    const laid = layMore(result(4), filesFor(1), 3);
    expect(sketchOf(laid)[0]).toBe('small Picture 4 of 4 · Ada');
    expect(rowsIn(laid)).toEqual([]);
    expect(faultsOf(laid)).toEqual([]);
  });

  it.each(Object.entries(ENDLESS))('stays within every limit with endless %s', (_name, words) => {
    expect(faultsOf(layMore(fullest(words, 20), filesFor(10, words), 10))).toEqual([]);
  });
});
