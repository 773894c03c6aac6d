import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type EaselProcess, LONGEST_MS, NODE, ROOT, scratchFolder, startEasel } from './easel-process.ts';
import { type PortkeyProcess, startPortkey } from './portkey.ts';

/** Where pictures are asked for in a measurement, and with which headers. */
export interface Target {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Targets {
  readonly direct: Target;
  readonly pipe: Target;
  readonly easel: Target;
  /** Absent where it cannot be had here. */
  readonly portkey?: Target;
  /** Why not. */
  readonly withoutPortkey?: string;
  readonly easelProcess: EaselProcess;
  close(): Promise<void>;
}

export interface TargetOptions {
  readonly paceMs?: number;
  readonly variables?: Readonly<Record<string, string>>;
  /** Without the other gateway. */
  readonly alone?: true;
}

const KEY = 'upstream';
/** As much at once as a measurement asks for. */
const SETTINGS = {
  credits: { allowance: 1_000_000_000 },
  limits: { waitingPerPerson: 10_000 },
  concurrency: { perPerson: 512, defaultPerProvider: 512 },
};

/** Everything of a measurement, each in a process of its own: the upstream, the least a gateway can do, Easel, and another gateway. */
export async function openTargets({ paceMs = 0, variables = {}, alone }: TargetOptions = {}): Promise<Targets> {
  const { folder, remove } = await scratchFolder();
  const upstream = await forked('./gateway-upstream.ts', [String(paceMs)]);
  const pipe = await forked('./gateway-pipe.ts', [upstream.url, KEY]);
  const settings = join(folder, 'easel.json');
  await writeFile(settings, JSON.stringify(SETTINGS));
  const shared = {
    EASEL_CONFIG: settings,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
    OPENAI_API_KEY: KEY,
    OPENAI_BASE_URL: `${upstream.url}/v1`,
    ...variables,
  };
  const key = await madeKey(folder, shared);
  const easelProcess = await startEasel(folder, shared);
  easelProcess.log.resume();
  const other = alone ? 'not asked for' : await startPortkey(upstream.url).catch(String);
  const authorized = { authorization: `Bearer ${KEY}` };
  return {
    direct: { name: 'direct', url: upstream.url, headers: authorized },
    pipe: { name: 'pipe of 60 lines', url: pipe.url, headers: authorized },
    easel: { name: 'Easel', url: easelProcess.url, headers: { authorization: `Bearer ${key}` } },
    ...(typeof other === 'string' ? { withoutPortkey: other } : { portkey: portkeyTarget(other) }),
    easelProcess,
    async close() {
      if (typeof other !== 'string') other.stop();
      await easelProcess.stop();
      for (const child of [upstream, pipe]) child.process.kill();
      await remove();
    },
  };
}

const portkeyTarget = ({ url, headers }: PortkeyProcess): Target => ({
  name: 'Portkey',
  url,
  headers: { authorization: `Bearer ${KEY}`, ...headers },
});

/** A key that may ask as often as it likes. */
async function madeKey(folder: string, variables: Readonly<Record<string, string>>): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: folder, EASEL_DATA_DIR: join(folder, 'data'), ...variables };
  const wish = ['keys', 'create', 'bench', '--per-minute', '1000000'];
  const { stdout } = await promisify(execFile)(NODE, [join(ROOT, 'src/easel.js'), ...wish], { cwd: folder, env });
  const [key] = /\beasel[-_][\w-]{20,}/.exec(stdout) ?? [];
  if (key === undefined) throw new Error(`No key was made: ${stdout}`);
  return key;
}

/** A process of the measurement's own and the address it sends. */
async function forked(file: string, args: readonly string[]) {
  const child = fork(new URL(file, import.meta.url), args, { timeout: LONGEST_MS });
  const [url] = await once(child, 'message');
  return { process: child, url: String(url) };
}
