import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ConfigError } from '#src/config/config-error.ts';
import { loadConfig } from '#src/config/load-config.ts';

export type Env = Record<string, string | undefined>;

/** The settings of an environment, and of a file at EASEL_CONFIG where one is given, in a folder of their own. */
export function configOf(env: Env = {}, file?: unknown) {
  const cwd = mkdtempSync(join(tmpdir(), 'easel-config-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  if (file === undefined) return loadConfig({ env, cwd });
  writeFileSync(join(cwd, 'easel.json'), JSON.stringify(file));
  return loadConfig({ env: { ...env, EASEL_CONFIG: 'easel.json' }, cwd });
}

/** What is wrong with the settings that something reads. */
export function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('No problem was found.');
}
