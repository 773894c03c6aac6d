import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editForm } from '#src/app/forms.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { lastOf, openPage, overflows } from './open-page.ts';
import { action, cardOf, keepPicture } from './scripted-studio.ts';

const where = hasChromium ? 'the form for an edit' : 'the form for an edit (skipped: no /usr/bin/chromium)';

describe.skipIf(!hasChromium)(where, { timeout: 60_000 }, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  }, 30_000);

  afterAll(() => browser.close());

  /** The form on a page that shows one result. */
  async function openForm(width = 1000) {
    const { page, studio, box } = await openPage(browser, { width });
    studio.answerWith(async ({ actor }, delivery) => {
      const picture = await keepPicture(studio.blobs, { key: 'jobs/j/0.png', alt: 'a fox', width: 64, height: 64 });
      const actions = [action('edit', 'Edit', 0)];
      await (await delivery()).finish(cardOf([picture], { prompt: 'a fox', userId: actor.userId, actions }));
    });
    await box.fill('a fox');
    await box.press('Enter');
    const button = page.getByRole('button', { name: 'Edit', exact: true });
    await button.waitFor();
    studio.answerWith(async ({ reply, state = '' }, delivery) =>
      reply.openForm ? reply.openForm(editForm(state)) : void (await delivery()),
    );
    await button.click();
    return { page, studio, dialog: page.getByRole('dialog', { name: 'Edit this picture' }) };
  }

  it('keeps everything else exactly unless somebody says no, and takes a part in words of their own', async () => {
    const { studio, dialog } = await openForm();
    await dialog.getByLabel('What should change?').fill('remove the tail');
    const exact = dialog.getByLabel('Keep everything else exactly');
    expect(await exact.isChecked()).toBe(true);
    await exact.uncheck();
    const part = dialog.getByLabel('Which part? Empty: all of it');
    const offered = await dialog
      .locator('datalist option')
      .evaluateAll((options) => options.map((one) => one.outerHTML));
    expect(offered.join()).toContain('value="left"');
    await part.fill('C2-F5');
    await dialog.getByRole('button', { name: 'Edit', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(lastOf(studio).options).toEqual({ prompt: 'remove the tail', region: 'C2-F5', exact: false });
  });

  it('fits on a phone', async () => {
    const { page, dialog } = await openForm(390);
    await dialog.getByLabel('Model').waitFor();
    expect(await overflows(page)).toBe(false);
    const box = await dialog.boundingBox();
    expect(box?.width).toBeLessThanOrEqual(390);
  });
});
