import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '#src/config/load-config.ts';
import { startEasel } from '#src/start.ts';
import { freePort } from '../fakes/free-port.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';
import { openWorkplace, rawOf, type Workplace } from './run-easel.ts';

const SMALL = ['--size', '816x816'];

/** A running Easel in this process, and a place for commands that have nothing but its address. */
async function running(env: Readonly<Record<string, string>> = {}) {
  const cwd = scratchFolder();
  const config = loadConfig({
    env: { EASEL_DATA_DIR: join(cwd, 'data'), PORT: '0', LOG_LEVEL: 'silent', ...env },
    cwd,
  });
  const { url, stop } = await startEasel(config);
  onTestFinished(() => stop(0));
  return { url, away: openWorkplace({ EASEL_SERVER: url, ...(env.EASEL_API_KEYS && { EASEL_KEY: KEY }) }) };
}

const KEY = 'web-key-0123456789abcdef';

const creditsAt = async (url: string): Promise<number> =>
  ((await (await fetch(`${url}/v1/credits`)).json()) as { available: number }).available;

const filesIn = ({ folder }: Workplace, name: string) => readdirSync(join(folder, name)).toSorted();

// Each command is a process of its own, and a server runs beside.
describe('a command line that talks to a running Easel', { timeout: 60_000 }, () => {
  it('makes and edits there, and saves here as a command that works here does', async () => {
    const { url, away } = await running();
    const made = await away.easel('generate', 'a red fox', '-n', '2', ...SMALL, '-o', 'fox.png');
    expect(made).toMatchObject({ code: 0, stdout: 'fox-1.png\nfox-2.png\n' });
    expect(made.stderr).toMatch(/generate on simulator\/sketch, 816x816, [\d.]+ s, 4 credits\./);
    const edited = await away.easel(
      'edit',
      'in winter',
      '--image',
      'fox-1.png',
      '--partials',
      '2',
      '--raw',
      '-o',
      'winter.png',
    );
    expect(rawOf(edited)).toMatchObject({
      data: [{ path: 'winter.png' }],
      metadata: { mode: 'edit', model: 'simulator/sketch', credits: 4, provider: 'simulator' },
    });
    expect(readFileSync(join(away.folder, 'winter.png')).subarray(1, 4).toString()).toBe('PNG');
    expect(await creditsAt(url)).toBe(32);
    expect(existsSync(away.dataDir)).toBe(false);
    expect(await away.easel('generate', 'a fox', '-o', 'winter.png')).toMatchObject({ code: 2 });
    const planned = await away.easel('generate', 'a fox', '--dry-run', '--raw');
    expect(rawOf(planned)).toMatchObject({ data: [], metadata: { dryRun: true, credits: 2, available: 32 } });
    expect(await creditsAt(url)).toBe(32);
  });

  it('says what is wrong with the exit codes of a command that works here', async () => {
    const { url, away } = await running();
    expect(await away.easel('generate', 'a fox', '-m', 'nobody/knows')).toMatchObject({ code: 2, stdout: '' });
    const variants = await away.easel('generate', '{red,blue} car');
    expect(variants).toMatchObject({ code: 2 });
    expect(variants.stderr).toContain('work in lists (easel batch)');
    const nowhere = await away.easel('generate', 'a fox', '--server', `http://127.0.0.1:${await freePort()}`, '--raw');
    expect(nowhere.code).toBe(1);
    expect(rawOf(nowhere).error).toMatchObject({ code: 'unreachable', charged: false });
    expect(rawOf(nowhere).error.message).toContain('ECONNREFUSED');
    expect(await away.easel('generate', 'a fox', '--server', 'ftp://x')).toMatchObject({ code: 2 });
    const plain = await away.easel('generate', 'a fox', '--server', 'http://easel.invalid');
    expect(plain.stderr).toContain('Everything travels unencrypted to easel.invalid');
    expect(await creditsAt(url)).toBeGreaterThan(0);
  });

  it('needs the key of a server that has keys, and tells a wrong one', async () => {
    const { away } = await running({ EASEL_API_KEYS: `web:${KEY}` });
    expect(await away.easel('generate', 'a fox', ...SMALL)).toMatchObject({ code: 0 });
    const wrong = await away.easel('generate', 'a fox', '--key', 'wrong');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('Your API key is wrong, or was revoked.');
    const none = await away.easel('generate', 'a fox', '--key', '');
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toContain('Set EASEL_KEY, or say --key.');
  });

  it('has lists made there, which go on where they were, and fetches what was made', async () => {
    const { url, away } = await running();
    writeFileSync(join(away.folder, 'list.csv'), 'prompt,size\na fox,816x816\n,\n"{red,blue} car",816x816\n');
    const priced = await away.easel('batch', 'list.csv', '--dry-run');
    expect(priced.stderr).toContain('2 lines, 3 pictures, 6 credits; you have 40.');
    const made = await away.easel('batch', 'list.csv', '--yes');
    expect(made).toMatchObject({ code: 1, stdout: 'easel-list\n' });
    expect(filesIn(away, 'easel-list')).toEqual([
      '000002-a-fox.png',
      '000004-red-blue-car-1.png',
      '000004-red-blue-car-2.png',
      'manifest.csv',
      'manifest.json',
    ]);
    expect(await creditsAt(url)).toBe(34);
    const again = await away.easel('batch', 'list.csv', '--yes', '--output', 'all.zip');
    expect(again.stderr).toContain('It is made already');
    expect(readFileSync(join(away.folder, 'all.zip')).subarray(0, 2).toString()).toBe('PK');
    expect(await creditsAt(url)).toBe(34);
  });
});
