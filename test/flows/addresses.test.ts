import { expect, it, onTestFinished } from 'vitest';
import { fileRoutes } from '#src/http/file-routes.ts';
import { buttonOf, type Flow, openAiAt, openFlow } from './open-flow.ts';
import { openedOf } from './pixels.ts';

const env = (url: string) => ({ ...openAiAt(url), PUBLIC_BASE_URL: 'https://easel.test/pictures' });

const get = ({ easel }: Flow, url: string) => {
  const { pathname } = new URL(url);
  return fileRoutes(easel).request(pathname.replace('/pictures', ''));
};

it('a result has addresses of its very bytes, which outlive a restart and end with the result', async () => {
  let flow = await openFlow({ env });
  onTestFinished(() => flow.close());
  const shown = await flow.made({ options: { prompt: 'a fox', n: 2 } });
  const [first, second] = shown.result?.pictures.map(({ url }) => url ?? '') ?? [];
  expect(first).toMatch(/^https:\/\/easel\.test\/pictures\/files\//);
  await flow.stop();
  flow = await openFlow({ env, dataDir: flow.dataDir, talk: flow.talk, simulator: flow.simulator });
  const answer = await get(flow, second ?? '');
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="easel-${shown.result?.jobId}-2.png"`);
  expect(Buffer.from(await answer.arrayBuffer()).equals(await openedOf(shown, 1))).toBe(true);
  await flow.made({ trigger: 'button', state: buttonOf(shown, 'Delete') });
  for (const url of [first, second]) expect((await get(flow, url ?? '')).status).toBe(404);
});

it('nothing has an address where this installation cannot be reached', async () => {
  const flow = await openFlow();
  onTestFinished(() => flow.close());
  const shown = await flow.made({ options: { prompt: 'a fox' } });
  expect(shown.result?.pictures[0]).not.toHaveProperty('url');
});
