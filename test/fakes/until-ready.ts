import type { ChildProcess } from 'node:child_process';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_MS = 90_000;
/** How often a starting server is asked whether it is ready. */
const ASK_EVERY_MS = 5;

/** Waits for the first 200. @throws where the process ends before it, or where that takes too long. */
export async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const signal = AbortSignal.timeout(READY_MS);
  while ((await statusOf(url)) !== 200) {
    if (child.exitCode !== null) throw new Error(`Easel ended with ${child.exitCode} before it was ready.`);
    await sleep(ASK_EVERY_MS, undefined, { signal });
  }
}

/** 0 while nobody listens. Plain `http`, because a `fetch` would take more of the machine than the answer does. */
function statusOf(url: string): Promise<number> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', () => resolve(0));
  });
}
