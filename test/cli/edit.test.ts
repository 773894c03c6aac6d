import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '#src/simulator/simulator.ts';
import { jpegOf, maskPng, pngOf } from '../fixtures/pictures.ts';
import { asOpenAi, openWorkplace, rawOf, type Workplace } from './run-easel.ts';

const SIZE = { width: 816, height: 816 };
const HOLE = { left: 100, top: 100, width: 200, height: 200 };

describe('easel edit', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ paceMs: 0 });
  });
  afterAll(() => simulator.close());

  async function withPictures(): Promise<Workplace> {
    const workplace = openWorkplace(asOpenAi(simulator.url));
    const put = async (name: string, bytes: Promise<Uint8Array>) =>
      writeFileSync(join(workplace.folder, name), await bytes);
    await Promise.all([
      put('a.png', pngOf({ ...SIZE, noise: true })),
      put('b.jpg', jpegOf(SIZE)),
      put('mask.png', maskPng({ ...SIZE, hole: HOLE })),
    ]);
    return workplace;
  }

  it('puts several pictures into one, in their order', async () => {
    const { easel } = await withPictures();
    const raw = rawOf(await easel('edit', 'both of these', '--image', 'a.png', '--image', 'b.jpg', '--raw'));
    expect(raw.metadata).toMatchObject({ mode: 'multi-reference', credits: 4 });
    expect(simulator.requests.at(-1)?.files.map(({ field, type }) => [field, type])).toEqual([
      ['image[]', 'image/png'],
      ['image[]', 'image/jpeg'],
    ]);
  });

  it('changes only what the mask lets it change', async () => {
    const { easel, folder } = await withPictures();
    const ended = await easel('edit', 'a balloon', '--image', 'a.png', '--mask', 'mask.png', '-o', 'new.png');
    expect(ended).toMatchObject({ code: 0, stdout: 'new.png\n' });
    expect(ended.stderr).toContain('inpaint on openai/gpt-image-2.6-flare');
    const corner = (name: string) =>
      sharp(join(folder, name)).removeAlpha().extract({ left: 0, top: 0, width: 90, height: 816 }).raw().toBuffer();
    const inside = (name: string) => sharp(join(folder, name)).removeAlpha().extract(HOLE).raw().toBuffer();
    expect((await corner('a.png')).equals(await corner('new.png'))).toBe(true);
    expect((await inside('a.png')).equals(await inside('new.png'))).toBe(false);
  });

  it('never lets a name lie about the format: what has to stay exact is no jpeg', async () => {
    const { easel, folder } = await withPictures();
    const ended = await easel('edit', 'a balloon', '--image', 'a.png', '--mask', 'mask.png', '-o', 'photo.jpg');
    expect(ended).toMatchObject({ code: 0, stdout: 'photo.jpg.png\n' });
    expect(ended.stderr).toContain('saved with the ending .png');
    expect(ended.stderr).toContain('Note: Delivered as png, because jpeg would change what had to stay');
    expect((await sharp(join(folder, 'photo.jpg.png')).metadata()).format).toBe('png');
  });

  it('takes a picture written out as a data URL', async () => {
    const { easel } = await withPictures();
    const bytes = await pngOf({ width: 32, height: 32 });
    const dataUrl = `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
    const ended = await easel('edit', 'warmer', '--image', dataUrl, '-o', 'warm.png');
    expect(ended).toMatchObject({ code: 0, stdout: 'warm.png\n' });
  });

  it('leaves a dry run of an edit no trace', async () => {
    const { easel } = await withPictures();
    const ended = await easel('edit', 'x', '--image', 'a.png', '--mask', 'mask.png', '--dry-run', '--raw');
    expect(rawOf(ended).metadata).toMatchObject({ mode: 'inpaint', credits: 4, dryRun: true });
  });

  it.each([
    ['a file that is not there', ['--image', 'nowhere.png'], 'image-missing', 'no file nowhere.png here'],
    ['a folder', ['--image', '.'], 'image-missing', 'here that can be read'],
    ['a text file named .png', ['--image', 'words.png'], 'image-type', 'not a picture'],
    ['a file of 40 MB, unread', ['--image', 'huge.png'], 'image-too-large', 'has 40 MB; the limit is 5 MB'],
    [
      '17 pictures',
      Array.from({ length: 17 }, () => ['--image', 'a.png']).flat(),
      'too-many-references',
      '17 pictures',
    ],
    ['a mask that is the picture itself', ['--image', 'a.png', '--mask', 'a.png'], 'mask-not-found', 'No mark was'],
    [
      'two bad pictures of three',
      ['--image', 'words.png', '--image', 'a.png', '--image', 'gone.png'],
      'images-refused',
      '2 of your 3',
    ],
  ])('refuses %s, and nothing is charged', async (_what, args, code, says) => {
    const { easel, folder } = await withPictures();
    writeFileSync(join(folder, 'words.png'), 'These are words, whatever the name of the file says.');
    const huge = await open(join(folder, 'huge.png'), 'w');
    await huge.truncate(40 * 1_048_576);
    await huge.close();
    const before = simulator.requests.length;
    const ended = await easel('edit', 'x', ...args, '--raw');
    expect(ended.code).toBe(['too-many-references', 'image-missing'].includes(code) ? 2 : 1);
    expect(rawOf(ended).error).toMatchObject({ code, charged: false, message: expect.stringContaining(says) });
    expect(simulator.requests).toHaveLength(before);
  });
});
