import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layAnswer } from '#src/chat/slack/layout/answer.ts';
import { layFailure } from '#src/chat/slack/layout/failure.ts';
import { layHome } from '#src/chat/slack/layout/home.ts';
import type { LaidImage } from '#src/chat/slack/layout/laid.ts';
import { layModal } from '#src/chat/slack/layout/modal.ts';
import { layNotice } from '#src/chat/slack/layout/notice.ts';
import { layProgress } from '#src/chat/slack/layout/progress.ts';
import { layQuestion } from '#src/chat/slack/layout/question.ts';
import { layMore, layResult } from '#src/chat/slack/layout/result.ts';
import type { TextPart } from '#src/domain/text.ts';
import type { Action, ActionKind, FormField } from '#src/ports/cards.ts';
import { failure, picture, progress, question, result } from '../../discord/layout/cards.ts';
import { file } from './files.ts';
import { faultsOf, homeFaultsOf, modalFaultsOf } from './strict-message.ts';

const PIECES = [
  ...['<!channel>', '<@U1>', '*', '`', '\n', '&', '"', '> ', 'https://b.c', '\u202E', '狐', '🎨', 'שלום', 'fox ', ' '],
];

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join('')),
  fc.tuple(fc.constantFrom(...PIECES), fc.nat(2000)).map(([piece, times]) => piece.repeat(times)),
);

const part: fc.Arbitrary<TextPart> = fc.oneof(
  words.map((plain) => ({ plain })),
  words.map((bold) => ({ bold })),
  words.map((code) => ({ code })),
  fc.oneof(words, fc.constantFrom('U12', 'W3')).map((mention) => ({ mention })),
  fc.oneof(words, fc.constantFrom('C12', 'G3')).map((channel) => ({ channel })),
  fc.oneof(fc.double(), fc.integer({ min: 0, max: 4e12 })).map((time) => ({ time })),
  fc.record({
    link: fc.oneof(
      fc.webUrl({ size: 'large' }),
      words,
      fc.nat(4000).map((n) => `https://a.b/${'x'.repeat(n)}`),
    ),
    label: words,
  }),
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

const files: fc.Arbitrary<LaidImage[]> = fc
  .tuple(fc.nat(14), words)
  .map(([count, alt]) => Array.from({ length: count }, (_, index) => file(`F0${index}`, alt)));

/** Whatever an app might hand over, in one record for all cards. */
const given = fc.record({ one: words, other: words, anyText, texts, facts, actions, files, count: fc.nat(20) });

const RUNS = { numRuns: 100 };

describe('whatever is in a card', () => {
  it('makes a message that Slack takes', () => {
    const property = fc.property(given, fc.double(), ({ one, other, anyText: said, texts: many, ...rest }, number) => {
      const card = result(0, {
        ...{ prompt: one, text: other, revisedPrompt: one, warnings: many, facts: rest.facts, actions: rest.actions },
        owner: { userId: 'U1', displayName: other },
        pictures: Array.from({ length: rest.count }, (_, index) => picture(index)),
        references: { count: rest.count },
        ...(rest.count % 2 === 1 && { spoiler: true }),
      });
      const beside = { sheet: file('F0ALL', one), references: file('F0REF', other) };
      const preview = { url: 'https://easel.example/preview.jpg', alt: one };
      const state = { prompt: one, status: said, warnings: many, percent: number, etaMs: number, position: rest.count };
      for (const laid of [
        layResult(card, { pictures: rest.files, notes: many, ...beside }),
        layMore(card, rest.files.length > 0 ? rest.files : [preview], rest.count),
        layProgress(progress(state), preview),
        layQuestion(question({ prompt: one, warnings: many, facts: rest.facts }), preview),
        layFailure({ ...failure({ text: said }), prompt: other, actions: rest.actions }),
        layNotice(said),
      ]) {
        expect(faultsOf(laid)).toEqual([]);
      }
    });
    fc.assert(property, RUNS);
  });

  it('makes an answer of a few messages that Slack takes', () => {
    const rowsOf = fc.array(fc.array(anyText, { maxLength: 25 }), { maxLength: 30 });
    const property = fc.property(given, rowsOf, fc.boolean(), (some, rows, plainTables) => {
      const { one, other, anyText: said, texts: notes, files: originals, actions: next } = some;
      const text = layAnswer(
        { kind: 'text', text: said, actions: next },
        { notes, originals, picture: file('F0A', one) },
      );
      const card = { kind: 'table' as const, title: one, columns: [one, other, one], rows, note: said, actions: next };
      const table = layAnswer(card, { notes }, { plainTables });
      expect([...text, ...table].flatMap(faultsOf)).toEqual([]);
      expect(Math.max(text.length, table.length)).toBeLessThanOrEqual(5);
    });
    fc.assert(property, RUNS);
  });

  it('makes a modal that Slack takes', () => {
    const id = fc.stringMatching(/^[a-z]{1,20}$/);
    const field: fc.Arbitrary<FormField> = fc.oneof(
      fc.record({
        ...{ kind: fc.constant('text' as const), id, label: words, required: fc.boolean(), max: fc.integer() },
        ...{ value: words, hint: words },
      }),
      fc.record({
        ...{ kind: fc.constant('choice' as const), id, label: words, options: fc.array(words), value: words },
        required: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('choice' as const), id, label: words, options: fc.array(words), hint: words }),
      fc.record({ kind: fc.constant('flag' as const), id, label: words, value: fc.boolean() }),
      fc.record({
        ...{ kind: fc.constantFrom('person' as const, 'role' as const, 'channel' as const), id, label: words },
        ...{ required: fc.boolean(), value: fc.oneof(words, fc.constantFrom('U0ADA00001', '1000000000000000007')) },
      }),
      fc.record({ kind: fc.constant('image' as const), id, label: words, max: fc.integer() }),
    );
    const channel = fc.option(fc.constant('C1'));
    const property = fc.property(
      words,
      fc.array(field, { minLength: 1, maxLength: 8 }),
      channel,
      (title, fields, at) => {
        const form = { name: 'edit', title, submitLabel: title, state: 'token.edit', fields };
        const place = { channelId: at, threadTs: null, isDirect: false };
        expect(modalFaultsOf(layModal(form, place))).toEqual([]);
      },
    );
    fc.assert(property, RUNS);
  });

  it('makes a page that Slack takes', () => {
    const property = fc.property(given, fc.double(), fc.oneof(fc.webUrl(), words), (some, madeAt, url) => {
      const { one, other, anyText: about, facts: told, count } = some;
      const recent = Array.from({ length: count }, () => ({
        ...{ jobId: 'job1', prompt: one, madeAt },
        picture: { ...picture(0, other), url },
      }));
      const models = Array.from({ length: count * 3 }, () => ({ name: other, about }));
      expect(homeFaultsOf(layHome({ facts: told, recent, models, tenant: told }))).toEqual([]);
    });
    fc.assert(property, RUNS);
  });
});
