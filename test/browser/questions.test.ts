import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '#src/domain/text.ts';
import type { CardPicture, QuestionCard } from '#src/ports/cards.ts';
import type { Delivery } from '#src/ports/chat-platform.ts';
import { hasChromium, openBrowser } from './open-browser.ts';
import { type Ask, lastOf, openPage, overflows } from './open-page.ts';
import { action, cardOf, keepPicture, paint, questionOf, type ScriptedStudio } from './scripted-studio.ts';

const where = hasChromium ? 'questions and overlays in Chromium' : 'questions (skipped: Chromium is not installed)';

const HOSTILE = '<img src=x onerror="document.title=1"> <b>bold</b> \u202Egpj.exe\u202C';

describe.skipIf(!hasChromium)(where, { timeout: 60_000 }, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  }, 30_000);

  afterAll(async () => {
    await browser.close();
  });

  const tinted = (studio: ScriptedStudio): Promise<CardPicture> =>
    keepPicture(studio.blobs, { key: 'jobs/j/mask.png', alt: 'The sky is tinted', width: 96, height: 64 });

  /** Somebody asked for something and was asked back. */
  async function asked(ask: Ask & { card?: Partial<QuestionCard> } = {}) {
    const { page, studio, box } = await openPage(browser, ask);
    const held = Promise.withResolvers<Delivery>();
    studio.answerWith(async (_request, delivery) => {
      const way = await delivery();
      await way.ask(questionOf('twelve foxes', { picture: await tinted(studio), ...ask.card }));
      held.resolve(way);
    });
    await box.fill('twelve foxes');
    await box.press('Enter');
    const question = page.getByRole('group', { name: 'Go ahead?' });
    await question.waitFor();
    return { page, studio, box, question, delivery: await held.promise };
  }

  const running = { jobId: 'j', prompt: 'twelve foxes', warnings: [], phase: 'running' } as const;

  it('shows the price before all else, the facts, the warnings and the picture with its words', async () => {
    const { page, question } = await asked({ card: { warnings: [text('21:9 is not possible.')] } });
    expect(await question.locator('.price').textContent()).toBe('Cost24 credits');
    expect(await question.locator('.facts').textContent()).toContain('inpaint, because a region was named');
    expect(await question.locator('.facts').textContent()).not.toContain('24 credits');
    expect(await question.getByText('21:9 is not possible.').isVisible()).toBe(true);
    await expect.poll(() => naturalWidth(page, 'The sky is tinted')).toBe(96);
    expect(await page.locator('#announcer').textContent()).toContain('Cost: 24 credits');
    await question.getByRole('button', { name: 'Enlarge: The sky is tinted' }).click();
    expect(await page.getByRole('dialog').getByRole('img').getAttribute('alt')).toBe('The sky is tinted');
  });

  it.each([
    ['Start', 'confirm-all-state'],
    ['Leave it', 'cancel-all-state'],
  ])('sends what %s stands for, once, and nothing when nobody presses', async (name, state) => {
    const { studio, question } = await asked();
    const held = Promise.withResolvers<void>();
    studio.answerWith(async (_request, delivery) => {
      await held.promise;
      await delivery();
    });
    expect(studio.requests).toHaveLength(1);
    await question.getByRole('button', { name }).click();
    await expect.poll(() => lastOf(studio).state).toBe(state);
    for (const other of ['Start', 'Leave it']) {
      expect(await question.getByRole('button', { name: other }).isDisabled(), other).toBe(true);
    }
    held.resolve();
    await expect.poll(() => question.getByRole('button', { name }).isEnabled()).toBe(true);
    expect(studio.requests).toHaveLength(2);
    expect(lastOf(studio).trigger).toBe('button');
  });

  it('can be answered by keyboard alone, and what comes after takes its place', async () => {
    const { page, studio, question, delivery } = await asked();
    studio.answerWith(async ({ reply }) => {
      await reply.ack('private');
      delivery.update({ ...running, percent: 30, status: text('Drawing') });
    });
    await question.getByRole('button', { name: 'Start' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('progressbar').waitFor();
    expect(await question.count()).toBe(0);
    expect(
      await page
        .locator('.message')
        .first()
        .evaluate((node) => node === node.ownerDocument.activeElement),
    ).toBe(true);
    const picture = await keepPicture(studio.blobs, { key: 'jobs/j/0.png', alt: 'a fox', width: 8, height: 8 });
    await delivery.finish(cardOf([picture], { prompt: 'twelve foxes' }));
    await page.locator('.result').waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(0);
  });

  it('is there again after a reload, and gives way to a failure', async () => {
    const { page, question, delivery } = await asked();
    await page.reload();
    await question.waitFor();
    await expect.poll(() => naturalWidth(page, 'The sky is tinted')).toBe(96);
    const said = text('Nobody answered. Nothing was charged.');
    const failure = { code: 'canceled', message: '', text: said, blame: 'prompt', charged: false } as const;
    await delivery.fail({ jobId: 'j', prompt: 'twelve foxes', failure, actions: [] });
    await page.locator('.failure').getByText('Nobody answered.').waitFor();
    expect(await question.count()).toBe(0);
  });

  it('is for its owner to answer: others see whose turn it is', async () => {
    const { studio } = await asked();
    const other = await openPage(browser, { name: 'Bob', studio });
    const question = other.page.getByRole('group', { name: 'Go ahead?' });
    await question.getByText('It is for Ada to say.').waitFor();
    expect(await question.getByRole('button', { name: /Start|Leave it/ }).count()).toBe(0);
  });

  it.each([360, 390])('fits a phone of %i pixels, whatever stands in it', async (width) => {
    const long = 'w'.repeat(300);
    const facts = [
      { label: 'Model', value: text(long) },
      { label: 'Cost', value: text('1,000,000 credits of which 999,999 are long') },
    ];
    const { page, question } = await asked({ width, dark: true, card: { facts, warnings: [text(long, HOSTILE)] } });
    expect(await overflows(page)).toBe(false);
    expect(await question.textContent()).toContain(HOSTILE);
    expect(await page.title()).toBe('Easel');
    expect(await question.locator('img[src="x"], b:has-text("bold")').count()).toBe(0);
  });

  it('does without a picture and without a price', async () => {
    const { picture: _none, ...card } = questionOf('x', { facts: [] });
    const { studio, page, box } = await openPage(browser);
    studio.answerWith(async (_request, delivery) => (await delivery()).ask(card));
    await box.fill('x');
    await box.press('Enter');
    const question = page.getByRole('group', { name: 'Go ahead?' });
    expect(await question.getByRole('button').allTextContents()).toEqual(['Start', 'Leave it']);
    expect(await question.locator('.price, .facts, img').count()).toBe(0);
  });

  it('shows the part that will change before anything is drawn, and says so until something is', async () => {
    const { page, studio, box } = await openPage(browser);
    const held = Promise.withResolvers<Delivery>();
    studio.answerWith(async (_request, delivery) => held.resolve(await delivery()));
    await box.fill('greener');
    await box.press('Enter');
    const delivery = await held.promise;
    const drawn = async (color: string) => ({
      bytes: await paint({ width: 90, height: 60, color }),
      type: 'image/png' as const,
    });
    delivery.preview(await drawn('#c33'), 0);
    delivery.update({
      ...running,
      phase: 'queued',
      percent: 2,
      status: text('Waiting'),
      cancel: action('cancel', 'Cancel'),
    });
    await page.getByAltText('The picture with the part that will change tinted').waitFor();
    expect(await page.getByText('This part will change').isVisible()).toBe(true);
    delivery.preview(await drawn('#3c3'), 1);
    await page.getByAltText('Unfinished picture').waitFor();
    await expect.poll(() => page.getByText('This part will change').isVisible()).toBe(false);
  });

  it.each(['text', 'table'] as const)('shows the picture of a %s, and enlarges it', async (kind) => {
    const { page, studio, box } = await openPage(browser, { width: 390 });
    studio.answerWith(async (_request, delivery) => {
      const picture = await keepPicture(studio.blobs, {
        key: 'jobs/j/grid.png',
        alt: 'Its cells, A1 to H8',
        width: 80,
        height: 80,
      });
      const rows = [[text('2 credits')]];
      const words =
        kind === 'text'
          ? { kind, text: text('Name the cells that may change.') }
          : { kind, title: 'What it would do', columns: ['Cost'], rows };
      await (await delivery()).answer({ ...words, picture });
    });
    await box.fill('x dry-run:yes');
    await box.press('Enter');
    await page.locator('.answer').waitFor();
    await expect.poll(() => naturalWidth(page, 'Its cells, A1 to H8')).toBe(80);
    await page.getByRole('button', { name: 'Enlarge: Its cells, A1 to H8' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('img').getAttribute('alt')).toBe('Its cells, A1 to H8');
    expect(await dialog.getByRole('button', { name: 'Next' }).count()).toBe(0);
    const saved = page.waitForEvent('download');
    await dialog.getByRole('link', { name: 'Download' }).click();
    expect((await saved).suggestedFilename()).toBe('grid.png');
    expect(await overflows(page)).toBe(false);
  });
});

/** The width of the picture as it arrived; 0 until it has. */
const naturalWidth = (page: Page, alt: string): Promise<number> =>
  page
    .getByAltText(alt)
    .first()
    .evaluate((node) => ('naturalWidth' in node ? Number(node.naturalWidth) : 0));
