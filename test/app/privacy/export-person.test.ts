import { expect, it } from 'vitest';
import { linesOf, openContentKit, ruleOf } from '../content/content-kit.ts';

const exported = async ({ talk }: Awaited<ReturnType<typeof openContentKit>>, user = 'ada') => {
  const { answer, visibility } = await talk.ask({ name: 'privacy export', user });
  const [file] = answer?.files ?? [];
  return { answer, visibility, file, data: JSON.parse(file?.content ?? '{}') };
};

it('of nothing is a file that says so', async () => {
  const kit = await openContentKit();
  const { answer, file, data, visibility } = await exported(kit);
  expect(visibility).toBe('private');
  expect(linesOf(answer)).toContain('Easel keeps no request of yours here');
  expect(file?.name).toBe('easel-my-data.json');
  expect(data).toMatchObject({ tenantId: 'guild', personId: 'ada', requests: [], cases: [], settings: {} });
  expect(data.credits).toMatchObject({ available: 40, held: 0 });
  expect(answer).not.toHaveProperty('originals');
});

it('has requests, pictures, settings, credits and cases, and nothing that belongs to others', async () => {
  const kit = await openContentKit({ rules: { words: [ruleOf('gore', 'block')] } });
  await kit.talk.ask({ name: 'settings', options: { aspect: '16:9' } });
  await kit.talk.ask({ id: 'asked', options: { prompt: 'a quilted fox' } });
  await kit.ended('asked');
  await kit.talk.ask({ id: 'refused', options: { prompt: 'quilted gore' } });
  await kit.ended('refused');
  await kit.talk.ask({ id: 'of another', user: 'eve', options: { prompt: 'a secret hen' } });
  await kit.ended('of another', 'eve');
  const { answer, file, data } = await exported(kit);
  expect(data.settings).toEqual({ aspect: '16:9' });
  expect(data.requests).toHaveLength(2);
  expect(JSON.stringify(data.requests)).toContain('a quilted fox');
  expect(data.cases).toMatchObject([{ words: 'quilted gore', stage: 'prompt', action: 'block' }]);
  expect(data.credits.entries.length).toBeGreaterThan(0);
  expect(data.usage).toMatchObject([
    { pictures: 1, credits: 2 },
    { pictures: 0, refused: 'content-rule' },
  ]);
  expect(file?.content).not.toMatch(/secret|eve|costUsd|usdMicros|token/i);
  expect(linesOf(answer)).toContain('2 requests with 1 picture');
  expect(answer?.originals).toHaveLength(1);
});

it('gives addresses instead of pictures where there are any', async () => {
  const kit = await openContentKit({
    wrap: (parts) => ({ ...parts, addressOf: ({ name }) => `https://easel.test/files/${name}` }),
  });
  await kit.talk.ask({ id: 'asked', options: { prompt: 'a fox' } });
  await kit.ended('asked');
  const { answer, data } = await exported(kit);
  expect(data.requests[0].result.pictures[0].address).toMatch(/^https:\/\/easel\.test\/files\/easel-/);
  expect(answer).not.toHaveProperty('originals');
});

it('never shows pictures that wait for a moderator', async () => {
  const check = { prompts: false, pictures: true, action: 'review' } as const;
  const kit = await openContentKit({
    rules: { check },
    check: {
      id: 'x',
      words: async () => ({ flagged: false, categories: [], scores: {} }),
      picture: async () => ({ flagged: true, categories: ['sexual'], scores: {} }),
    },
  });
  await kit.talk.ask({ id: 'asked', options: { prompt: 'a fox' } });
  await expect
    .poll(async () => (await kit.parts.jobs.byAccount('guild:ada', 1))[0]?.state, { interval: 1 })
    .toBe('reviewing');
  const { answer, data } = await exported(kit);
  expect(answer).not.toHaveProperty('originals');
  expect(data.requests[0]).not.toHaveProperty('result');
});
