import { serve } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Route } from '#src/app/route.ts';
import { createSystemClock } from '#src/app/system-clock.ts';
import { createPlayground } from '#src/chat/playground/playground.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { asMany, openKit } from '../app/open-kit.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { overflows } from './open-page.ts';

const where = hasChromium
  ? 'moderating in Chromium'
  : 'moderating in Chromium (skipped: /usr/bin/chromium is not installed)';

/** The page over the very engine; Mo moderates. */
async function openThere() {
  const routes = new Map<string, Route>();
  const kit = openKit({ routes, generate: asMany });
  const { commands, blobs, log } = kit.parts;
  const playground = createPlayground({
    messages: createDocuments(kit.storage, 'playground-messages'),
    ...{ blobs, log, commands, clock: createSystemClock() },
    completions: async () => ({}),
    credits: async () => undefined,
    isModerator: (userId) => userId === 'mo',
    rolesOf: (userId) => (userId === 'ada' ? ['designers'] : []),
  });
  routes.set(playground.id, playground);
  await playground.start(kit.engine.handle);
  await kit.engine.start();
  const listening = await new Promise<{ readonly port: number; readonly server: ReturnType<typeof serve> }>(
    (resolve) => {
      const server = serve(
        { overrideGlobalObjects: false, fetch: playground.routes.fetch, hostname: '127.0.0.1', port: 0 },
        ({ port }) => resolve({ port, server }),
      );
    },
  );
  onTestFinished(async () => {
    const { server } = listening;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
  });
  return { url: `http://127.0.0.1:${listening.port}` };
}

describe.skipIf(!hasChromium)(where, { timeout: 60_000 }, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  }, 30_000);

  afterAll(async () => {
    await browser.close();
  });

  async function visit(url: string, name: string, width = 1000) {
    const context = await browser.newContext({ viewport: { width, height: 760 } });
    context.setDefaultTimeout(10_000);
    await context.addInitScript((known) => localStorage.setItem('easel.name', known), name);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    onTestFinished(async () => {
      await context.close();
      expect(complaints).toEqual([]);
    });
    await page.goto(url);
    await page.locator('#messages[aria-busy="false"]').waitFor({ state: 'attached' });
    const box = page.getByRole('combobox', { name: /Describe a picture/ });
    return { page, box };
  }

  const answers = (page: Page) => page.locator('.answer');

  async function says(page: Page, words: RegExp): Promise<void> {
    await answers(page).filter({ hasText: words }).first().waitFor();
  }

  it('completes a command of two words, and takes who and how many by their signs', async () => {
    const { page, box } = await visit((await openThere()).url, 'Mo');
    await box.focus();
    await page.keyboard.type('/quota gr');
    expect(await page.getByRole('option').allTextContents()).toHaveLength(1);
    await page.keyboard.press('Tab');
    expect(await box.inputValue()).toBe('/quota grant ');
    await page.keyboard.type('@Ada 50 reason:"won the contest"');
    await page.keyboard.press('Enter');
    await says(page, /Granted 50 credits to/);
  });

  it('begins at the panel, whose button opens the form, and whose form does it', async () => {
    const { page, box } = await visit((await openThere()).url, 'Mo');
    await box.fill('/quota panel');
    await box.press('Enter');
    await answers(page).getByRole('button', { name: 'Grant' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/How many/).fill('5');
    await dialog.getByLabel('Somebody').fill('@ada');
    await dialog.getByRole('button', { name: 'Grant' }).click();
    await dialog.waitFor({ state: 'detached' });
    await says(page, /Granted 5 credits to/);
  });

  it('names what a family has, with a button for each, to whom may use it', async () => {
    const { url } = await openThere();
    const { page, box } = await visit(url, 'Mo');
    await box.fill('/quota');
    await box.press('Enter');
    await says(page, /\/quota panel/);
    expect(await answers(page).getByRole('button').count()).toBeGreaterThan(5);
    const ada = await visit(url, 'Ada');
    await ada.box.fill('/quota');
    await ada.box.press('Enter');
    await ada.page
      .getByText(/may not|not allowed|moderators|no command/i)
      .first()
      .waitFor();
    expect(await answers(ada.page).count()).toBe(0);
  });

  it('gives the audit as a file to save', async () => {
    const { page, box } = await visit((await openThere()).url, 'Mo');
    await box.fill('/quota grant @ada 7');
    await box.press('Enter');
    await says(page, /Granted 7/);
    await box.fill('/audit csv:yes');
    await box.press('Enter');
    const link = answers(page).getByRole('link', { name: /\.csv/ });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk));
    expect(Buffer.concat(chunks).toString('utf8')).toContain('granted');
  });

  it('covers what a rule hides until somebody opens it', async () => {
    const { url } = await openThere();
    const { page, box } = await visit(url, 'Mo');
    await box.fill('/rules add word:fox action:spoiler reason:"The season is not over"');
    await box.press('Enter');
    await answers(page).first().waitFor();
    const ada = await visit(url, 'Ada');
    await ada.box.fill('a fox in the snow');
    await ada.box.press('Enter');
    const cover = page.getByRole('button', { name: 'Show what is hidden' });
    await cover.waitFor();
    expect(await page.locator('.hidden-pictures').count()).toBe(1);
    await cover.click();
    expect(await page.locator('.hidden-pictures').count()).toBe(0);
    expect(await cover.count()).toBe(0);
  });

  it.each([360, 390])('fits a phone of %i pixels', async (width) => {
    const { page, box } = await visit((await openThere()).url, 'Mo', width);
    for (const words of ['/quota', '/quota panel', '/rules show', '/audit']) {
      const before = await answers(page).count();
      await box.fill(words);
      await box.press('Enter');
      await expect.poll(() => answers(page).count()).toBe(before + 1);
      expect(await overflows(page), words).toBe(false);
    }
  });
});
