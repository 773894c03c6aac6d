import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from './config-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The process's environment, completed by the `.env` of `cwd` or of its nearest parent that has one. A variable the process
 * already has wins, also when it is blank: that is how one is switched off for a single run.
 *
 * @throws {ConfigError} where there is a `.env` that cannot be read.
 */
export function readEnvironment(cwd: string): Environment {
  const text = nearestEnvFile(resolve(cwd));
  return { ...(text === undefined ? {} : parseEnv(text)), ...process.env };
}

function nearestEnvFile(folder: string): string | undefined {
  const text = readIfThere(join(folder, '.env'));
  if (text !== undefined) return text;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestEnvFile(parent);
}

function readIfThere(path: string): string | undefined {
  try {
    // An editor's byte order mark would become part of the first name.
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined;
    throw new ConfigError([`${path} cannot be read (${code}); let the user who runs Easel read it, or remove it.`]);
  }
}
