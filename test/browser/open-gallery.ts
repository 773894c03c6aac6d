import { serve } from '@hono/node-server';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import sharp from 'sharp';
import { expect, onTestFinished } from 'vitest';
import type { Viewer } from '#src/app/gallery/may-see.ts';
import type { Job } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import { ADA, keepResult, type MadeOf, passOf } from '../app/gallery/gallery-kit.ts';
import { type Kit, openKit } from '../app/open-kit.ts';
import { galleryApp } from '../http/gallery/gallery-server.ts';

export interface GalleryAsk extends Partial<BrowserContextOptions> {
  readonly width?: number;
  readonly dark?: boolean;
  readonly viewer?: Viewer;
  /** What stands behind the token: what the page begins with. */
  readonly begun?: string;
}

const PHONE = 500;

/** An Easel on a loopback port whose clock goes on from now. */
export async function openGalleryServer() {
  const kit = openKit();
  await kit.clock.advance(Date.now() - kit.clock.now());
  const app = galleryApp(kit);
  const server = serve({ overrideGlobalObjects: false, fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise<void>((resolve) => server.once('listening', () => resolve()));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  onTestFinished(() => void server.close());
  return { kit, url: `http://127.0.0.1:${port}` };
}

/** The page of somebody; anything the browser complains about fails the test. */
export async function openGallery(
  browser: Browser,
  { kit, url }: { readonly kit: Kit; readonly url: string },
  { width = 1280, dark = false, viewer = ADA, begun = '', ...more }: GalleryAsk = {},
) {
  const context = await browser.newContext({
    viewport: { width, height: width < PHONE ? 844 : 860 },
    colorScheme: dark ? 'dark' : 'light',
    hasTouch: width < PHONE,
    ...(width < PHONE && { deviceScaleFactor: 2 }),
    ...more,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error' && !/Failed to load resource/.test(line.text())) complaints.push(line.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });
  const link = `${url}/gallery#${await passOf(kit, viewer)}${begun}`;
  await page.goto(link);
  await page.locator('#tiles[aria-busy="false"]').waitFor({ state: 'attached' });
  return { page, context, link };
}

/** A result whose pictures can be told apart. */
export async function paint(
  kit: Kit,
  { hues = [20], ratio = 1, ...made }: MadeOf & { hues?: number[]; ratio?: number },
) {
  const size = { width: Math.round(640 * Math.sqrt(ratio)), height: Math.round(640 / Math.sqrt(ratio)) };
  const job = await keepResult(kit, { ...made, count: hues.length });
  const pictures = await Promise.all(
    (job.result?.pictures ?? []).map((one, at) => repaint(kit, one, hues[at] ?? 0, size)),
  );
  return kit.parts.jobs.update(job.id, (current) => withPictures(current, pictures));
}

const withPictures = (job: Job, pictures: readonly StoredPicture[]): Job => ({
  ...job,
  ...(job.result && { result: { ...job.result, pictures } }),
});

export async function repaint(
  kit: Kit,
  picture: StoredPicture,
  hue: number,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<StoredPicture> {
  const bytes = await landscape(hue, width, height);
  await kit.parts.blobs.put(picture.key, bytes);
  return { ...picture, width, height, byteLength: bytes.byteLength };
}

/** Every test fills its gallery with the same pictures, so each is drawn once. */
const drawn = new Map<string, Promise<Uint8Array>>();

function landscape(hue: number, width: number, height: number): Promise<Uint8Array> {
  const name = `${hue} ${width}x${height}`;
  const bytes = drawn.get(name) ?? drawLandscape(hue, width, height);
  drawn.set(name, bytes);
  return bytes;
}

async function drawLandscape(hue: number, width: number, height: number): Promise<Uint8Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 100 100" preserveAspectRatio="xMidYMid slice">
    <defs><linearGradient id="s" x2="0" y2="1"><stop offset="0" stop-color="hsl(${hue},70%,82%)"/><stop offset="1" stop-color="hsl(${hue + 30},60%,60%)"/></linearGradient></defs>
    <rect width="100" height="100" fill="url(#s)"/><circle cx="${30 + (hue % 40)}" cy="34" r="13" fill="hsl(${hue + 40},90%,92%)"/>
    <path d="M0 78 L26 46 L46 70 L64 40 L100 80 V100 H0 Z" fill="hsl(${hue + 10},38%,38%)"/><path d="M0 90 L34 68 L70 88 L100 72 V100 H0 Z" fill="hsl(${hue},40%,24%)"/></svg>`;
  return new Uint8Array(await sharp(Buffer.from(svg)).png().toBuffer());
}
