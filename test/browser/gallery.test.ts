import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADA, keepPicture, MODERATOR } from '../app/gallery/gallery-kit.ts';
import { type Kit, PLAN } from '../app/open-kit.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { type GalleryAsk, openGallery, openGalleryServer, paint, repaint } from './open-gallery.ts';
import { openScriptedStudio } from './scripted-studio.ts';

const where = hasChromium ? 'the gallery in Chromium' : 'the gallery (skipped: Chromium is not installed)';
/** Where somebody who wants to look at the pages finds them. */
const SHOTS = process.env.EASEL_SCREENSHOTS;

const PATIENT = { timeout: 15_000 };

const PROMPTS = [
  'A lighthouse at dusk, warm light in the window, loose watercolour',
  'A ceramic mug on a linen cloth, soft morning light, studio photo',
  'A fox in a raincoat, bold outlines, sticker',
  'Poster for a jazz night, cut-paper shapes, deep blue and orange',
  'Mountains in the fog',
  'An owl reading a newspaper, engraving',
];

describe.skipIf(!hasChromium)(where, { timeout: 60_000 }, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  }, 30_000);

  afterAll(async () => {
    await browser.close();
  });

  /** A gallery with a dozen results, the newest of which have particular things about them. */
  async function filled(ask: GalleryAsk = {}) {
    const there = await openGalleryServer();
    const { kit } = there;
    for (const [minute, prompt] of [...PROMPTS, ...PROMPTS].entries())
      await paint(kit, { id: `job${minute}`, prompt, minute, hues: [minute * 32], ratio: minute % 3 === 0 ? 1.5 : 1 });
    await paint(kit, { id: 'many', prompt: 'Four of a kind', minute: 20, hues: [10, 100, 190, 280] });
    await paint(kit, { id: 'hidden', prompt: 'A scary clown', minute: 21, hues: [0], content: { spoiler: true } });
    await paint(kit, { id: 'mine', prompt: 'Only mine', minute: 22, hues: [200], private: true });
    return { kit, ...(await openGallery(browser, there, ask)) };
  }

  /** Two steps: a house, and the same with a garden. */
  async function chain(kit: Kit) {
    await paint(kit, { id: 'house', prompt: 'A small house', minute: 30, hues: [40], ratio: 1.4 });
    const parent = { jobId: 'house', by: 'edit', picture: 0 };
    const plan = { ...PLAN, mode: 'edit', modelId: 'openai/gpt-image-2.6-flare' } as const;
    await paint(kit, { id: 'garden', prompt: 'Add a garden', minute: 31, hues: [110], ratio: 1.4, parent, plan });
    await paint(kit, {
      id: 'night',
      prompt: 'Make it night',
      minute: 32,
      hues: [230],
      ratio: 1.4,
      parent: { ...parent, jobId: 'garden' },
      plan,
    });
  }

  const shot = async (page: Page, name: string) => {
    if (SHOTS === undefined) return;
    await mkdir(SHOTS, { recursive: true });
    await page.screenshot({ path: `${SHOTS}/${name}.png` });
  };

  const tile = (page: Page, name: RegExp | string) => page.locator('.tile').filter({ hasText: name });
  const overflows = (page: Page) =>
    page.evaluate<boolean>(
      `document.documentElement.scrollWidth > innerWidth || (document.querySelector('dialog[open]')?.scrollWidth ?? 0) > innerWidth`,
    );

  describe.each([390, 1280])('at %i px', (width) => {
    it('shows tiles with what their pictures show, and hides what is hidden', async () => {
      const { page } = await filled({ width });
      expect(await page.locator('.tile').count()).toBe(15);
      expect(page.url()).not.toContain('#');
      await page.getByAltText('Picture 1 of 4: Four of a kind').waitFor();
      expect(await tile(page, 'A scary clown').locator('img').count()).toBe(0);
      expect(await tile(page, 'Only mine').getByText('Private').count()).toBe(1);
      expect(await page.getByRole('status').first().textContent()).toBe('15 results');
      expect(await overflows(page)).toBe(false);
      await shot(page, `tiles-${width}`);
    });

    it('opens one in full, with its facts, and goes from one to the next by keys', async () => {
      const { page } = await filled({ width });
      await tile(page, 'Four of a kind').click();
      const dialog = page.getByRole('dialog');
      await dialog.getByAltText('Picture 1 of 4: Four of a kind').waitFor();
      expect(await dialog.locator('dt').allTextContents()).toEqual(expect.arrayContaining(['Mode', 'Model', 'Cost']));
      await dialog.getByRole('button', { name: 'Picture 3 of 4' }).click();
      await dialog.getByAltText('Picture 3 of 4: Four of a kind').waitFor();
      expect(await overflows(page)).toBe(false);
      await shot(page, `detail-${width}`);
      await page.keyboard.press('ArrowRight');
      await dialog.getByRole('heading', { name: /An owl reading/ }).waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => page.evaluate('document.activeElement.dataset.result'), PATIENT).toBe('job11');
    });

    it('compares a version with what it was made of, by keys and by a finger or mouse', async () => {
      const there = await openGalleryServer();
      await chain(there.kit);
      const { page } = await openGallery(browser, there, { width });
      await tile(page, 'Add a garden').click();
      const dialog = page.getByRole('dialog');
      expect(await dialog.getByRole('group', { name: 'Versions' }).getByRole('button').count()).toBe(3);
      await dialog.getByRole('button', { name: 'Compare with v1' }).click();
      const slider = dialog.getByRole('slider');
      await slider.waitFor();
      await expect.poll(() => slider.evaluate((one) => one.matches(':focus')), PATIENT).toBe(true);
      for (let press = 0; press < 10; press++) await page.keyboard.press('ArrowRight');
      expect(await slider.inputValue()).toBe('60');
      const box = await slider.boundingBox();
      if (!box) throw new Error('The slider is not there.');
      if (width < 500) await page.touchscreen.tap(box.x + box.width * 0.25, box.y + box.height / 2);
      else await page.mouse.click(box.x + box.width * 0.25, box.y + box.height / 2);
      await expect.poll(async () => Math.abs(Number(await slider.inputValue()) - 25) < 4, PATIENT).toBe(true);
      expect(await page.locator('.compare').evaluate((one) => one.style.getPropertyValue('--at'))).toBe(
        `${await slider.inputValue()}%`,
      );
      await shot(page, `compare-${width}`);
      await dialog.getByRole('button', { name: 'Version v3' }).click();
      await dialog.getByRole('button', { name: 'Compare with v2' }).waitFor();
    });

    it('covers a hidden picture until somebody opens it', async () => {
      const { page } = await filled({ width, dark: true });
      await tile(page, 'A scary clown').click();
      const dialog = page.getByRole('dialog');
      const show = dialog.getByRole('button', { name: 'Show picture' });
      await show.waitFor();
      expect(await dialog.locator('img').count()).toBe(0);
      await shot(page, `hidden-${width}`);
      await show.click();
      await dialog.getByAltText('A scary clown').waitFor();
    });

    it('searches while somebody types, and by what is folded away', async () => {
      const { page } = await filled({ width, dark: true });
      await page.getByRole('searchbox').fill('owl engraving');
      await expect.poll(() => page.locator('.tile').count(), PATIENT).toBe(2);
      await page.getByRole('button', { name: /Filters/ }).click();
      await page.getByLabel('Made by').selectOption('edit');
      await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
      expect(await overflows(page)).toBe(false);
      await shot(page, `search-${width}`);
      await page.getByRole('button', { name: 'Clear the search' }).click();
      await expect.poll(() => page.locator('.tile').count(), PATIENT).toBe(15);
    });
  });

  it('deletes what somebody is sure about, and nothing else', async () => {
    const { page, kit } = await filled();
    await tile(page, 'Only mine').click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await shot(page, 'delete-1280');
    await page.getByRole('button', { name: 'Keep' }).click();
    expect(await kit.parts.jobs.get('mine')).toBeDefined();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page
      .getByRole('dialog', { name: /Delete this picture/ })
      .getByRole('button', { name: 'Delete' })
      .click();
    await page.getByRole('heading', { name: 'A scary clown' }).waitFor();
    expect(await kit.parts.jobs.get('mine')).toBeUndefined();
    expect(kit.talk.message('event-mine').deleted).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.locator('.tile').count()).toBe(14);
  });

  it('saves a picture as it was made', async () => {
    const { page, kit } = await filled();
    await tile(page, 'Only mine').click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download original' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('easel-mine-1.png');
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(Buffer.from(chunk));
    expect(Buffer.concat(chunks).equals((await kit.parts.blobs.get('jobs/mine/0.png')) ?? Buffer.alloc(0))).toBe(true);
  });

  it('tells what to paste to make it again; on the playground it leads to the message box', async () => {
    const { page } = await filled();
    await tile(page, 'Only mine').click();
    expect(await page.locator('.paste code').textContent()).toBe('/imagine prompt:Only mine');
    const there = await openGalleryServer();
    await paint(there.kit, { id: 'one', prompt: 'a fox & an owl', platform: 'playground' });
    const { page: other } = await openGallery(browser, there, { viewer: { ...ADA, platform: 'playground' } });
    await tile(other, 'a fox').click();
    const link = await other.getByRole('link', { name: 'Use again' }).getAttribute('href');
    expect(decodeURIComponent(link ?? '')).toContain('a fox & an owl');
  });

  it('leaves the words of its link in the message box of the playground, for who sends them', async () => {
    const studio = await openScriptedStudio();
    const page = await (await browser.newContext()).newPage();
    const line = '/imagine a fox & an owl aspect:16:9';
    await page.goto(`${studio.url}/#say=${encodeURIComponent(line)}`);
    const box = page.getByRole('combobox', { name: /Describe a picture/ });
    await expect.poll(() => box.inputValue(), PATIENT).toBe(line);
    expect(new URL(page.url()).hash).toBe('');
    expect(studio.requests).toEqual([]);
    await page.goto(`${studio.url}/#say=%E0%A4%A`);
    await page.context().close();
    await studio.close();
  });

  it('goes on to older ones as somebody scrolls', { timeout: 60_000 }, async () => {
    const there = await openGalleryServer();
    for (let minute = 0; minute < 60; minute++) await paint(there.kit, { id: `job${minute}`, minute, hues: [minute] });
    const { page } = await openGallery(browser, there);
    expect(await page.locator('.tile').count()).toBeLessThan(60);
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 3000);
        return page.locator('.tile').count();
      }, PATIENT)
      .toBe(60);
    expect(await page.getByRole('status').first().textContent()).toBe('60 results');
  });

  it('shows moderators what others made, and whose it is', async () => {
    const there = await openGalleryServer();
    await paint(there.kit, { id: 'hers', prompt: 'a heron', personId: 'eve', minute: 1, hues: [150] });
    await paint(there.kit, { id: 'there', prompt: 'a secret', personId: 'bob', placeId: 'staff', minute: 2 });
    const { page } = await openGallery(browser, there, { viewer: MODERATOR });
    await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor();
    await page.getByRole('button', { name: /Filters/ }).click();
    await page.getByLabel('Whose').selectOption('Everybody here');
    await expect.poll(() => page.locator('.tile').count(), PATIENT).toBe(2);
    await tile(page, 'Posted in another channel').waitFor();
    await shot(page, 'moderator-1280');
    await tile(page, 'a heron').click();
    await page.getByRole('dialog').getByRole('button', { name: 'eve' }).click();
    await expect.poll(() => page.locator('.tile').count(), PATIENT).toBe(1);
    expect(await page.getByLabel('Whose').inputValue()).toBe('person:eve');
  });

  it('compares with the picture that was brought along', async () => {
    const there = await openGalleryServer();
    const kept = await keepPicture(there.kit, 'jobs/one/reference-0.png');
    const reference = await repaint(there.kit, kept, 300, { width: 640, height: 640 });
    await paint(there.kit, { id: 'one', prompt: 'warmer', references: [reference] });
    const { page } = await openGallery(browser, there);
    await tile(page, 'warmer').click();
    await page.getByRole('button', { name: 'Compare with before' }).click();
    await page.getByAltText('Before: the picture that was given').waitFor();
  });

  it.each([390, 1280])(
    'says at %i px that there is nothing, that a link has ended, and that Easel is gone',
    async (width) => {
      const there = await openGalleryServer();
      const { page, context, link } = await openGallery(browser, there, { width });
      await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor();
      await shot(page, `empty-${width}`);
      await context.setOffline(true);
      await page.getByRole('searchbox').fill('fox');
      await page.getByRole('heading', { name: 'That did not work' }).waitFor();
      await shot(page, `error-${width}`);
      await context.setOffline(false);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
      await there.kit.clock.advance(3_600_000);
      await page.reload();
      await page.getByRole('heading', { name: 'This link has ended' }).waitFor();
      await shot(page, `over-${width}`);
      await page.goto(link.replace(/#.*/, `#${'x'.repeat(32)}`));
      await page.getByRole('heading', { name: 'This link has ended' }).waitFor();
    },
  );

  it('begins with what a moderator looked for in the chat', async () => {
    const there = await openGalleryServer();
    await paint(there.kit, { id: 'eves', personId: 'eve', prompt: 'A red fox', hues: [10] });
    await paint(there.kit, { id: 'other', personId: 'eve', prompt: 'A harbour', hues: [90] });
    const { page } = await openGallery(browser, there, { viewer: MODERATOR, begun: '&words=fox&whose=everyone' });
    expect(await page.locator('.tile').count()).toBe(1);
    expect(await page.getByRole('searchbox').inputValue()).toBe('fox');
    expect(page.url()).toBe(`${there.url}/gallery`);
    await page.getByRole('button', { name: 'Filters' }).click();
    expect(await page.getByLabel('Whose').inputValue()).toBe('everyone');
  });

  it('can be used with the keyboard alone', async () => {
    const { page } = await filled();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the pictures');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.dataset.result')).toBe('mine');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate('document.activeElement.dataset.result'), PATIENT).toBe('mine');
  });

  it('shows words as words, whatever they look like', async () => {
    const there = await openGalleryServer();
    const prompt = '<img src=x onerror=alert(1)> <script>alert(1)</script> &amp;';
    await paint(there.kit, { id: 'one', prompt, personName: '<b>Ada</b>' });
    const { page } = await openGallery(browser, there);
    await tile(page, prompt).click();
    expect(await page.getByRole('dialog').locator('.said').first().textContent()).toBe(prompt);
  });
});
