import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openStudio } from './open-studio.ts';

const PAGE = new URL('../../../src/chat/playground/page/', import.meta.url);

describe('the page', () => {
  it('comes with a policy that runs its own files and nothing else', async () => {
    const { get } = await openStudio();
    const answer = await get('/');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
        "form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  it('has every file it asks for, and asks for every file there is', async () => {
    const { get } = await openStudio();
    const files = (await readdir(PAGE)).filter((name) => name !== 'index.html');
    const sources = await Promise.all((await readdir(PAGE)).map((name) => readFile(new URL(name, PAGE), 'utf8')));
    const all = sources.join('\n');
    for (const name of files) {
      expect((await get(`/playground/assets/${name}`)).status).toBe(200);
      expect(all).toMatch(new RegExp(`(assets|from '\\.)/${name.replace('.', '\\.')}`));
    }
  });

  it('contains no script or style of its own, and no way to make markup of words', async () => {
    const html = await readFile(new URL('index.html', PAGE), 'utf8');
    expect(html).not.toMatch(/<style|<script(?! type="module" src=)|\son\w+=|\sstyle=/i);
    for (const name of (await readdir(PAGE)).filter((file) => file.endsWith('.js'))) {
      const source = await readFile(new URL(name, PAGE), 'utf8');
      expect(source, name).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function/);
    }
  });

  it('answers that a file is unchanged', async () => {
    const { get } = await openStudio();
    const tag = (await get('/playground/assets/page.js')).headers.get('etag') ?? '';
    expect((await get('/playground/assets/page.js', { 'if-none-match': tag })).status).toBe(304);
  });

  it.each(['..%2fplayground.ts', 'none.js', 'index', '%2e%2e', 'page.js%00'])('has no file %s', async (name) => {
    const { get } = await openStudio();
    expect((await get(`/playground/assets/${name}`)).status).toBe(404);
  });
});

describe('what the composer knows', () => {
  it('is the commands a person may use, with what their values can be', async () => {
    const { get } = await openStudio({ isModerator: (userId) => userId === 'mo' });
    const menu = async (name: string) => JSON.stringify(await (await get(`/playground/commands?name=${name}`)).json());
    expect(await menu('Ada')).toContain('"values":[{"value":"simulator/one","label":"One"}]');
    expect(await menu('Ada')).toContain('"promptLimit":2000');
    expect(await menu('Ada')).not.toContain('quota');
    expect(await menu('Mo')).toContain('quota');
  });

  it('is who somebody is and what they have left', async () => {
    const { get } = await openStudio();
    expect(await (await get('/playground/me?name=%20Ada')).json()).toMatchObject({
      userId: 'ada',
      displayName: 'Ada',
      isModerator: false,
      credits: { available: 36, held: 4 },
    });
  });

  it('is a sentence, never a stack, where something breaks', async () => {
    const studio = await openStudio({ credits: () => Promise.reject(new Error('secret detail')) });
    const answer = await studio.get('/playground/me?name=Ada');
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
    expect(studio.log.lines.map(({ message }) => message)).toEqual(['playground request failed']);
  });
});
