import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layAnswer } from '#src/chat/discord/layout/answer.ts';
import { layFailure } from '#src/chat/discord/layout/failure.ts';
import type { LaidFile } from '#src/chat/discord/layout/laid.ts';
import { layModal } from '#src/chat/discord/layout/modal.ts';
import { layNotice } from '#src/chat/discord/layout/notice.ts';
import { layProgress } from '#src/chat/discord/layout/progress.ts';
import { layQuestion } from '#src/chat/discord/layout/question.ts';
import { layMore, layResult } from '#src/chat/discord/layout/result.ts';
import type { TextPart } from '#src/domain/text.ts';
import type { Action, ActionKind, FormField } from '#src/ports/cards.ts';
import { failure, file, picture, progress, question, result } from './cards.ts';
import { activeIn } from './read-layout.ts';
import { faultsOf, modalFaultsOf, partsOf } from './strict-message.ts';

const PIECES = [
  '@everyone',
  '<@1>',
  '**',
  '`',
  '\n',
  '# ',
  '- ',
  '[a](https://b.c)',
  '\u202E',
  '狐',
  '🎨',
  'שלום',
  'fox ',
  '||',
  ' ',
];

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join('')),
  fc.tuple(fc.constantFrom(...PIECES), fc.nat(3000)).map(([piece, times]) => piece.repeat(times)),
);

const part: fc.Arbitrary<TextPart> = fc.oneof(
  words.map((plain) => ({ plain })),
  words.map((bold) => ({ bold })),
  words.map((code) => ({ code })),
  words.map((mention) => ({ mention })),
  fc.oneof(words, fc.constantFrom('41', '@everyone')).map((channel) => ({ channel })),
  fc.double().map((time) => ({ time })),
  fc.record({ link: fc.oneof(fc.webUrl(), words), label: words }),
);
const anyText = fc.array(part, { maxLength: 6 });
const texts = fc.array(anyText, { maxLength: 12 });
const facts = fc.array(fc.record({ label: words, value: anyText }), { maxLength: 12 });

const KINDS: readonly ActionKind[] = [
  ...(['confirm', 'cancel', 'reroll', 'upscale', 'pick', 'vary', 'edit'] as const),
  ...(['reference', 'download', 'thread', 'share', 'delete', 'command', 'decide', 'appeal'] as const),
];

const action: fc.Arbitrary<Action> = fc.record(
  {
    kind: fc.constantFrom(...KINDS),
    label: words,
    state: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 80 }),
    opensForm: fc.boolean(),
    picture: fc.nat(20),
  },
  { requiredKeys: ['kind', 'label', 'state', 'opensForm'] },
);
const actions = fc.array(action, { maxLength: 70 });

const names = Array.from({ length: 10 }, (_, index) => `easel-${index}.png`);
const files: fc.Arbitrary<LaidFile[]> = fc
  .tuple(fc.nat(10), words)
  .map(([count, alt]) => names.slice(0, count).map((name) => ({ name, alt })));

/** Whatever an app might hand over, in one record for all cards. */
const given = fc.record({ one: words, other: words, anyText, texts, facts, actions, files, count: fc.nat(20) });

const RUNS = { numRuns: 150 };

describe('whatever is in a card', () => {
  it('makes a message that Discord takes', () => {
    const property = fc.property(given, fc.double(), ({ one, other, anyText: said, texts: many, ...rest }, number) => {
      const card = result(0, {
        ...{ prompt: one, text: other, revisedPrompt: one, warnings: many, facts: rest.facts, actions: rest.actions },
        owner: { userId: '1', displayName: other },
        pictures: Array.from({ length: rest.count }, (_, index) => picture(index)),
        references: { count: rest.count },
        ...(rest.count % 2 === 1 && { spoiler: true }),
      });
      const beside = { sheet: file('all.png', one), references: file('references.png', other) };
      const preview = file('preview.jpg', one);
      const state = { prompt: one, status: said, warnings: many, percent: number, etaMs: number, position: rest.count };
      for (const laid of [
        layResult(card, { pictures: rest.files, notes: many, ...beside }),
        layMore(card, rest.files.length > 0 ? rest.files : [preview], rest.count),
        layProgress(progress(state), { preview }),
        layQuestion(question({ prompt: one, warnings: many, facts: rest.facts }), preview),
        layFailure({ ...failure({ text: said }), prompt: other, actions: rest.actions }),
        layNotice(said),
      ]) {
        expect(faultsOf(laid)).toEqual([]);
      }
    });
    fc.assert(property, RUNS);
  });

  it('makes an answer of a few messages that Discord takes', () => {
    const property = fc.property(given, fc.array(texts, { maxLength: 20 }), (some, rows) => {
      const { one, other, anyText: said, texts: notes, files: originals, actions: next } = some;
      const text = layAnswer(
        { kind: 'text', text: said, actions: next },
        { notes, originals, picture: file('a.png', one) },
      );
      const table = layAnswer(
        { kind: 'table', title: one, columns: [one, other, one], rows, note: said, actions: next },
        { notes },
      );
      expect([...text, ...table].flatMap(faultsOf)).toEqual([]);
      expect(Math.max(text.length, table.length)).toBeLessThanOrEqual(5);
    });
    fc.assert(property, RUNS);
  });

  it('says nothing that Discord acts on but what is ours', () => {
    const property = fc.property(words, words, (one, other) => {
      const owner = { userId: '1', displayName: '' };
      const card = result(1, {
        owner,
        prompt: one,
        text: other,
        revisedPrompt: one,
        facts: [],
        warnings: [[{ plain: other }]],
      });
      const laid = layResult(card, { pictures: [file('a.png', one)], notes: [[{ plain: one }]] });
      for (const { content = '' } of partsOf(laid.components)) {
        expect(activeIn(content.replace(/^(?:-# |⚠️ )/gm, ''))).toEqual([]);
      }
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('makes a modal that Discord takes', () => {
    const id = fc.stringMatching(/^[a-z]{1,20}$/);
    const field: fc.Arbitrary<FormField> = fc.oneof(
      fc.record({
        ...{ kind: fc.constant('text' as const), id, label: words, required: fc.boolean(), max: fc.integer() },
        ...{ value: words, hint: words },
      }),
      fc.record({ kind: fc.constant('choice' as const), id, label: words, options: fc.array(words), value: words }),
      fc.record({ kind: fc.constant('choice' as const), id, label: words, options: fc.array(words), hint: words }),
      fc.record({ kind: fc.constant('flag' as const), id, label: words, value: fc.boolean() }),
      fc.record({
        ...{ kind: fc.constantFrom('person' as const, 'role' as const, 'channel' as const), id, label: words },
        ...{ required: fc.boolean(), value: fc.oneof(words, fc.constantFrom('U0ADA00001', '1000000000000000007')) },
      }),
      fc.record({ kind: fc.constant('image' as const), id, label: words, max: fc.integer() }),
    );
    const property = fc.property(words, fc.array(field, { minLength: 1, maxLength: 8 }), (title, fields) => {
      const form = { name: 'edit', title, submitLabel: 'Edit', state: 'token.edit', fields };
      expect(modalFaultsOf(layModal(form))).toEqual([]);
    });
    fc.assert(property, RUNS);
  });
});
