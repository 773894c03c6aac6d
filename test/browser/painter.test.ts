import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Size } from '#src/domain/picture.ts';
import { changes } from '../flows/pixels.ts';
import { type PageShape, shapes } from '../http/paint/page-modules.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { DESK, extentOf, linkTo, openPainter, PHONE, stylus, touch } from './open-painter.ts';
import { linkIn, openPaintingStudio, type PaintingStudio } from './painting-studio.ts';

/** What one shape marks in a picture of that size. */
function levelsOf({ width, height }: Size, shape: PageShape): Uint8Array {
  const mask = shapes.emptyMask(width, height);
  shapes.fillShape(mask, shape, 1);
  return mask.levels;
}

describe.skipIf(!hasChromium)('the painter in a browser', { timeout: 120_000 }, () => {
  let browser: Browser;
  let studio: PaintingStudio;
  beforeAll(async () => {
    [browser, studio] = await Promise.all([openBrowser(), openPaintingStudio()]);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await studio?.close();
  });

  const bytesOf = async (jobId: string) => {
    const job = await studio.easel.jobs.get(jobId);
    return (await studio.easel.blobs.get(job?.result?.pictures[0]?.key ?? 'none')) ?? new Uint8Array();
  };

  it('takes a mouse at a desk from painting to the result, and leaves all else as it was to the pixel', async () => {
    const { jobId, link } = await linkTo(studio);
    const { page, at, seenAt, picture, painted } = await openPainter(browser, studio, link, DESK);
    expect(picture).toEqual({ width: 1024, height: 1024 });
    await page.locator('label', { hasText: 'Box' }).click();
    const [from, to] = [await at(200, 300), await at(520, 640)];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 5 });
    await page.mouse.up();
    const mask = await painted();
    const box: PageShape = { kind: 'box', from: await seenAt(from), to: await seenAt(to) };
    expect(Buffer.compare(mask, levelsOf(picture, box))).toBe(0);
    const { left, top, right, bottom } = extentOf(mask, 1024);
    expect([left, top, right, bottom].map((edge) => Math.round(edge / 10))).toEqual([20, 30, 52, 64]);
    await expect.poll(() => page.locator('#price-title').textContent()).toBe('This edit costs 4 credits');
    expect(await page.locator('#overlay').isVisible()).toBe(true);
    await page.locator('#edit').click();
    await page.getByRole('heading', { name: 'Your edit is on its way' }).waitFor();
    expect(await page.getByRole('link', { name: 'Back to the chat' }).getAttribute('href')).toBe('/');
    const made = await studio.painted(jobId);
    const isInside = (x: number, y: number) => x >= left && x <= right && y >= top && y <= bottom;
    const { inside, outside } = await changes(await bytesOf(jobId), await bytesOf(made.id), isInside);
    expect(outside).toBe(0);
    expect(inside).toBeGreaterThan(10_000);
    await page.goto(link);
    await page.getByRole('heading', { name: 'The painter cannot be opened' }).waitFor();
  });

  it('sends the very pixels that a finger went over, also on a screen with three pixels for one', async () => {
    const { link } = await linkTo(studio);
    const { page, at, seenAt, picture, painted } = await openPainter(browser, studio, link, PHONE);
    const finger = await touch(page);
    const way = [await at(300, 400), await at(420, 460), await at(600, 430)];
    for (const [index, place] of way.entries()) await (index === 0 ? finger.down(place) : finger.move(place));
    await finger.up();
    const mask = await painted();
    const points = await Promise.all(way.map(seenAt));
    // As wide as the slider says where it stands at first.
    const radius = 512 * 0.003 * (0.25 / 0.003) ** 0.58;
    expect(Buffer.compare(mask, levelsOf(picture, { kind: 'stroke', radius, points }))).toBe(0);
  });

  it('zooms and moves by two fingers, takes back what the first one began, and paints again with one', async () => {
    const { link } = await linkTo(studio);
    const { page, at, painted } = await openPainter(browser, studio, link, PHONE);
    const finger = await touch(page);
    const [one, other] = [await at(400, 400), await at(600, 600)];
    await finger.down(one);
    await finger.move({ x: one.x + 4, y: one.y });
    await finger.down({ x: one.x + 4, y: one.y }, other);
    for (let step = 1; step <= 5; step++)
      await finger.move(
        { x: one.x - step * 12, y: one.y - step * 12 },
        { x: other.x + step * 12, y: other.y + step * 12 },
      );
    await finger.up();
    expect(await page.locator('#share').textContent()).toBe('Nothing painted yet');
    expect(await page.locator('#undo').isDisabled()).toBe(true);
    const middle = await at(512, 512);
    await finger.down(middle);
    await finger.up();
    const { left, right } = extentOf(await painted(), 1024);
    // The brush is as wide as before, and a tap paints one dab about where the fingers left the picture.
    expect(right - left + 1).toBeGreaterThan(36);
    expect(right - left + 1).toBeLessThan(44);
  });

  it('lets a pen paint, and erase with Alt, while the hand that holds it only moves the view', async () => {
    const { link } = await linkTo(studio);
    const { page, at, painted } = await openPainter(browser, studio, link, PHONE);
    const pen = await stylus(page);
    await pen(await at(300, 500), await at(700, 500));
    const drawn = await page.locator('#share').textContent();
    expect(drawn).toMatch(/^\d % may change/);
    const finger = await touch(page);
    await page.locator('#zoom-in').click();
    await finger.down(await at(500, 800));
    await finger.move(await at(600, 900));
    await finger.up();
    expect(await page.locator('#share').textContent()).toBe(drawn);
    await page.locator('#zoom-whole').click();
    await pen(await at(300, 500), await at(500, 500), true);
    const { left, right } = extentOf(await painted(), 1024);
    expect(left).toBeGreaterThan(500);
    expect(right).toBeGreaterThan(700);
  });

  it('opens from the button in the playground, in a tab of its own', async () => {
    const { result } = await linkTo(studio);
    const context = await browser.newContext(DESK);
    const chat = await context.newPage();
    await chat.addInitScript(() => localStorage.setItem('easel.name', 'Ada'));
    await chat.goto(studio.url);
    await chat.locator('#messages[aria-busy="false"]').waitFor({ state: 'attached' });
    await chat.getByRole('button', { name: 'Paint mask' }).last().click();
    const link = chat.getByRole('link', { name: 'Open the painter' }).last();
    await link.waitFor();
    const [page] = await Promise.all([context.waitForEvent('page'), link.click()]);
    await page.locator('body:not([aria-busy])').waitFor({ state: 'attached' });
    expect(new URL(page.url()).pathname).toMatch(/^\/paint\/[\w-]+$/);
    expect(result.content.kind).toBe('result');
    await context.close();
  });

  it('does everything by keys alone', async () => {
    const { jobId, link } = await linkTo(studio);
    const { page } = await openPainter(browser, studio, link, DESK);
    const tab = async (wanted: string) => {
      for (let press = 0; press < 20; press++) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate<string>('document.activeElement?.id ?? ""')) === wanted) return;
      }
      throw new Error(`Nobody comes to ${wanted} by Tab.`);
    };
    await tab('canvas');
    expect(await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')).not.toBe('none');
    await page.keyboard.press('r');
    await expect.poll(() => page.locator('#say').textContent()).toContain('Box');
    await page.keyboard.press('Space');
    for (let press = 0; press < 6; press++) await page.keyboard.press('ArrowRight');
    for (let press = 0; press < 6; press++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await expect.poll(() => page.locator('#say').textContent()).toMatch(/^\d % may change/);
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.locator('#say').textContent()).toBe('Undone. Nothing painted yet');
    await page.keyboard.press('Control+Shift+z');
    await page.keyboard.press('b');
    await page.keyboard.press(']');
    await page.keyboard.down('Space');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.up('Space');
    await page.keyboard.press('l');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.keyboard.press('i');
    await expect.poll(() => page.locator('#say').textContent()).toMatch(/^Inverted\. 9\d % may change/);
    await page.keyboard.press('i');
    await tab('prompt');
    await page.keyboard.type('a red kite');
    await tab('go');
    await page.keyboard.press('Enter');
    await page.locator('dialog[open]').waitFor();
    await expect.poll(() => page.evaluate<string>('document.activeElement?.id ?? ""')).toBe('edit');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your edit is on its way' }).waitFor();
    expect((await studio.painted(jobId)).plan?.mode).toBe('inpaint');
  });

  it('keeps what was painted when the phone is turned, and when the edge is made soft', async () => {
    const { link } = await linkTo(studio);
    const { page, at, painted } = await openPainter(browser, studio, link, PHONE);
    const finger = await touch(page);
    await finger.down(await at(300, 300));
    await finger.move(await at(700, 300));
    await finger.up();
    const before = await page.locator('#share').textContent();
    await page.setViewportSize({ width: 844, height: 390 });
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.locator('#share').textContent()).toBe(before);
    await page.locator('#feather').fill('60');
    expect(await page.locator('#feather-value').textContent()).toBe('25 px');
    expect(new Set(await painted()).size).toBeGreaterThan(50);
    for (const [width, height] of [
      [390, 844],
      [320, 640],
      [844, 390],
      [1280, 800],
    ] as const) {
      await page.setViewportSize({ width, height });
      expect(await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    }
  });

  it('asks before leaving only where something would be lost', async () => {
    const { link } = await linkTo(studio);
    const { page, at } = await openPainter(browser, studio, link, DESK);
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await page.reload();
    await page.locator('body:not([aria-busy])').waitFor({ state: 'attached' });
    expect(asked).toEqual([]);
    const place = await at(500, 500);
    await page.mouse.click(place.x, place.y);
    await page.reload();
    expect(asked).toEqual(['beforeunload']);
  });

  it('says what is missing, and keeps the painting where the server says no', async () => {
    const { result, link } = await linkTo(studio);
    const { page, at } = await openPainter(browser, studio, link, DESK);
    await page.locator('#go').click();
    await expect.poll(() => page.locator('#problem').textContent()).toContain('Paint over the part');
    const place = await at(500, 500);
    await page.mouse.click(place.x, place.y);
    await page.locator('#go').click();
    await expect.poll(() => page.locator('#problem').textContent()).toContain('Write what should happen');
    await studio.press(result, 'Delete');
    await page.locator('#prompt').fill('a red kite');
    await page.locator('#go').click();
    await expect.poll(() => page.locator('#problem').textContent()).toContain('not here any more');
    expect(await page.locator('#share').textContent()).toContain('may change');
  });

  it('asks once more where all of the picture is painted', async () => {
    const { link } = await linkTo(studio);
    const { page } = await openPainter(browser, studio, link, DESK);
    await page.locator('#invert').click();
    expect(await page.locator('#share').textContent()).toBe('All of it may change');
    await page.locator('#prompt').fill('a red kite');
    await page.locator('#go').click();
    await page.getByRole('button', { name: 'Change all of it' }).click();
    await page.locator('dialog[open]').waitFor();
  });

  it('paints on a picture as large as models make them', async () => {
    const picture = await sharp({ create: { width: 4096, height: 3000, channels: 3, background: '#2a6f97' } })
      .png()
      .toBuffer();
    const answer = await studio.say('edit', { prompt: 'a hat', region: 'paint' }, picture);
    const { page, at, picture: size, painted } = await openPainter(browser, studio, linkIn(answer), PHONE);
    expect(size).toEqual({ width: 4096, height: 3000 });
    const finger = await touch(page);
    await finger.down(await at(500, 500));
    for (let step = 1; step <= 20; step++) await finger.move(await at(500 + step * 150, 500 + step * 100));
    await finger.up();
    await page.locator('#feather').fill('30');
    const mask = await painted('a hat');
    expect(extentOf(mask, 4096).pixels).toBeGreaterThan(300_000);
  });
});
