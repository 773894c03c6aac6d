import { describe, expect, it } from 'vitest';

interface Draft {
  readonly name: string;
  readonly words: string;
  readonly options: Readonly<Record<string, string>>;
}
type ReadDraft = (
  text: string,
  about: { readonly commands: readonly object[]; readonly hasPictures: boolean },
) => Draft;

const page = new URL('../../../src/chat/playground/page/draft.js', import.meta.url).href;
// The page's own file, which has no types.
const { readDraft } = (await import(page)) as { readonly readDraft: ReadDraft };

const SET = {
  name: 'quota set',
  options: [
    { id: 'amount', kind: 'integer' },
    { id: 'user', kind: 'person' },
    { id: 'channel', kind: 'channel' },
    { id: 'models', kind: 'text' },
    { id: 'reason', kind: 'text' },
  ],
};
const IMAGINE = {
  name: 'imagine',
  options: [
    { id: 'prompt', kind: 'text' },
    { id: 'n', kind: 'integer' },
  ],
};

const read = (text: string) => {
  const { name, words, options } = readDraft(text, { commands: [SET, IMAGINE], hasPictures: false });
  return { name, words, options };
};

describe('what is typed into the box', () => {
  it.each([
    ['amount: 30 reason: a test', { amount: '30', reason: 'a test' }],
    ['amount:30 reason:"a test"', { amount: '30', reason: 'a test' }],
    ['channel: #studio models: simulator/sketch, flux', { channel: '#studio', models: 'simulator/sketch, flux' }],
    ['reason: see rule: no faces amount:5', { reason: 'see rule: no faces', amount: '5' }],
    ['user: @ada', { user: '@ada' }],
    ['Amount: 30', { amount: '30' }],
  ])('%s is options of a command without a prompt', (text, options) => {
    expect(read(`/quota set ${text}`)).toEqual({ name: 'quota set', words: '', options });
  });

  it('keeps what stands before them as words, in which signs are read', () => {
    expect(read('/quota set @ada 50 reason: won')).toEqual({
      name: 'quota set',
      words: '',
      options: { user: 'ada', amount: '50', reason: 'won' },
    });
  });

  it('leaves a prompt its own words', () => {
    expect(read('/imagine a sign that says n: 7 n:2')).toEqual({
      name: 'imagine',
      words: 'a sign that says n: 7',
      options: { n: '2' },
    });
  });
});
