import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, LONGEST_MS, NODE } from './easel-process.ts';

/** Another gateway to compare with, where it can be had: npm's `@portkey-ai/gateway`. It is no dependency; it is put beside. */
export const PORTKEY_VERSION = '1.15.2';

export interface PortkeyProcess {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  stop(): void;
}

const INSTALL_MS = 100_000;
const READY_MS = 20_000;

/** @throws where it cannot be installed or does not start. */
export async function startPortkey(upstream: string): Promise<PortkeyProcess> {
  const program = join(await installed(), 'node_modules/@portkey-ai/gateway/build/start-server.js');
  const port = await freePort();
  const child = spawn(NODE, [program, '--headless', `--port=${port}`], {
    env: { PATH: process.env.PATH, TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost' },
    stdio: 'ignore',
    timeout: LONGEST_MS,
  });
  const stop = () => void child.kill('SIGKILL');
  process.once('exit', stop);
  const url = `http://127.0.0.1:${port}`;
  await untilThere(url);
  return { url, headers: { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${upstream}/v1` }, stop };
}

/** A folder that has it; kept from one run to the next, because putting it there takes longer than measuring. */
async function installed(): Promise<string> {
  const folder = join(tmpdir(), `easel-bench-portkey-${PORTKEY_VERSION}`);
  if (existsSync(join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js'))) return folder;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const wish = [`@portkey-ai/gateway@${PORTKEY_VERSION}`, '--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev'];
  await promisify(execFile)('npm', ['install', ...wish], { cwd: folder, timeout: INSTALL_MS });
  return folder;
}

async function untilThere(url: string): Promise<void> {
  const signal = AbortSignal.timeout(READY_MS);
  for (;;) {
    const isThere = await fetch(url, { signal }).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await sleep(50, undefined, { signal });
  }
}
