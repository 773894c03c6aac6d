import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layAnswer } from '#src/chat/slack/layout/answer.ts';
import { layFailure } from '#src/chat/slack/layout/failure.ts';
import { layHome } from '#src/chat/slack/layout/home.ts';
import type { Laid } from '#src/chat/slack/layout/laid.ts';
import { layModal } from '#src/chat/slack/layout/modal.ts';
import { layProgress } from '#src/chat/slack/layout/progress.ts';
import { layQuestion } from '#src/chat/slack/layout/question.ts';
import { layMore, layResult } from '#src/chat/slack/layout/result.ts';
import type { Text } from '#src/domain/text.ts';
import { failure, picture, progress, question, result } from '../../discord/layout/cards.ts';
import { file } from './files.ts';
import { partsOf } from './strict-message.ts';

/** Pieces that Slack, bidi rules or the eye give a meaning to, in any order. */
const PIECES = [
  ...['<!channel>', '<!here>', '<!everyone>', '<@U1>', '<@W1|ada>', '<#C1|art>', '<!subteam^S1>', '@everyone', '@here'],
  ...['<!date^1^{date}|x>', '<https://evil.example|free>', 'https://evil.example', '&lt;!channel&gt;', '&amp;', '&'],
  ...[
    '*bold*',
    '_it_',
    '~no~',
    '`',
    '```',
    '> ',
    '>>> ',
    '- ',
    '1. ',
    ':smile:',
    ':skin-tone-2:',
    '#general',
    '|',
    '^',
  ],
  ...['\n', '\n\n\n', '\r\n', '\t', '\u2028', '\0', '\x1b[31m', '\uD83C', '\uDFA8', '"', '\\', '{"type":"mrkdwn"}'],
  ...['\u202E', '\u202A', '\u202C', '\u2066', '\u2068', '\u2069', '\u200B', '\u200D', '\uFEFF', '\u{E0041}', 'שלום'],
  ...['🎨', '👩‍👩‍👧‍👦', 'e\u0301', 'a\u0300\u0301'.repeat(9), 'fox ', '狐'],
];

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }).map((pieces) => pieces.join('')),
  fc.tuple(fc.constantFrom(...PIECES), fc.nat(4000)).map(([piece, times]) => piece.repeat(times)),
);

const plain = (words: string): Text => [{ plain: words }];

/** Every card with these words wherever a person's or a model's can be. */
function laidWith(words: string): readonly Laid[] {
  const facts = [{ label: 'Style', value: plain(words) }];
  const card = result(2, {
    ...{ prompt: words, text: words, revisedPrompt: words, facts, warnings: [plain(words)] },
    owner: { userId: 'U1', displayName: words },
  });
  const image = file('F01', words);
  const rows = [[plain(words), plain(words)]];
  return [
    layResult(card, { pictures: [image, image], references: image, sheet: image, notes: [plain(words)] }),
    layMore(card, [image], 10),
    layProgress(progress({ prompt: words, status: plain(words), warnings: [plain(words)] }), image),
    layQuestion(question({ prompt: words, facts, warnings: [plain(words)] }), image),
    layFailure({ ...failure({ text: plain(words) }), prompt: words }),
    ...layAnswer({ kind: 'text', text: plain(words) }, { picture: image, notes: [plain(words)] }),
    ...layAnswer({ kind: 'table', title: words, columns: [words, 'b'], rows, note: plain(words) }, { notes: [] }),
    ...layAnswer({ kind: 'table', title: words, columns: ['a', 'b'], rows }, { notes: [] }, { plainTables: true }),
  ];
}

/** The only things that may hold words, none of which Slack reads anything out of. */
const HOLDERS = new Set(['text', 'raw_text', 'plain_text', 'image']);
/** What Slack would act upon. */
const ACTIVE = new Set([
  'user',
  'usergroup',
  'broadcast',
  'channel',
  'team',
  'link',
  'emoji',
  'date',
  'mrkdwn',
  'markdown',
]);

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

const lines = (given: unknown): readonly string[] => (typeof given === 'string' ? given.split('\n') : []);

describe('words of a person', () => {
  it('notify nobody, link nowhere and are laid out as nothing but words', () => {
    const property = fc.property(hostile, (words) => {
      for (const laid of laidWith(words)) {
        const parts = partsOf(laid.blocks);
        expect(parts.filter(({ type }) => ACTIVE.has(type))).toEqual([]);
        const holders = parts.filter(({ text }) => typeof text === 'string');
        expect(holders.filter(({ type }) => !HOLDERS.has(type))).toEqual([]);
      }
    });
    fc.assert(property, { numRuns: 150 });
  });

  it('are escaped where Slack reads entities, and nowhere else', () => {
    const property = fc.property(hostile, (words) => {
      for (const { text, blocks } of laidWith(words)) {
        const objects = partsOf(blocks).flatMap((part) => (part.type === 'plain_text' ? [String(part.text)] : []));
        for (const written of [text, ...objects]) expect(written).not.toMatch(/[<>]|&(?!(?:amp|lt|gt);)/);
      }
    });
    fc.assert(property, { numRuns: 150 });
    const [laid] = laidWith('<!channel> & <@U1>');
    expect(laid?.text).toBe('2 pictures for &lt;!channel&gt; &amp; &lt;@U1&gt; · &lt;!channel&gt; &amp; &lt;@U1&gt;');
    expect(JSON.stringify(laid?.blocks)).toContain('"text":"<!channel> & <@U1>"');
  });

  it('leave no direction open at the end of a line, and hold no control characters', () => {
    const property = fc.property(hostile, (words) => {
      for (const { text, blocks } of laidWith(words)) {
        for (const line of [text, ...partsOf(blocks).flatMap((part) => lines(part.text))]) {
          expect(leftOpen(line)).toBe(0);
          expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\uFEFF\u200B]/u);
          expect(line.isWellFormed()).toBe(true);
        }
      }
    });
    fc.assert(property, { numRuns: 150 });
  });

  it('are no more than words in forms and on the own page', () => {
    const property = fc.property(hostile, (words) => {
      const field = { kind: 'text' as const, id: 'prompt', label: words, required: true, max: 100, hint: words };
      const form = { name: 'edit', title: words, submitLabel: words, state: 's', fields: [{ ...field, value: words }] };
      const modal = layModal(form, { channelId: null, threadTs: null, isDirect: false });
      const facts = [{ label: words, value: plain(words) }];
      const recent = [{ jobId: 'j', prompt: words, madeAt: 0, picture: { ...picture(0, words), url: 'https://a.b' } }];
      const home = layHome({ facts, recent, models: [{ name: words, about: plain(words) }], tenant: facts });
      const active = partsOf([modal, home]).filter(({ type }) => type !== 'date' && ACTIVE.has(type));
      expect(active).toEqual([]);
    });
    fc.assert(property, { numRuns: 150 });
  });

  it('are laid out quickly, whatever is pasted', () => {
    const started = performance.now();
    for (const words of ['*'.repeat(100_000), 'a\n'.repeat(50_000), '\u202E'.repeat(100_000), '🎨'.repeat(50_000)]) {
      layProgress(progress({ prompt: words }));
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
