import { readFileSync } from 'node:fs';
import { crossProblems } from './cross-checks.ts';
import type { Environment } from './environment.ts';
import { FILE_SCHEMA, type FileSettings } from './file-schema.ts';
import type { Place } from './places.ts';
import { fileProblems } from './problems.ts';

/** Reads and checks the file EASEL_CONFIG names; without one everything has its default. The environment holds keys it names. */
export function readConfigFile(
  file: Place | undefined,
  environment: Environment,
): { readonly settings: FileSettings } | { readonly problems: readonly string[] } {
  const json = file === undefined ? { value: {} } : 'at' in file ? readJson(file.at) : file;
  if ('problem' in json) return { problems: [json.problem] };
  const checked = FILE_SCHEMA.safeParse(json.value);
  const problems = [...(checked.error ? fileProblems(checked.error) : []), ...crossProblems(json.value, environment)];
  return checked.success && problems.length === 0 ? { settings: checked.data } : { problems };
}

function readJson(path: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')) };
  } catch (error) {
    return { problem: error instanceof SyntaxError ? notJson(path, error) : notReadable(path, error) };
  }
}

/** The parser's own message quotes the file, which may hold what nobody should see; only the place is repeated. */
function notJson(path: string, { message }: SyntaxError): string {
  const [, line] = /\(line (\d+) column \d+\)/.exec(message) ?? [];
  const where = line ? ` (line ${line})` : message.includes('end of JSON') ? ' (it ends too early)' : '';
  return `EASEL_CONFIG names ${path}, which is not valid JSON${where}; it must be one JSON object without comments.`;
}

function notReadable(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const why = code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`;
  return `EASEL_CONFIG names ${path}, which ${why}; it must be the path of a readable JSON file.`;
}
