import { describe, expect, it } from 'vitest';
import { layFailure } from '#src/chat/slack/layout/failure.ts';
import { layNotice } from '#src/chat/slack/layout/notice.ts';
import { layProgress } from '#src/chat/slack/layout/progress.ts';
import { layQuestion } from '#src/chat/slack/layout/question.ts';
import { text } from '#src/domain/text.ts';
import { failure, progress, question } from '../../discord/layout/cards.ts';
import { file } from './files.ts';
import { labelsIn, readIn, sketchOf } from './read-layout.ts';
import { faultsOf } from './strict-message.ts';

const ENDLESS = ['🎨'.repeat(4000), '狐'.repeat(4000), '"<`&'.repeat(1000), 'a\n'.repeat(2000), 'ש'.repeat(4000)];
const many = (words: string) => Array.from({ length: 50 }, () => text(words));

describe('progress', () => {
  it('quotes the prompt and tells how far it is, with a way out', () => {
    const laid = layProgress(progress());
    expect(sketchOf(laid)).toEqual([
      '> a fox in the snow',
      '▰▰▰▰▰▰▱▱▱▱ 62 %',
      '*Drawing* · about 12 seconds left',
      'danger Cancel',
    ]);
    expect(laid.text).toBe('Drawing · 62 % · a fox in the snow');
    expect(faultsOf(laid)).toEqual([]);
  });

  it('shows an unfinished picture where there is an address for it', () => {
    const laid = layProgress(progress(), { url: 'https://easel.example/p/1.jpg', alt: 'Unfinished picture' });
    expect(sketchOf(laid)).toContain('[https://easel.example/p/1.jpg: Unfinished picture]');
    expect(faultsOf(laid)).toEqual([]);
  });

  it.each([
    [0, '▱▱▱▱▱▱▱▱▱▱ 0 %'],
    [9.4, '▱▱▱▱▱▱▱▱▱▱ 9 %'],
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
    [{ position: 3, status: [] }, 'number 3 in line'],
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

  it('clips a long prompt, so that the bar stays in sight', () => {
    const [quote = ''] = sketchOf(layProgress(progress({ prompt: 'fox '.repeat(1000) })));
    expect(quote.length).toBeLessThan(500);
    expect(quote).toMatch(/…$/);
  });
});

describe('a question', () => {
  it('tells what it is about, what it costs and would do, and takes yes or no', () => {
    const laid = layQuestion(question(), file('F0OVER', 'The part that may change, tinted'));
    expect(sketchOf(laid)).toEqual([
      '*Go ahead?*',
      'Cost: *24 credits*',
      '> a fox in the snow',
      '[F0OVER: The part that may change, tinted]',
      '⚠️ 21:9 was not possible.',
      'small Pictures 12',
      'primary Start | Leave it',
    ]);
    expect(laid.text).toBe('Go ahead? Cost: 24 credits · a fox in the snow');
    expect(faultsOf(laid)).toEqual([]);
  });

  it('finds the price among facts of any name', () => {
    const facts = [{ label: 'To pay', value: text('8 ', { bold: 'credits' }) }];
    expect(sketchOf(layQuestion(question({ facts })))).toContain('To pay: *8 **credits*');
    expect(sketchOf(layQuestion(question({ facts: [] })))[0]).toBe('*Go ahead?*');
  });
});

describe('a failure', () => {
  it('tells whose problem it is, what to do, and what was asked', () => {
    const laid = layFailure(failure());
    expect(sketchOf(laid)).toEqual([
      '*⚠️ About your prompt*',
      'The provider blocked this request. Nothing was charged.',
      '> a fox in the snow',
      'Reroll',
    ]);
    expect(laid.text).toBe('About your prompt: The provider blocked this request. Nothing was charged.');
    expect(faultsOf(laid)).toEqual([]);
  });

  it('is calm where somebody stopped it', () => {
    const laid = layFailure(failure({ code: 'canceled', text: text('This was canceled.') }));
    expect(sketchOf(laid)[0]).toBe('This was canceled.');
    expect(laid.text).toBe('This was canceled.');
  });

  it('shows times, links, people and code as Slack does', () => {
    const said = text('More come at ', { time: 1_700_000_000_000 }, '. See ', {
      link: 'https://x.y/(a)|b',
      label: 'here',
    });
    const laid = layFailure(
      failure({ text: [...said, ...text(' ', { code: 'a`b' }, ' or ask ', { mention: 'U12' })] }),
    );
    expect(sketchOf(laid)).toContain(
      'More come at <1700000000 {date_short_pretty} at {time}>. See <https://x.y/(a)|b|here> `a`b` or ask <@U12>',
    );
    expect(laid.text).toContain('More come at 2023-11-14 22:13 UTC. See here a`b or ask U12');
    expect(faultsOf(laid)).toEqual([]);
  });

  it('makes no link of what is no address of the web, and calls nobody who is no person', () => {
    const foul = text(
      { link: 'javascript:alert(1)', label: 'here' },
      ' ',
      { mention: '!channel' },
      { channel: '!here' },
      { time: Number.NaN },
    );
    const laid = layFailure(failure({ code: 'canceled', text: foul }));
    expect(sketchOf(laid)[0]).toBe('here !channel!heresome time');
  });
});

describe('a notice', () => {
  it('is a line, and never nothing', () => {
    expect(sketchOf(layNotice(text('Deleted.')))).toEqual(['Deleted.']);
    expect(faultsOf(layNotice([]))).toEqual([]);
  });

  it('keeps its lines, and ends with … where it is too long', () => {
    expect(sketchOf(layNotice(text('One.\nTwo.')))).toEqual(['One.', 'Two.']);
    const laid = layNotice(text('word '.repeat(5000)));
    expect(faultsOf(laid)).toEqual([]);
    expect(readIn(laid)).toMatch(/…$/);
  });
});

describe('the limits of Slack', () => {
  it.each(ENDLESS.map((words) => [words.slice(0, 4), words]))('hold with endless %j', (_name, words) => {
    const warnings = many(words);
    const facts = Array.from({ length: 30 }, () => ({ label: words, value: text(words) }));
    const preview = file('F0PRE', words);
    const said = text({ bold: words }, { code: words }, { link: 'https://x.y', label: words }, words);
    for (const laid of [
      layProgress(progress({ prompt: words, status: text(words), warnings }), preview),
      layQuestion(question({ prompt: words, warnings, facts }), preview),
      layFailure({ ...failure({ text: said }), prompt: words }),
      layNotice(text(words)),
      layNotice(said),
    ]) {
      expect(faultsOf(laid)).toEqual([]);
    }
  });
});
