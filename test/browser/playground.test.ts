import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '#src/domain/text.ts';
import type { FormSpec } from '#src/ports/cards.ts';
import type { Delivery } from '#src/ports/chat-platform.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { type Ask, lastOf, openPage, overflows } from './open-page.ts';
import { action, cardOf, keepPicture, paint, type ScriptedStudio } from './scripted-studio.ts';

const where = hasChromium
  ? 'the playground in Chromium'
  : 'the playground (skipped: /usr/bin/chromium is not installed)';

const HOSTILE = '<img src=x onerror="document.title=1"> @everyone ```x``` \u202Egpj.exe\u202C <b>bold</b>';

const FORM: FormSpec = {
  name: 'edit',
  title: 'Edit this picture',
  submitLabel: 'Edit',
  state: 'edit-0-state',
  fields: [
    { kind: 'text', id: 'prompt', label: 'What should change?', required: true, max: 4000 },
    { kind: 'image', id: 'mask', label: 'Mask', max: 1 },
    { kind: 'choice', id: 'fidelity', label: 'Keep fine detail', options: ['high', 'low'] },
  ],
};

describe.skipIf(!hasChromium)(where, { timeout: 60_000 }, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  }, 30_000);

  afterAll(async () => {
    await browser.close();
  });

  const open = (ask: Ask = {}) => openPage(browser, ask);

  const finishAll = (studio: ScriptedStudio, count = 1) =>
    studio.answerWith(async ({ options, actor }, delivery) => {
      const prompt = String(options.prompt ?? 'a fox');
      const pictures = await Promise.all(
        Array.from({ length: count }, (_, index) =>
          keepPicture(studio.blobs, {
            key: `jobs/j/${index}.png`,
            alt: `${prompt}, picture ${index + 1}`,
            width: 64,
            height: 64,
          }),
        ),
      );
      await (await delivery()).finish(cardOf(pictures, { prompt, userId: actor.userId }));
    });

  it('keeps its width on a phone while somebody writes a word without end', async () => {
    const { page, box } = await open({ width: 390 });
    await box.fill('x'.repeat(300));
    expect(await overflows(page)).toBe(false);
  });

  it('offers ideas on an empty page, and one press writes one down', async () => {
    const { page, box } = await open();
    await page.getByRole('button', { name: /A lighthouse at dusk/ }).click();
    expect(await box.inputValue()).toContain('A lighthouse at dusk');
    expect(await page.locator('#simulator').isVisible()).toBe(false);
  });

  it('completes commands, their options and the values, by keyboard alone', async () => {
    const { page, studio, box } = await open();
    await box.focus();
    await page.keyboard.type('/im');
    expect(await page.getByRole('option').allTextContents()).toHaveLength(1);
    await page.keyboard.press('Tab');
    expect(await box.inputValue()).toBe('/imagine ');
    expect(await page.getByRole('option', { name: /aspect:/ }).isVisible()).toBe(true);
    await page.keyboard.type('a red fox asp');
    await page.keyboard.press('Tab');
    expect(await box.inputValue()).toBe('/imagine a red fox aspect:');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('button', { name: 'aspect: 3:2' }).isVisible()).toBe(true);
    await page.keyboard.type('seed:7 in snow');
    await page.keyboard.press('Enter');
    await page.locator('.message').waitFor();
    expect(lastOf(studio)).toMatchObject({
      name: 'imagine',
      options: { prompt: 'a red fox in snow', aspect: '3:2', seed: 7 },
    });
  });

  it('sets an option by its button, and sends plain words as /imagine', async () => {
    const { page, studio, box } = await open();
    await page.getByRole('button', { name: 'model', exact: true }).click();
    await page.getByRole('option', { name: /simulator\/sketch/ }).click();
    await box.fill('two\nlines');
    await box.press('Shift+Enter');
    await box.press('Enter');
    await page.locator('.message').waitFor();
    expect(lastOf(studio)).toMatchObject({
      name: 'imagine',
      options: { prompt: 'two\nlines', model: 'simulator/sketch' },
    });
    expect(await box.inputValue()).toBe('');
  });

  it('sends two messages as two', async () => {
    const { page, studio, box } = await open();
    finishAll(studio);
    for (const words of ['one', 'two']) {
      await box.fill(words);
      await box.press('Enter');
      await page.getByRole('button', { name: `Enlarge: ${words}, picture 1` }).waitFor();
    }
    expect(await page.locator('.message').count()).toBe(2);
  });

  it('shows place, percent, time and the unfinished picture, and cancels', async () => {
    const { page, studio, box } = await open();
    const held = Promise.withResolvers<Delivery>();
    studio.answerWith(async (_request, delivery) => held.resolve(await delivery()));
    await box.fill('a slow fox');
    await box.press('Enter');
    const delivery = await held.promise;
    const base = {
      jobId: 'j',
      prompt: 'a slow fox',
      warnings: [text('21:9 is not possible.')],
      cancel: action('cancel', 'Cancel'),
    };
    delivery.update({ ...base, phase: 'queued', percent: 2, position: 3, etaMs: 20_000, status: text('Waiting') });
    await page.getByText('Place 3 in line · about 20 s').waitFor();
    delivery.update({ ...base, phase: 'running', percent: 40, etaMs: 9000, status: text('Drawing') });
    delivery.preview({ bytes: await paint({ width: 32, height: 32, color: '#00f' }), type: 'image/png' }, 1);
    await page.getByAltText('Unfinished picture').waitFor();
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40');
    expect(await page.getByText('21:9 is not possible.').isVisible()).toBe(true);
    expect(await page.locator('#announcer').textContent()).toBe('Drawing');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => lastOf(studio).state).toBe('cancel-all-state');
  });

  it('shows the result with alt texts, facts and its buttons, and marks the simulator', async () => {
    const { page, studio, box } = await open();
    finishAll(studio, 4);
    await box.fill('four foxes');
    await box.press('Enter');
    await page.getByAltText('four foxes, picture 4').waitFor();
    expect(await page.locator('.facts').textContent()).toContain('generate, because no picture was given');
    expect(await page.locator('#simulator').isVisible()).toBe(true);
    for (const name of ['Reroll', 'V1', 'V4', 'Edit 2', 'Reference 3', 'Delete']) {
      expect(await page.getByRole('button', { name, exact: true }).isVisible(), name).toBe(true);
    }
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download 2' }).click();
    expect((await saved).suggestedFilename()).toBe('1.png');
    await page.getByRole('button', { name: 'V2', exact: true }).click();
    await expect.poll(() => lastOf(studio).state).toBe('vary-1-state');
    await page.getByRole('button', { name: 'Enlarge: four foxes, picture 1' }).click();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('dialog').getByRole('img').getAttribute('alt')).toBe('four foxes, picture 2');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('uses a result as reference without an upload', async () => {
    const { page, studio, box } = await open();
    finishAll(studio);
    await box.fill('a fox');
    await box.press('Enter');
    await page.getByRole('button', { name: 'Reference' }).click();
    await box.fill('in winter');
    await box.press('Enter');
    await expect.poll(() => studio.requests.length).toBe(2);
    expect(lastOf(studio)).toMatchObject({ name: 'edit', images: { image: [{ key: 'jobs/j/0.png' }] } });
  });

  it('attaches by button, drop and paste, takes one off, and sends one as the mask', async () => {
    const { page, studio, box } = await open();
    const png = Buffer.from(await paint({ width: 8, height: 8, color: '#0a0' }));
    await page.locator('#files').setInputFiles([{ name: 'button.png', mimeType: 'image/png', buffer: png }]);
    for (const way of ['drop', 'paste'] as const) await giveFile(page, way, png);
    expect(await page.locator('.attachment').count()).toBe(3);
    await page.getByRole('button', { name: 'Remove button.png' }).click();
    await page.getByRole('button', { name: 'Use paste.png as mask' }).click();
    await box.fill('warmer light');
    await box.press('Enter');
    await page.locator('.message').waitFor();
    const { name, images } = lastOf(studio);
    expect(name).toBe('edit');
    expect(images).toMatchObject({ image: [{ filename: 'drop.png' }], mask: [{ filename: 'paste.png' }] });
    const [mask] = images.mask ?? [];
    expect((await studio.blobs.get(mask?.key ?? ''))?.byteLength).toBe(png.byteLength);
  });

  it('opens the form the app answers with, and sends what was filled in', async () => {
    const { page, studio, box } = await open();
    finishAll(studio);
    await box.fill('a fox');
    await box.press('Enter');
    await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
    studio.answerWith(async ({ reply }, delivery) => (reply.openForm ? reply.openForm(FORM) : void (await delivery())));
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit this picture' });
    await dialog.getByLabel('What should change?').fill('remove the tail');
    const mask = {
      name: 'mask.png',
      mimeType: 'image/png',
      buffer: Buffer.from(await paint({ width: 8, height: 8, color: '#000' })),
    };
    await dialog.locator('input[type=file]').setInputFiles([mask]);
    await dialog.getByRole('button', { name: 'Edit', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(lastOf(studio).options).toEqual({ prompt: 'remove the tail' });
    expect(lastOf(studio)).toMatchObject({
      trigger: 'form',
      name: 'edit',
      state: 'edit-0-state',
      options: { prompt: 'remove the tail' },
      images: { mask: [{ filename: 'mask.png' }] },
    });
  });

  it('asks once before it deletes, and the card goes from every page', async () => {
    const { page, studio, box } = await open();
    const other = await open({ name: 'Bob', studio });
    finishAll(studio);
    await box.fill('a fox');
    await box.press('Enter');
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    expect(studio.requests).toHaveLength(1);
    await other.page.locator('.result').waitFor();
    expect(await other.page.getByRole('button', { name: 'Delete' }).count()).toBe(0);
    const shown = await page.locator('.message').getAttribute('data-id');
    studio.answerWith(async (_request, delivery) => {
      await studio.playground().deleteResult({ platform: 'playground', messageId: shown ?? '' });
      await (await delivery()).answer({ kind: 'text', text: text('Deleted.') });
    });
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.locator('.result').waitFor({ state: 'detached' });
    await other.page.locator('.result').waitFor({ state: 'detached' });
  });

  it('shows tables and failures in words', async () => {
    const { page, studio, box } = await open();
    studio.answerWith(async ({ name }, delivery) => {
      const way = await delivery();
      if (name !== 'credits') {
        const said = text('Blocked. Nothing was charged.');
        const failure = { code: 'content-blocked', message: '', text: said, blame: 'prompt', charged: false } as const;
        return way.fail({ jobId: 'j', prompt: '', failure, actions: [] });
      }
      return way.answer({
        kind: 'table',
        title: 'Your credits',
        columns: ['What', 'Credits'],
        rows: [[text('held'), text('2')]],
      });
    });
    await box.fill('/credits');
    await box.press('Escape');
    await box.press('Enter');
    expect(await page.getByRole('table').textContent()).toContain('held');
    await box.fill('something bad');
    await box.press('Enter');
    await page.getByRole('heading', { name: 'About your prompt' }).waitFor();
    expect(await page.locator('.failure').textContent()).toContain('Nothing was charged.');
  });

  it('says what is wrong before and after sending, and keeps what was written', async () => {
    const { page, studio, box } = await open();
    await box.fill('/paint a wall');
    await box.press('Enter');
    expect(await page.getByRole('alert').textContent()).toContain('There is no command /paint');
    await box.fill('a fox n:11');
    await box.press('Enter');
    await page.getByRole('alert').getByText('from 1 to 10').waitFor();
    expect(await box.inputValue()).toBe('a fox n:11');
    expect(studio.requests).toEqual([]);
    await box.fill('x'.repeat(2001));
    expect(await page.locator('#count.over').textContent()).toBe('2,001 / 2,000');
  });

  it('keeps private answers to the name they were given to', async () => {
    const { page, studio, box } = await open();
    finishAll(studio);
    await box.fill('my secret private:yes');
    await box.press('Enter');
    await page.getByText('Only you can see this').waitFor();
    await page.getByRole('button', { name: /You are Ada/ }).click();
    await page.getByLabel('Name', { exact: true }).fill('Bob');
    await page.getByRole('button', { name: 'Switch', exact: true }).click();
    await page.getByRole('button', { name: /You are Bob/ }).waitFor();
    await page.locator('#messages[aria-busy="false"]').waitFor({ state: 'attached' });
    expect(await page.getByText('my secret').count()).toBe(0);
    await page.reload();
    await page.getByRole('button', { name: /You are Bob/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Ada' }).click();
    await page.getByText('my secret').first().waitFor();
  });

  it('shows old cards after a reload, and their buttons work', async () => {
    const { page, studio, box } = await open();
    finishAll(studio);
    await box.fill('an old fox');
    await box.press('Enter');
    await page.locator('.result').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Reroll' }).click();
    await expect.poll(() => lastOf(studio).state).toBe('reroll-all-state');
    expect(await page.getByAltText('an old fox, picture 1').isVisible()).toBe(true);
  });

  it('shows what people type as they typed it', async () => {
    const { page, studio, box } = await open();
    studio.answerWith(async (_request, delivery) => {
      const picture = await keepPicture(studio.blobs, { key: 'jobs/j/0.png', alt: HOSTILE, width: 8, height: 8 });
      await (await delivery()).finish(
        cardOf([picture], { prompt: HOSTILE, text: HOSTILE, revisedPrompt: HOSTILE, warnings: [text(HOSTILE)] }),
      );
    });
    await box.fill(HOSTILE);
    await box.press('Enter');
    await page.locator('.result').waitFor();
    expect(await page.locator('.said').textContent()).toContain('<img src=x onerror="document.title=1"> @everyone');
    expect(await page.title()).toBe('Easel');
    expect(await page.locator('.message img[src="x"], .message b:has-text("bold")').count()).toBe(0);
    await box.fill('🎨'.repeat(4000));
    await box.press('Enter');
    await page.getByRole('button', { name: 'Show all' }).waitFor();
    expect(await overflows(page)).toBe(false);
  });

  it('fits a phone of 360 pixels, whatever it shows', async () => {
    const { page, studio, box } = await open({ width: 360 });
    finishAll(studio, 4);
    for (const words of ['four foxes', 'w'.repeat(300)]) {
      await box.fill(words);
      await box.press('Enter');
      await page.getByAltText(`${words}, picture 4`).waitFor();
      expect(await overflows(page)).toBe(false);
    }
    await box.fill('/');
    expect(await overflows(page)).toBe(false);
    await page.getByRole('option', { name: '/edit' }).click();
    expect(await box.inputValue()).toBe('/edit ');
  });

  it('stays at the bottom, unless somebody reads above', async () => {
    const { page, studio, box } = await open();
    finishAll(studio);
    for (const words of ['one', 'two', 'three', 'four']) {
      await box.fill(words);
      await box.press('Enter');
      await page.getByAltText(`${words}, picture 1`).waitFor();
    }
    await expect.poll(() => fromBottom(page)).toBeLessThan(3);
    await page.locator('main').evaluate((main) => main.scrollTo(0, 0));
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
    const other = await open({ name: 'Bob', studio });
    await other.box.fill('from Bob');
    await other.box.press('Enter');
    await page.getByRole('button', { name: 'New messages' }).click();
    await expect.poll(() => fromBottom(page)).toBeLessThan(3);
  });

  it('says that the connection is lost, comes back by itself, and has missed and doubled nothing', async () => {
    const { page, studio, box } = await open();
    await box.fill('before');
    await box.press('Enter');
    await page.locator('.message').waitFor();
    const messageId = (await page.locator('.message').getAttribute('data-id')) ?? '';
    await studio.hangUp();
    await page.getByText('Connection lost').waitFor();
    await studio.listen();
    const picture = await keepPicture(studio.blobs, {
      key: 'jobs/j/0.png',
      alt: 'finished meanwhile',
      width: 8,
      height: 8,
    });
    await studio
      .playground()
      .delivery({ platform: 'playground', messageId })
      .finish(cardOf([picture], { prompt: 'before' }));
    await page.getByAltText('finished meanwhile').waitFor({ timeout: 10_000 });
    expect(await page.locator('.message').count()).toBe(1);
    expect(await page.locator('#lost').isVisible()).toBe(false);
  });
});

const fromBottom = (page: Page): Promise<number> =>
  page.locator('main').evaluate((main) => main.scrollHeight - main.scrollTop - main.clientHeight);

/** Drops or pastes a file the way a browser tells the page about it. */
const giveFile = (page: Page, way: 'drop' | 'paste', png: Buffer): Promise<void> =>
  page.evaluate(
    `{
      const bytes = Uint8Array.from(atob('${png.toString('base64')}'), (sign) => sign.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], '${way}.png', { type: 'image/png' }));
      const event = '${way}' === 'drop'
        ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
        : new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      document.querySelector('#prompt').dispatchEvent(event);
    }`,
  );
