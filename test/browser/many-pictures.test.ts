import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import type { ResultCard } from '#src/ports/cards.ts';
import type { Command } from '#src/ports/command.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { type Ask, lastOf, openPage, overflows } from './open-page.ts';
import { cardOf, keepPicture, openScriptedStudio } from './scripted-studio.ts';

const where = hasChromium ? 'many pictures in Chromium' : 'many pictures (skipped: Chromium is not installed)';

/** A command with options of every kind and no words it needs. */
const AVATAR: Command = {
  name: 'avatar',
  description: 'A portrait and variations of it',
  who: 'everyone',
  visibility: 'public',
  options: {
    name: { kind: 'text', about: 'Whose portrait' },
    bio: { kind: 'text', about: 'A few words about them', max: 500 },
    gender: { kind: 'choice', about: 'How they look', of: ['female', 'male', 'none'] },
    count: { kind: 'integer', about: 'How many', min: 4, max: 40 },
  },
  run: async () => undefined,
};

describe.skipIf(!hasChromium)(where, { timeout: 60_000 }, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  }, 30_000);

  afterAll(async () => {
    await browser.close();
  });

  /** A finished request of as many pictures. */
  async function finished(
    count: number,
    {
      altOf = (index) => `Picture ${index + 1} of ${count}: a fox`,
      withSheet = count > 4,
      upper = 'upscale',
      ...ask
    }: Ask & { altOf?: (index: number) => string; withSheet?: boolean; upper?: 'upscale' | 'pick' } = {},
  ) {
    const { page, studio, box } = await openPage(browser, ask);
    studio.answerWith(async (_request, delivery) => {
      const keep = (key: string, alt: string) => keepPicture(studio.blobs, { key, alt, width: 64, height: 64 });
      const pictures = await Promise.all(Array.from({ length: count }, (_, at) => keep(`jobs/j/${at}.png`, altOf(at))));
      const more: Partial<ResultCard> = withSheet ? { sheet: await keep('jobs/j/sheet.png', 'All pictures') } : {};
      await (await delivery()).finish(cardOf(pictures, { prompt: 'foxes', upper, ...more }));
    });
    await box.fill('foxes');
    await box.press('Enter');
    await page.locator('.result').waitFor();
    return { page, studio };
  }

  it('shows twelve on one sheet first, and each of them when somebody wants it', async () => {
    const { page, studio } = await finished(12);
    const sheet = page.locator('.sheet');
    expect(await sheet.getByAltText('All pictures').isVisible()).toBe(true);
    expect(await page.getByAltText('Picture 12 of 12: a fox').isVisible()).toBe(false);
    await page.getByText('Each of the 12 pictures').click();
    expect(await page.locator('.pictures figure').count()).toBe(12);
    await page.getByRole('button', { name: 'U12', exact: true }).click();
    await expect.poll(() => lastOf(studio).state).toBe('upscale-11-state');
    await page.getByRole('button', { name: 'V11', exact: true }).click();
    await expect.poll(() => lastOf(studio).state).toBe('vary-10-state');
    await page.getByRole('button', { name: 'Enlarge: Picture 12 of 12: a fox' }).click();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('dialog').getByRole('img').getAttribute('alt')).toBe('Picture 1 of 12: a fox');
  });

  it('says what U does where nothing makes pictures larger', async () => {
    const { page, studio } = await finished(3, { upper: 'pick' });
    const button = page.getByTitle('Show picture 2 by itself');
    expect(await button.textContent()).toBe('U2');
    await button.click();
    await expect.poll(() => lastOf(studio).state).toBe('pick-1-state');
  });

  it('gives the sheet to save and to enlarge', async () => {
    const { page } = await finished(12);
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the sheet' }).click();
    expect((await saved).suggestedFilename()).toBe('sheet.png');
    await page.getByRole('button', { name: 'Enlarge: All pictures' }).click();
    expect(await page.getByRole('dialog').getByRole('img').getAttribute('alt')).toBe('All pictures');
  });

  it('does not fetch the pictures of a folded gallery', async () => {
    const { page, studio, box } = await openPage(browser);
    const { blobs } = studio;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    studio.answerWith(async (_request, delivery) => {
      const keep = (key: string) => keepPicture(blobs, { key, alt: key, width: 8, height: 8 });
      const pictures = await Promise.all(Array.from({ length: 9 }, (_, at) => keep(`jobs/j/${at}.png`)));
      await (await delivery()).finish(cardOf(pictures, { prompt: 'x', sheet: await keep('jobs/j/sheet.png') }));
    });
    await box.fill('x');
    await box.press('Enter');
    await page.locator('.result').waitFor();
    await expect.poll(() => asked.filter((path) => /\/sheet$/.test(path)).length).toBe(1);
    expect(asked.filter((path) => /\/\d+$/.test(path))).toEqual([]);
    await page.getByText('Each of the 9 pictures').click();
    await expect.poll(() => asked.filter((path) => /\/\d+$/.test(path)).length).toBeGreaterThan(0);
  });

  it('shows up to eight at once, and many without a sheet too', async () => {
    const { page } = await finished(8);
    expect(await page.getByAltText('Picture 8 of 8: a fox').isVisible()).toBe(true);
    const without = await finished(9, { withSheet: false });
    expect(await without.page.getByAltText('Picture 9 of 9: a fox').isVisible()).toBe(true);
  });

  it('tells below each what it was made from where they differ, and nothing where they do not', async () => {
    const words = ['red car in rain', '<b>blue</b> car in rain', 'red car in snow', 'blue car in snow'];
    const { page } = await finished(4, { altOf: (index) => `Picture ${index + 1} of 4: ${words[index]}` });
    expect(await page.locator('.pictures figcaption').allTextContents()).toEqual(words);
    const same = await finished(4);
    expect(await same.page.locator('.pictures figcaption').count()).toBe(0);
  });

  it.each([360, 390])(
    'keeps forty in the width of a phone of %i pixels, their buttons in one line each',
    async (width) => {
      const { page } = await finished(40, { width });
      await page.getByText('Each of the 40 pictures').click();
      await page.getByRole('button', { name: 'U40', exact: true }).scrollIntoViewIfNeeded();
      expect(await overflows(page)).toBe(false);
      const heights = await page
        .locator('.pictures .tools')
        .evaluateAll((rows) => rows.map((row) => [row.clientHeight, row.scrollWidth > row.clientWidth]));
      expect(new Set(heights.map(String))).toEqual(new Set(['38,false']));
    },
  );

  it('takes pictures this browser cannot show, by their names', async () => {
    const { page, studio, box } = await openPage(browser);
    expect(await page.locator('#files').getAttribute('accept')).toBe('image/*,.heic,.heif,.avif');
    const buffer = Buffer.from('not a picture Chromium knows');
    await page.locator('#files').setInputFiles([{ name: 'IMG_0001.HEIC', mimeType: 'image/heic', buffer }]);
    await page.locator('.attachment .file').getByText('IMG_0001.HEIC').waitFor();
    await box.fill('warmer');
    await box.press('Enter');
    await page.locator('.message').waitFor();
    expect(lastOf(studio).images).toMatchObject({ image: [{ filename: 'IMG_0001.HEIC' }] });
  });

  it('lets a mouse wheel reach the options that do not fit', async () => {
    const { page } = await openPage(browser, { width: 500 });
    const last = page.locator('.option').last();
    await page.locator('.option').first().hover();
    await page.mouse.wheel(0, 5000);
    await expect
      .poll(() => page.locator('#options').evaluate((line) => line.scrollLeft + line.clientWidth - line.scrollWidth))
      .toBeGreaterThan(-2);
    await last.click();
    expect(await page.getByRole('listbox').isVisible()).toBe(true);
  });

  it('writes words between quotes, chooses what can be chosen, and needs no prompt where the command needs none', async () => {
    const studio = await openScriptedStudio([...commands.filter(({ name }) => name !== 'avatar'), AVATAR]);
    const { page, box } = await openPage(browser, { studio });
    await box.fill('/avatar ');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'bio', exact: true }).click();
    expect(await box.inputValue()).toBe('/avatar bio:""');
    await page.keyboard.type('a sea captain, retired');
    await page.getByRole('button', { name: 'gender', exact: true }).click();
    await page.getByRole('option', { name: 'none' }).click();
    await box.press('End');
    await box.pressSequentially(' na');
    await page.getByRole('option', { name: /name:/ }).click();
    await page.keyboard.type('Ada');
    await page.keyboard.press('End');
    await page.keyboard.type(' count:8');
    await page.keyboard.press('Enter');
    await page.locator('.message').waitFor();
    expect(lastOf(studio)).toMatchObject({
      name: 'avatar',
      options: { name: 'Ada', bio: 'a sea captain, retired', gender: 'none', count: 8 },
    });
    studio.answerWith(async (_request, delivery) =>
      (await delivery()).finish(cardOf([], { prompt: 'Ada Lovelace: a poet' })),
    );
    await box.fill('/avatar name:“Ada Lovelace”');
    await box.press('Enter');
    await expect.poll(() => studio.requests.length).toBe(2);
    expect(lastOf(studio).options).toMatchObject({ name: 'Ada Lovelace' });
    await page.locator('.said', { hasText: 'a poet' }).waitFor();
    expect(await page.locator('.said').last().textContent()).toBe('/avatarAda Lovelace: a poetgender: none');
    await studio.close();
  });
});
