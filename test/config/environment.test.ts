import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readEnvironment } from '#src/config/environment.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'easel-environment-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

it('adds the .env of the working folder to the environment of the process', () => {
  writeFileSync(join(folder, '.env'), 'EASEL_TEST_A="two words"\r\nexport EASEL_TEST_B=3 # three\r\n');
  vi.stubEnv('EASEL_TEST_C', 'from the process');
  expect(readEnvironment(folder)).toMatchObject({
    EASEL_TEST_A: 'two words',
    EASEL_TEST_B: '3',
    EASEL_TEST_C: 'from the process',
  });
});

it('takes the nearest parent that has a .env, and only that one', () => {
  const inner = join(folder, 'a', 'b');
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(folder, '.env'), 'EASEL_TEST_A=far\nEASEL_TEST_B=far\n');
  expect(readEnvironment(inner)).toMatchObject({ EASEL_TEST_A: 'far', EASEL_TEST_B: 'far' });
  writeFileSync(join(folder, 'a', '.env'), 'EASEL_TEST_A=near\n');
  expect(readEnvironment(inner)).toMatchObject({ EASEL_TEST_A: 'near' });
  expect(readEnvironment(inner)).not.toHaveProperty('EASEL_TEST_B');
});

it('lets the process win, also with a blank that switches a variable off', () => {
  writeFileSync(join(folder, '.env'), 'EASEL_TEST_A=file\nEASEL_TEST_B=file\n');
  vi.stubEnv('EASEL_TEST_A', 'process');
  vi.stubEnv('EASEL_TEST_B', '');
  expect(readEnvironment(folder)).toMatchObject({ EASEL_TEST_A: 'process', EASEL_TEST_B: '' });
});

it('reads a .env that begins with a byte order mark', () => {
  writeFileSync(join(folder, '.env'), '\uFEFFEASEL_TEST_A=1\n');
  expect(readEnvironment(folder)).toMatchObject({ EASEL_TEST_A: '1' });
});

it('passes over a folder called .env, as Python projects have', () => {
  mkdirSync(join(folder, 'a', '.env'), { recursive: true });
  writeFileSync(join(folder, '.env'), 'EASEL_TEST_A=1\n');
  expect(readEnvironment(join(folder, 'a'))).toMatchObject({ EASEL_TEST_A: '1' });
});

it('changes nothing in the process itself', () => {
  writeFileSync(join(folder, '.env'), 'EASEL_TEST_A=1\n');
  readEnvironment(folder);
  expect(process.env.EASEL_TEST_A).toBeUndefined();
});
