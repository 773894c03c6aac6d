import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { galleryRoutes } from '#src/http/gallery/gallery-routes.ts';
import type { Easel } from '#src/main.ts';
import { linkIn, openPaintingStudio, type PaintingStudio } from '../browser/painting-studio.ts';
import { createSilentLog } from '../fakes/silent-log.ts';
import { type DiscordFlow, openDiscordFlow, readOf } from './open-discord-flow.ts';
import { openSlackFlow, readOf as readSlack, type SlackFlow } from './open-slack-flow.ts';
import { BASE, reachableAt } from './painting-kit.ts';

interface Found {
  readonly items: readonly { readonly id: string; readonly prompt?: string; readonly pictures: readonly object[] }[];
  readonly again?: { readonly line: string };
}

/** What the page behind a link asks for. */
function pageAt({ engine, blobs, catalogue }: Easel, link: string) {
  const app = galleryRoutes({ gallery: engine.gallery, blobs, catalogue, publicBaseUrl: BASE, log: createSilentLog() });
  // Behind the token stands what the page begins with.
  const [token = ''] = new URL(link).hash.slice(1).split('&');
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (path: string, method = 'GET') => app.request(`/gallery${path}`, { method, headers });
  const found = async (path: string): Promise<Found> => JSON.parse(await (await ask(path)).text());
  return { ask, found };
}

const linkOf = ({ buttons }: { readonly buttons: readonly { readonly url: string | null }[] }): string =>
  buttons.find(({ url }) => url !== null)?.url ?? 'no link';

describe('/history on Discord', () => {
  let flow: DiscordFlow;
  beforeAll(async () => {
    flow = await openDiscordFlow({ env: reachableAt });
  });
  afterAll(async () => {
    await flow.close();
  });

  it('searches, turns pages, and gives who asked alone a link to what they made', async () => {
    const { discord, easel } = flow;
    const [ada, ben] = [discord.person('Ada'), discord.person('Ben')];
    for (const prompt of ['a red fox', 'a heron', 'a blue fox'])
      await flow.ended(ada.command(discord.channel, 'imagine', { prompt }));
    const answer = await flow.ended(ada.command(discord.channel, 'history', { words: 'FOX', n: 1 }));
    expect(answer.ephemeral).toBe(true);
    expect(readOf(answer)).toContain('a blue fox');
    expect(readOf(answer)).not.toMatch(/heron|red fox/);
    const older = await flow.ended(ada.press(answer, 'Older'));
    expect(readOf(older)).toContain('a red fox');
    expect(linkOf(older)).toBe('no link');
    const { found } = pageAt(easel, linkOf(answer));
    const { items } = await found('/results');
    expect(items.map(({ prompt }) => prompt)).toEqual(['a blue fox', 'a heron', 'a red fox']);
    expect((await found(`/results/${items[0]?.id}`)).again?.line).toBe('/imagine prompt:a blue fox');
    expect(ben.sees(discord.channel).some(({ text }) => text.includes('Open gallery'))).toBe(false);
    const { found: bens } = pageAt(easel, linkOf(await flow.ended(ben.command(discord.channel, 'history'))));
    expect((await bens('/results')).items).toEqual([]);
  });

  it('deletes from the page what is then gone from the channel', async () => {
    const { discord, easel } = flow;
    const cleo = discord.person('Cleo');
    await flow.ended(cleo.command(discord.channel, 'imagine', { prompt: 'a passing cloud' }));
    const { ask, found } = pageAt(easel, linkOf(await flow.ended(cleo.command(discord.channel, 'history'))));
    const { items } = await found('/results');
    expect((await ask(`/results/${items[0]?.id}`, 'DELETE')).status).toBe(204);
    await discord.until(
      () => !cleo.sees(discord.channel).some((one) => one.ours && /> a passing cloud/.test(readOf(one))),
    );
    expect((await found('/results')).items).toEqual([]);
  });
});

describe('/history on Slack', () => {
  let flow: SlackFlow;
  beforeAll(async () => {
    flow = await openSlackFlow({ env: reachableAt });
  });
  afterAll(async () => {
    await flow.close();
  });

  it('searches by plain words, and says how to make it again as Slack reads it', async () => {
    const { slack, easel } = flow;
    const ada = slack.person('Ada');
    for (const words of ['a red fox --ar 16:9', 'a heron'])
      await flow.ended(ada, () => ada.command(slack.channel, '/imagine', words));
    const answer = await flow.ended(ada, () => ada.command(slack.channel, '/history', 'fox'));
    expect(answer.ephemeral).toBe(true);
    expect(readSlack(answer)).toContain('a red fox');
    expect(readSlack(answer)).not.toContain('heron');
    const { found } = pageAt(easel, linkOf(answer));
    const { items } = await found('/results?words=fox');
    expect((await found(`/results/${items[0]?.id}`)).again?.line).toBe('/imagine a red fox aspect:16:9');
  });

  it('shows moderators what others made, with the words of this channel and without private ones', async () => {
    const { slack, easel } = flow;
    const [eva, mo] = [slack.person('Eva'), slack.person('Mo', { admin: true })];
    await flow.ended(eva, () => eva.command(slack.channel, '/imagine', 'an open door'));
    await flow.ended(eva, () => eva.command(slack.channel, '/imagine', 'a locked door --private'));
    const refused = await flow.ended(eva, () => eva.command(slack.channel, '/history', '--everyone'));
    expect(readSlack(refused)).toContain('You may not see what others made; moderators may.');
    const answer = await flow.ended(mo, () => mo.command(slack.channel, '/history', '--everyone'));
    expect(readSlack(answer)).toContain('an open door');
    expect(readSlack(answer)).not.toContain('locked');
    const { found } = pageAt(easel, linkOf(answer));
    const { items } = await found('/results?whose=everyone');
    expect(items.map(({ prompt }) => prompt)).toContain('an open door');
    expect(JSON.stringify(items)).not.toContain('locked');
  });
});

describe('/history on the playground', () => {
  let studio: PaintingStudio;
  beforeAll(async () => {
    studio = await openPaintingStudio();
  });
  afterAll(async () => {
    await studio.close();
  });

  it('leads to the gallery of this very server, which nobody has to make reachable', async () => {
    const { url } = studio;
    await studio.say('imagine', { prompt: 'a red fox', aspect: '16:9' });
    const link = linkIn(await studio.say('history', {}));
    expect(link.startsWith(`${url}/gallery#`)).toBe(true);
    // Behind the token stands what the page begins with.
    const [token = ''] = new URL(link).hash.slice(1).split('&');
    const headers = { authorization: `Bearer ${token}` };
    const found: Found = JSON.parse(await (await fetch(`${url}/gallery/results`, { headers })).text());
    expect(found.items).toMatchObject([{ prompt: 'a red fox', pictures: [{ width: expect.any(Number) }] }]);
    const picture = await fetch(`${url}/gallery/pictures/${found.items[0]?.id}/0/tile`, { headers });
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect((await fetch(link)).headers.get('content-type')).toContain('text/html');
    expect((await fetch(`${url}/gallery/results`)).status).toBe(404);
  });
});
