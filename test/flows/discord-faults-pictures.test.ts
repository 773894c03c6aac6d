import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAMERA_NAME, jpegOf, pngOf, svgBytes, truncated } from '../fixtures/pictures.ts';
import { ALLOWANCE, type FaultyFlow, openFaultyFlow, oursIn } from './discord-fault-kit.ts';

const MIB = 1024 * 1024;
const html = new TextEncoder().encode('<!doctype html><script>alert(1)</script>'.repeat(50));

let flow: FaultyFlow;
beforeAll(async () => {
  flow = await openFaultyFlow();
});
afterAll(async () => {
  await flow.discord.expectConform();
  await flow.close();
});

describe('a picture that cannot be used', () => {
  it.each<[string, string, () => Promise<Uint8Array>, string]>([
    [
      'cut short',
      'fox.png',
      async () => truncated(await pngOf({ width: 300, height: 300, noise: true })),
      'damaged or cut short',
    ],
    ['of 40 MB', 'fox.png', async () => new Uint8Array(40 * MIB), 'the limit is 5 MB'],
    ['an SVG', 'fox.png', async () => svgBytes(), 'svg'],
    ['a page of HTML', 'fox.jpg', async () => html, 'not a picture'],
    ['empty', 'fox.webp', async () => new Uint8Array(), 'not a picture'],
  ])('because it is %s is named, and costs nothing', async (_what, name, bytes, says) => {
    const { discord, simulator } = flow;
    const ada = discord.person('ada', { uploadLimit: 100 * MIB });
    const image = { name, bytes: await bytes() };
    const asked = await ada.command(discord.channel, 'edit', { prompt: 'in winter', image });
    const shown = await discord.until(() => asked.shown()?.text.includes('Nothing was charged') && asked.shown());
    expect(shown.text).toContain(says);
    expect(shown.text).toContain('About your picture');
    await flow.expectQuiet(ada, { available: ALLOWANCE });
    expect(simulator.taken).toBe(0);
  });

  it('because Discord does not have it any more is named, and can be given again', async () => {
    const { discord } = flow;
    const ada = discord.person('ada');
    const image = { name: 'fox.png', bytes: await pngOf({ width: 64, height: 64 }) };
    const files = discord.world.files;
    const kept = files.set.bind(files);
    // It is gone the moment it was uploaded.
    files.set = () => files;
    const asked = await ada.command(discord.channel, 'edit', { prompt: 'in winter', image });
    files.set = kept;
    const shown = await discord.until(() => asked.shown()?.text.includes('Nothing was charged') && asked.shown());
    expect(shown.text).toContain('could not be fetched. Attach it again.');
    await flow.expectQuiet(ada, { available: ALLOWANCE });
  });

  it('stays a job of its own among many: five at once are each answered', async () => {
    const { discord } = flow;
    const ada = discord.person('ada');
    const image = { name: 'fox.png', bytes: html };
    const asked = await Promise.all(
      Array.from({ length: 5 }, () => ada.command(discord.channel, 'edit', { prompt: 'in winter', image })),
    );
    for (const one of asked) await discord.until(() => one.shown()?.text.includes('Nothing was charged'));
    await flow.expectQuiet(ada, { available: ALLOWANCE });
  });
});

describe('a picture of a phone', () => {
  it('in HEIC works by a mention, and Discord is only shown what it can show', async () => {
    const { discord } = flow;
    const ada = discord.person('ada');
    const before = oursIn(flow, ada).length;
    const bytes = await readFile(join(import.meta.dirname, '../fixtures/heic/turned.heic'));
    await ada.say(discord.channel, `<@${discord.botId}> in winter`, {
      attachments: [{ name: 'IMG_0042.HEIC', bytes }],
    });
    const result = await flow.newest(ada, before + 1);
    expect(result.files.map(({ contentType }) => contentType)).not.toContain('image/heic');
    await flow.expectQuiet(ada, { available: ALLOWANCE - 4 });
  });

  it('tells Discord nothing of where it was taken', async () => {
    const { discord } = flow;
    const ada = discord.person('ada');
    const bytes = await jpegOf({ width: 96, height: 64, exifOrientation: 6, gps: true });
    const asked = await ada.command(discord.channel, 'edit', { prompt: 'in winter', image: { name: 'a.jpg', bytes } });
    const result = await flow.result(asked);
    for (const file of result.files) expect(Buffer.from(file.bytes ?? []).includes(CAMERA_NAME)).toBe(false);
  });
});
