import { type Browser, type BrowserContextOptions, devices, type Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, onTestFinished } from 'vitest';
import type { Point } from '../http/paint/page-modules.ts';
import { linkIn, type PaintingStudio } from './painting-studio.ts';

export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 3,
  hasTouch: true,
  isMobile: true,
  userAgent: devices['Pixel 7']?.userAgent ?? '',
};
export const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

/** The painter's page at a link; anything the browser complains about fails the test. */
export async function openPainter(
  browser: Browser,
  studio: PaintingStudio,
  url: string,
  how: BrowserContextOptions = DESK,
) {
  const context = await browser.newContext(how);
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error' && !/Failed to load resource|ERR_/.test(line.text())) complaints.push(line.text());
  });
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(new URL(url).origin)) elsewhere.push(request.url());
  });
  onTestFinished(async () => {
    await context.close();
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
  });
  await page.goto(url);
  await page.locator('body:not([aria-busy])').waitFor({ state: 'attached' });
  const size = (await page.locator('body').getAttribute('data-size')) ?? '';
  const [width = 0, height = 0] = size.split('x').map(Number);
  return { page, context, picture: { width, height }, at, seenAt, painted };

  function canvas() {
    return page.locator('#canvas');
  }

  /** How the whole picture stands on the screen. */
  async function shown(): Promise<{ scale: number; left: number; top: number }> {
    const box = await canvas().boundingBox();
    if (!box) throw new Error('There is no picture.');
    const scale = Math.min(box.width / width, box.height / height) * 0.96;
    return {
      scale,
      left: box.x + (box.width - width * scale) / 2,
      top: box.y + (box.height - height * scale) / 2,
    };
  }

  /** Where a place of the picture, in its own pixels, is on the screen, in whole pixels of that. */
  async function at(x: number, y: number): Promise<Point> {
    const { scale, left, top } = await shown();
    return { x: Math.round(left + x * scale), y: Math.round(top + y * scale) };
  }

  /** The place of the picture that is seen there. */
  async function seenAt({ x, y }: Point): Promise<Point> {
    const { scale, left, top } = await shown();
    return { x: (x - left) / scale, y: (y - top) / scale };
  }

  /** The mask as it reaches Easel: asks the price and reads what was sent. 0 = stays, 255 = changes. */
  async function painted(prompt = 'a red kite'): Promise<Uint8Array> {
    await page.locator('#prompt').fill(prompt);
    const before = studio.masks.length;
    await page.locator('#go').click();
    await page.locator('dialog[open]').waitFor();
    const mask = studio.masks[before];
    if (!mask) throw new Error('No mask was sent.');
    const raw = await sharp(mask).extractChannel('alpha').negate().raw().toBuffer({ resolveWithObject: true });
    expect([raw.info.width, raw.info.height]).toEqual([width, height]);
    return new Uint8Array(raw.data);
  }
}

/** A fresh result and a link to paint on it. */
export async function linkTo(studio: PaintingStudio, options: Readonly<Record<string, string | boolean>> = {}) {
  const result = await studio.say('imagine', { prompt: 'a harbour at dawn', ...options });
  const jobId = result.content.kind === 'result' ? result.content.card.jobId : '';
  return { result, jobId, link: linkIn(await studio.press(result, 'Paint mask')) };
}

/** How much of a mask is painted, and the box it lies in. */
export function extentOf(mask: Uint8Array, width: number) {
  const extent = { pixels: 0, left: width, top: mask.length, right: -1, bottom: -1 };
  for (const [at, level] of mask.entries()) {
    if (level === 0) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    extent.pixels++;
    extent.left = Math.min(extent.left, x);
    extent.right = Math.max(extent.right, x);
    extent.top = Math.min(extent.top, y);
    extent.bottom = Math.max(extent.bottom, y);
  }
  return extent;
}

/** One finger, or several, by the browser's own touch events. */
export async function touch(page: Page) {
  const session = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map(({ x, y }, id) => ({ x, y, id, radiusX: 6, radiusY: 6 })),
    });
  return {
    down: (...points: readonly { x: number; y: number }[]) => send('touchStart', points),
    move: (...points: readonly { x: number; y: number }[]) => send('touchMove', points),
    up: () => send('touchEnd', []),
  };
}

/** A pen, put down at one place and lifted at another. @param withAlt whether that key is held, which erases. */
export async function stylus(page: Page) {
  const session = await page.context().newCDPSession(page);
  return async (from: Point, to: Point, withAlt = false): Promise<void> => {
    const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', { x, y }: Point, held: number) =>
      session.send('Input.dispatchMouseEvent', {
        type,
        x,
        y,
        button: 'left',
        buttons: held,
        clickCount: 1,
        pointerType: 'pen',
        modifiers: withAlt ? 1 : 0,
      });
    await send('mousePressed', from, 1);
    await send('mouseMoved', to, 1);
    await send('mouseReleased', to, 0);
  };
}
