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

interface Offered {
  readonly title: string;
  readonly eager: boolean;
  readonly items: readonly { readonly label: string; readonly hint: string; readonly by: string }[];
}
type Suggest = (before: string, about: Parameters<ReadDraft>[1]) => Offered | undefined;

const page = new URL('../../../src/chat/playground/page/draft.js', import.meta.url).href;
// The page's own file, which has no types.
const { readDraft, suggest } = (await import(page)) as { readonly readDraft: ReadDraft; readonly suggest: Suggest };

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

describe('what is offered while somebody types', () => {
  const USE = {
    name: 'template use',
    options: [
      {
        ...{ id: 'name', kind: 'text', required: true, about: 'Which template' },
        values: [
          { value: 'poster', label: 'poster: A poster of {{subject}}' },
          { value: 'postcard', label: 'postcard: Greetings from {{place}}' },
        ],
      },
      { id: 'blank1', kind: 'text', about: 'What stands in its first blank' },
    ],
  };
  const offered = (before: string) => suggest(before, { commands: [USE, IMAGINE], hasPictures: false });
  const labels = (before: string) => offered(before)?.items.map(({ label }) => label);

  it('is the names of templates, behind a command that takes one', () => {
    expect(offered('/template use ')).toMatchObject({
      title: 'Which template',
      eager: false,
      items: [{ label: 'poster', hint: 'A poster of {{subject}}', by: 'poster' }, { label: 'postcard' }],
    });
    expect(offered('/template use poste')).toMatchObject({ eager: true, items: [{ label: 'poster' }] });
    expect(labels('/template use POST')).toEqual(['poster', 'postcard']);
  });

  it('is nothing of that once a name is whole, or words follow it', () => {
    expect(labels('/template use poster')).not.toContain('poster');
    expect(labels('/template use poster a fox')).toEqual([]);
    expect(labels('/imagine ')).not.toContain('poster');
  });
});
