import { describe, expect, it } from 'vitest';
import { layFailure } from '#src/chat/discord/layout/failure.ts';
import { layNotice } from '#src/chat/discord/layout/notice.ts';
import { layProgress } from '#src/chat/discord/layout/progress.ts';
import { layQuestion } from '#src/chat/discord/layout/question.ts';
import { text } from '#src/domain/text.ts';
import { failure, file, progress, question } from './cards.ts';
import { activeIn, labelsIn, readIn, sketchOf, writtenIn } from './read-layout.ts';
import { faultsOf } from './strict-message.ts';

const ENDLESS = ['🎨'.repeat(4000), '狐'.repeat(4000), '*@<`'.repeat(1000), 'a\n'.repeat(2000), 'ש'.repeat(4000)];
const many = (words: string) => Array.from({ length: 50 }, () => text(words));

describe('progress', () => {
  it('quotes the prompt and tells how far it is, with the newest picture and a way out', () => {
    const laid = layProgress(progress(), { preview: file('preview.jpg', 'Unfinished picture') });
    expect(sketchOf(laid)).toEqual([
      'container #d9562f',
      '> a fox in the snow',
      '▰▰▰▰▰▰▱▱▱▱ 62 %',
      '**Drawing** · about 12 seconds left',
      '[attachment://preview.jpg: Unfinished picture]',
      'red Cancel',
    ]);
    expect(faultsOf(laid)).toEqual([]);
  });

  it.each([
    [0, '▱▱▱▱▱▱▱▱▱▱ 0 %'],
    [9.4, '▱▱▱▱▱▱▱▱▱▱ 9 %'],
    [50, '▰▰▰▰▰▱▱▱▱▱ 50 %'],
    [99, '▰▰▰▰▰▰▰▰▰▱ 99 %'],
    [250, '▰▰▰▰▰▰▰▰▰▰ 100 %'],
    [Number.NaN, '▱▱▱▱▱▱▱▱▱▱ 0 %'],
  ])('draws %d percent as a bar', (percent, bar) => {
    expect(readIn(layProgress(progress({ percent })))).toContain(bar);
  });

  it.each([
    [{ etaMs: 400 }, 'Drawing · any moment now'],
    [{ etaMs: 12_300 }, 'Drawing · about 12 seconds left'],
    [{ etaMs: 100_000 }, 'Drawing · about 2 minutes left'],
    [{ etaMs: 7_200_000 }, 'Drawing · about 2 hours left'],
    [{ position: 3 }, 'Drawing · number 3 in line'],
    [{ position: 3, status: text('Number 3 in line') }, 'Number 3 in line'],
  ])('says in words what is left: %j', (more, words) => {
    const { etaMs, ...rest } = progress();
    expect(etaMs).toBeGreaterThan(0);
    expect(readIn(layProgress({ ...rest, ...more })).split('\n')).toContain(words);
  });

  it('has no button where nothing can be stopped', () => {
    const { cancel, ...rest } = progress({ warnings: [text('21:9 was not possible.')] });
    expect(cancel?.label).toBe('Cancel');
    const laid = layProgress(rest);
    expect(labelsIn(laid)).toEqual([]);
    expect(readIn(laid)).toContain('⚠️ 21:9 was not possible.');
  });

  it('tells small what is good to know beforehand', () => {
    const laid = layProgress(progress(), { notes: [text('It may come elsewhere.')] });
    expect(writtenIn(laid)).toContain('-# It may come elsewhere.');
  });

  it('clips a long prompt, so that the bar stays in sight', () => {
    const written = writtenIn(layProgress(progress({ prompt: 'fox '.repeat(1000) })));
    expect(written.length).toBeLessThan(400);
    expect(written).toContain('…');
  });
});

describe('a question', () => {
  it('tells what it is about, what it costs and would do, and takes yes or no', () => {
    const laid = layQuestion(question(), file('overlay.png', 'The part that may change, tinted'));
    expect(sketchOf(laid)).toEqual([
      'container #f2a65a',
      '### Go ahead?',
      'Cost: **24 credits**',
      '> a fox in the snow',
      '[attachment://overlay.png: The part that may change, tinted]',
      '⚠️ 21\\:9 was not possible.',
      '-# Pictures 12',
      'green Start | Leave it',
    ]);
    expect(faultsOf(laid)).toEqual([]);
  });

  it('finds the price among facts of any name', () => {
    const facts = [{ label: 'To pay', value: text('8 ', { bold: 'credits' }) }];
    expect(writtenIn(layQuestion(question({ facts })))).toContain('To pay: **8 credits**');
    expect(writtenIn(layQuestion(question({ facts: [] })))).toContain('### Go ahead?');
  });
});

describe('a failure', () => {
  it('tells whose problem it is, what to do, and what was asked', () => {
    const laid = layFailure(failure());
    expect(sketchOf(laid)).toEqual([
      'container #b3261e',
      '### ⚠️ About your prompt',
      'The provider blocked this request. Nothing was charged.',
      '> a fox in the snow',
      '🔄 Reroll',
    ]);
    expect(faultsOf(laid)).toEqual([]);
  });

  it('is calm where somebody stopped it', () => {
    const laid = layFailure(failure({ code: 'canceled', text: text('This was canceled.') }));
    expect(readIn(laid)).toMatch(/^This was canceled\./);
  });

  it('shows times, links and code as Discord does, and lets no word of a person out of its part', () => {
    const said = text(
      'More come at ',
      { time: 1_700_000_000_000 },
      '. See ',
      { link: 'https://x.y/(a)', label: 'here' },
      ' ',
      {
        code: 'a`b',
      },
    );
    const written = writtenIn(layFailure(failure({ text: said })));
    expect(written).toContain('More come at <t:1700000000:f>. See [here](https://x.y/%28a%29) `aˋb`');
    const foul = text(
      { link: 'javascript:alert(1)', label: 'a](https://evil.example)' },
      { mention: '<@&1>' },
      { channel: '@everyone' },
      '@everyone',
    );
    expect(activeIn(writtenIn(layFailure(failure({ code: 'canceled', text: foul }))))).toEqual([]);
  });
});

describe('a notice', () => {
  it('is one line', () => {
    expect(layNotice(text('Deleted.')).components).toEqual([{ type: 10, content: 'Deleted.' }]);
    expect(faultsOf(layNotice([]))).toEqual([]);
  });
});

describe('the limits of Discord', () => {
  it.each(ENDLESS.map((words) => [words.slice(0, 4), words]))('hold with endless %j', (_name, words) => {
    const warnings = many(words);
    const facts = Array.from({ length: 30 }, () => ({ label: words, value: text(words) }));
    const preview = file('preview.jpg', words);
    const said = text({ bold: words }, { code: words }, { link: 'https://x.y', label: words }, words);
    for (const laid of [
      layProgress(progress({ prompt: words, status: text(words), warnings }), { preview, notes: warnings }),
      layQuestion(question({ prompt: words, warnings, facts }), preview),
      layFailure({ ...failure({ text: said }), prompt: words }),
      layNotice(text(words)),
      layNotice(said),
    ]) {
      expect(faultsOf(laid)).toEqual([]);
    }
  });
});
