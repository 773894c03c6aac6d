import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import { openScriptedStudio, type ScriptedStudio } from './scripted-studio.ts';

export interface Ask {
  readonly name?: string;
  readonly width?: number;
  readonly dark?: boolean;
  readonly studio?: ScriptedStudio;
}

/** A page of somebody in a studio of their own; anything the browser complains about fails the test. */
export async function openPage(browser: Browser, { name = 'Ada', width = 1000, dark = false, studio }: Ask = {}) {
  const there = studio ?? (await openScriptedStudio());
  const context = await browser.newContext({
    viewport: { width, height: 760 },
    colorScheme: dark ? 'dark' : 'light',
  });
  context.setDefaultTimeout(10_000);
  await context.addInitScript((known) => {
    if (!localStorage.getItem('easel.name')) localStorage.setItem('easel.name', known);
  }, name);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error' && !/Failed to load resource|ERR_/.test(line.text())) complaints.push(line.text());
  });
  onTestFinished(async () => {
    await context.close();
    if (!studio) await there.close();
    expect(complaints).toEqual([]);
  });
  await page.goto(there.url);
  await page.locator('#messages[aria-busy="false"]').waitFor({ state: 'attached' });
  await page.locator('.option').first().waitFor();
  return { page, studio: there, box: page.getByRole('combobox', { name: /Describe a picture/ }) };
}

export const lastOf = (studio: ScriptedStudio): IncomingRequest => {
  const last = studio.requests.at(-1);
  if (!last) throw new Error('Nothing was sent.');
  return last;
};

/** Whether the page can be moved sideways, which a phone's must not. */
export const overflows = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>(
    `document.documentElement.scrollWidth > innerWidth || document.querySelector('main').scrollWidth > innerWidth`,
  );
