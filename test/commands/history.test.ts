import { describe, expect, it } from 'vitest';
import { history } from '#commands/history.ts';
import type { Answer } from '#src/ports/cards.ts';
import type { Gallery, GalleryItem, GallerySearch } from '#src/ports/gallery.ts';
import { jobLike, type SaidIn, say, TODAY, TOMORROW, wordsOf } from './say.ts';

const NOON = Date.UTC(2026, 0, 1, 12);

const itemLike = (more: Partial<GalleryItem> = {}): GalleryItem => ({
  jobId: 'job-1',
  person: { id: 'ada', name: 'Ada' },
  isOwn: true,
  madeAt: NOON,
  state: 'succeeded',
  prompt: 'a fox',
  modelId: 'simulator/sketch',
  mode: 'generate',
  credits: 2,
  pictures: [],
  isHidden: false,
  isPrivate: false,
  ...more,
});

const PICTURE = {
  key: 'jobs/job-1/0.png',
  type: 'image/png',
  width: 8,
  height: 8,
  alt: 'a fox',
  name: 'easel-job-1-1.png',
  open: async () => undefined,
  fit: async () => undefined,
} as const;

/** A gallery that answers as told, and what it was asked. */
function galleryOf(answers: Partial<Gallery> & { readonly items?: readonly GalleryItem[] } = {}) {
  const asked: GallerySearch[] = [];
  const { items = [], ...more } = answers;
  const gallery: Gallery = {
    search: async (wanted) => {
      asked.push(wanted);
      return { items };
    },
    item: async () => undefined,
    pageLink: async () => 'https://easel.test/gallery#token',
    timeZone: async () => 'Europe/Berlin',
    ...more,
  };
  const context: SaidIn = { gallery };
  return { context, asked };
}

const actionsOf = ({ actions = [] }: Answer) => actions.map(({ label, state }) => [label, state]);

describe('/history', () => {
  it('lists requests with their state and cost, and clips long words', async () => {
    const items = [
      itemLike({ state: 'running', prompt: '🦊'.repeat(100), credits: 0 }),
      itemLike({ jobId: 'job-2', state: 'outcome-unknown', credits: 0 }),
    ];
    const [title, , first, second] = wordsOf(await say(history, {}, galleryOf({ items }).context)).split('\n');
    expect(title).toBe('Your latest requests');
    expect(first).toBe(`2026-01-01 12:00 UTC | ${'🦊'.repeat(79)}… | processing | 0 | job-1`);
    expect(second).toContain('a fox | failed (outcome unknown) | 0 | job-2');
  });

  it('asks for ten of their own unless told, and says when there is nothing', async () => {
    const { context, asked } = galleryOf();
    expect(wordsOf(await say(history, {}, context))).toMatch(/You have made nothing yet.*Begin with \/imagine/s);
    await say(history, { n: 3, page: 4 }, context);
    expect(asked).toMatchObject([
      { whose: 'own', limit: 10, skip: 0 },
      { whose: 'own', limit: 3, skip: 9 },
    ]);
  });

  it('searches by words, model, mode and days, by the clocks of the place', async () => {
    const { context, asked } = galleryOf();
    const options = { words: 'red fox', model: 'flux', mode: 'edit', from: '2025-12-24', to: 'yesterday' };
    expect(wordsOf(await say(history, options, context))).toMatch(/Nothing found.*Try fewer words/s);
    expect(asked).toMatchObject([
      {
        words: 'red fox',
        model: 'flux',
        mode: 'edit',
        from: Date.UTC(2025, 11, 23, 23),
        to: Date.UTC(2025, 11, 31, 23),
      },
    ]);
  });

  it.each([
    [{ from: 'once' }, 'from'],
    [{ to: '2026-02-30' }, 'to'],
    [{ from: '2026-01-02', to: '2026-01-01' }, 'from'],
  ])('refuses days that are none: %j', async (options, option) => {
    await expect(say(history, options, galleryOf().context)).rejects.toMatchObject({
      code: 'option-invalid',
      details: { option },
    });
  });

  it('offers the gallery, and the newest results once more', async () => {
    const items = [itemLike({ pictures: [PICTURE] }), itemLike({ jobId: 'job-2' })];
    const { answers } = await say(history, {}, galleryOf({ items }).context);
    expect(answers[0]?.links).toEqual([{ label: 'Open gallery', url: 'https://easel.test/gallery#token' }]);
    expect(answers.flatMap(actionsOf)).toEqual([['Newest result', 'run:history?job=job-1']]);
  });

  it('begins the gallery with what was looked for', async () => {
    const begun: unknown[] = [];
    const pageLink: Gallery['pageLink'] = async (given) => void begun.push(given);
    const { context } = galleryOf({ pageLink });
    await say(history, { everyone: true, words: 'red fox', model: 'flux', from: '2026-01-01' }, context);
    await say(history, { user: 'eve' }, context);
    expect(begun).toEqual([{ whose: 'everyone', words: 'red fox', model: 'flux' }, { whose: { personId: 'eve' } }]);
  });

  it('has no gallery where people cannot reach this installation, and none anew when a page is turned', async () => {
    const { answers } = await say(history, {}, galleryOf({ pageLink: async () => undefined }).context);
    expect(answers[0]).not.toHaveProperty('links');
    const turned = galleryOf({ pageLink: () => Promise.reject(new Error('asked')) });
    expect((await say(history, { page: 2 }, turned.context)).answers[0]).not.toHaveProperty('links');
  });

  it('turns pages by buttons that keep the search', async () => {
    const items = [itemLike()];
    const search = async () => ({ items, next: 'there' });
    const { answers } = await say(history, { page: 2, words: 'red fox', n: 5 }, galleryOf({ search }).context);
    expect(answers.flatMap(actionsOf)).toEqual([
      ['Older', 'run:history?page=3&words=red+fox&n=5'],
      ['Newer', 'run:history?page=1&words=red+fox&n=5'],
    ]);
  });

  it('says what to say where a button has no room for the search', async () => {
    const search = async () => ({ items: [itemLike()], next: 'there' });
    const said = await say(history, { words: 'w'.repeat(90) }, galleryOf({ search }).context);
    expect(said.answers.flatMap(actionsOf)).toEqual([]);
    expect(wordsOf(said)).toContain('For older ones say the same with page:2');
  });

  it('tells how far back it looked where there was too much to look through', async () => {
    const search = async () => ({ items: [], next: 'there', lookedBackTo: NOON });
    expect(wordsOf(await say(history, { words: 'fox' }, galleryOf({ search }).context))).toContain(
      'I looked back to 2026-01-01 12:00 UTC',
    );
  });

  it('shows moderators what others made, and words only where they may be read', async () => {
    const eve = { id: 'eve', name: 'Eve' };
    const { prompt: _prompt, ...wordless } = itemLike({ person: eve, isOwn: false, pictures: [PICTURE] });
    const { context, asked } = galleryOf({ items: [wordless, itemLike({ person: eve, jobId: 'job-2' })] });
    const said = await say(history, { everyone: true }, context);
    expect(wordsOf(said).split('\n')).toMatchObject([
      'Latest requests here',
      'When | Who | Prompt | Model | Pictures | Credits | Job',
      '2026-01-01 12:00 UTC | eve | – | simulator/sketch | 1 | 2 | job-1',
      '2026-01-01 12:00 UTC | eve | a fox | simulator/sketch | 0 | 2 | job-2',
    ]);
    await say(history, { user: 'eve' }, context);
    await say(history, { user: 'ada' }, context);
    expect(asked.map(({ whose }) => whose)).toEqual(['everyone', { personId: 'eve' }, 'own']);
  });
});

describe('/history of one request', () => {
  const own: SaidIn = {
    ...galleryOf().context,
    job: async (id) => (id === 'job-1' ? jobLike({ state: 'failed', finishedAt: TOMORROW }) : undefined),
  };

  it('shows it in full, and says when there is none of that id', async () => {
    const said = wordsOf(await say(history, { job: 'job-1' }, own));
    expect(said).toContain('Job job-1');
    expect(said).toContain('State | failed\nPrompt | a fox\nAsked | 2026-01-01 12:00 UTC');
    expect(wordsOf(await say(history, { job: 'job-2' }, own))).toBe('You have no request of that id.');
  });

  it('is understood where somebody pastes an id among the words, and is searched where there is none', async () => {
    const job = async (id: string) => (id === 'a1b2c3d4e5f6a7b8' ? jobLike({}) : undefined);
    expect(wordsOf(await say(history, { words: 'a1b2c3d4e5f6a7b8' }, { ...own, job }))).toContain('Job job-1');
    expect(wordsOf(await say(history, { words: 'thunderstorm1234' }, { ...own, job }))).toContain('Nothing found');
  });

  it('shows moderators one of others without words that belong elsewhere', async () => {
    const { prompt: _prompt, ...wordless } = itemLike({ person: { id: 'eve', name: 'Eve' }, pictures: [PICTURE] });
    const said = await say(history, { job: 'job-9' }, galleryOf({ item: async () => wordless }).context);
    expect(wordsOf(said)).toContain('Who | eve\nState | success\nPrompt | posted in another channel');
    expect(said.answers[0]).toMatchObject({ originals: [PICTURE] });
  });
});

it('begins a day by the clocks of the place', async () => {
  const { context, asked } = galleryOf();
  await say(history, { from: 'today' }, context);
  expect(asked[0]?.from).toBe(TODAY - 13 * 3_600_000);
});
