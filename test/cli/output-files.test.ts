import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatOfName, pathsOf, targetOf, writeNew } from '#src/cli/output-files.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';

const nameOf = async (prompt: string) => pathsOf(await targetOf(undefined, prompt), 1, 'png')[0];

describe('where pictures are saved', () => {
  it.each([
    ['A fox, at dusk!', 'easel-a-fox-at-dusk.png'],
    ['../../etc/passwd', 'easel-etc-passwd.png'],
    ['$(rm -rf /) `x` | y', 'easel-rm-rf-x-y.png'],
    ['日本の庭', 'easel-日本の庭.png'],
    ['🦊', 'easel-picture.png'],
    ['a'.repeat(2000), `easel-${'a'.repeat(40)}.png`],
  ])('%s is saved as %s', async (prompt, name) => {
    expect(await nameOf(prompt)).toBe(name);
  });

  it('is the file that was named, numbered where there are several', async () => {
    const target = await targetOf('out/light.jpg', 'x');
    expect(pathsOf(target, 1, 'jpg')).toEqual(['out/light.jpg']);
    expect(pathsOf(target, 3, 'jpg')).toEqual(['out/light-1.jpg', 'out/light-2.jpg', 'out/light-3.jpg']);
  });

  it('gets the ending of the picture where the name has none', async () => {
    expect(pathsOf(await targetOf('light', 'x'), 1, 'webp')).toEqual(['light.webp']);
  });

  it.each([
    ['a.JPEG', 'jpeg'],
    ['a.jpg', 'jpeg'],
    ['a.webp', 'webp'],
    ['a.tar.png', 'png'],
    ['a.gif', undefined],
    ['a', undefined],
  ])('%s asks for %s', (name, format) => {
    expect(formatOfName(name)).toBe(format);
  });

  it('keeps what is there: a made-up name gets a number, a chosen one is refused, force replaces', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'new/fox.png');
    const one = Uint8Array.from([1]);
    expect(await writeNew(path, one, { force: false, chosen: false })).toBe(path);
    expect(await writeNew(path, one, { force: false, chosen: false })).toBe(join(folder, 'new/fox-2.png'));
    await expect(writeNew(path, one, { force: false, chosen: true })).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await writeNew(path, Uint8Array.from([2]), { force: true, chosen: true })).toBe(path);
    expect([...readFileSync(path)]).toEqual([2]);
  });

  it('never writes to a made-up name twice, however many ask at once', async () => {
    const path = join(scratchFolder(), 'fox.png');
    const written = await Promise.all(
      Array.from({ length: 20 }, (_, n) => writeNew(path, Uint8Array.from([n]), { force: false, chosen: false })),
    );
    expect(new Set(written).size).toBe(20);
  });

  it('says what the system says where it cannot be', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'dir.png'));
    const one = Uint8Array.from([1]);
    await expect(writeNew(join(folder, 'file/a.png'), one, { force: true, chosen: true })).rejects.toThrow('file');
    await expect(writeNew(join(folder, 'dir.png'), one, { force: true, chosen: true })).rejects.toThrow('EISDIR');
    await expect(writeNew('/proc/easel/a.png', one, { force: true, chosen: true })).rejects.toThrow('ENOENT');
  });
});
