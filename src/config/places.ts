import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where something is, absolute, or what is wrong with where the operator wants it. */
export type Place = { readonly at: string } | { readonly problem: string };

/** The file with the operator's settings, if there is to be one. */
export function configFile(wanted: string | undefined, cwd: string): Place | undefined {
  return wanted === undefined ? undefined : place('EASEL_CONFIG', wanted, cwd);
}

/** The data folder; it need not exist yet. */
export function dataFolder(wanted: string | undefined, cwd: string): Place {
  const folder = place('EASEL_DATA_DIR', wanted ?? 'data', cwd);
  const wrong = 'at' in folder ? whatIsInTheWay(folder.at) : undefined;
  if (!('at' in folder) || wrong === undefined) return folder;
  const where = wanted === undefined ? `is not set, and ${folder.at}` : `names ${folder.at}, which`;
  return { problem: `EASEL_DATA_DIR ${where} ${wrong}; it must be a folder, or the path of one that can be made.` };
}

/** The database's address, its file made absolute. The address can carry a password, so at most its scheme is repeated. */
export function database(wanted: string | undefined, dataDir: string, cwd: string): Place {
  if (wanted === undefined) return { at: `sqlite://${join(dataDir, 'easel.db')}` };
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(wanted) ?? [];
  const kind = scheme.toLowerCase();
  if (kind === 'memory' && rest === '') return { at: 'memory://' };
  if (SERVERS.includes(kind) && URL.canParse(`${kind}://${rest}`.replace('@/', '@localhost/')) && rest !== '')
    return { at: `${kind}://${rest}` };
  if (kind !== 'sqlite' || rest === '' || rest.startsWith(':')) {
    return { problem: `DATABASE_URL ${whatIsWrong(kind)}; it must be ${KNOWN}.` };
  }
  const file = place('DATABASE_URL', rest, cwd);
  return 'at' in file ? { at: `sqlite://${file.at}` } : file;
}

const SERVERS = ['redis', 'rediss', 'postgres', 'postgresql'];
const KNOWN = `sqlite:// and a file's path, the address of a server (${SERVERS.join('://, ')}://), or memory://`;

function place(name: string, wanted: string, cwd: string): Place {
  if (!wanted.startsWith('~')) return { at: resolve(cwd, wanted) };
  return { problem: `${name} begins its path with ~, which only a shell understands; it must be the path in full.` };
}

function whatIsWrong(kind: string): string {
  if (SERVERS.includes(kind)) return 'is no address of a server that can be read';
  if (kind === 'sqlite') return 'does not name a file';
  return 'is no address of a store Easel knows';
}

/** What keeps a folder from being there: the nearest thing that exists on its path is no folder, or cannot be looked at. */
function whatIsInTheWay(path: string): string | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found) return found.isDirectory() ? undefined : 'is not a folder';
  } catch (error) {
    return `cannot be used (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'})`;
  }
  return whatIsInTheWay(dirname(path)) && 'lies in what is not a folder';
}
