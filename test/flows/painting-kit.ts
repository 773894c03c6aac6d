import { vi } from 'vitest';
import type { Job } from '#src/domain/job.ts';
import { paintRoutes } from '#src/http/paint/paint-routes.ts';
import type { Easel } from '#src/main.ts';
import { createSilentLog } from '../fakes/silent-log.ts';
import { maskOf, type PageShape } from '../http/paint/page-modules.ts';
import { openAiAt } from './open-flow.ts';
import { changes } from './pixels.ts';

export const BASE = 'https://easel.test';

/** Only OpenAI is configured, and people can reach Easel's pages. */
export const reachableAt = (url: string) => ({ ...openAiAt(url), PUBLIC_BASE_URL: BASE });

/** A part of the picture, in its own pixels. */
const BOX = { from: { x: 200, y: 300 }, to: { x: 520, y: 640 } };

const SHAPE: PageShape = { kind: 'box', ...BOX };

const isInBox = (x: number, y: number): boolean => x >= BOX.from.x && x < BOX.to.x && y >= BOX.from.y && y < BOX.to.y;

/** Does at a link what its page does: asks the price, and says yes to it. */
export async function paintAt(easel: Easel, url: string, prompt: string) {
  const { pathname } = new URL(url);
  const routes = paintRoutes({ painting: easel.engine.painting, publicBaseUrl: BASE, log: createSilentLog() });
  const { width, height } = await json<{ width: number; height: number }>(routes.request(`${pathname}/about`));
  const mask = new Blob([new Uint8Array(await maskOf({ width, height }, [SHAPE]))]);
  const send = (what: string, seen = 0) => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ mask, prompt, seen: String(seen) })) body.append(name, value);
    return json<{ credits: number; kind: string; jobId: string; private: boolean; backUrl: string }>(
      routes.request(`${pathname}/${what}`, { method: 'POST', body }),
    );
  };
  const { credits } = await send('price');
  return { ...(await send('edit', credits)), credits };
}

async function json<T>(answering: Response | Promise<Response>): Promise<T> {
  const answer = await answering;
  // What the page gets: the tests look at what matters of it.
  const body = (await answer.json()) as T;
  if (answer.status !== 200) throw new Error(`It was refused: ${JSON.stringify(body)}`);
  return body;
}

/** A job once it has ended well, and how many pixels differ from the picture it was painted on. */
export async function madeOf(
  { jobs, blobs }: Easel,
  jobId: string,
): Promise<{ job: Job; inside: number; outside: number }> {
  const job = await vi.waitFor(
    async () => {
      const found = await jobs.get(jobId);
      if (found?.state !== 'succeeded') throw new Error(`It is ${found?.state}.`);
      return found;
    },
    { timeout: 15_000, interval: 10 },
  );
  const parent = await jobs.get(job.parent?.jobId ?? '');
  const bytesOf = async (one: Job | undefined) =>
    (await blobs.get(one?.result?.pictures[0]?.key ?? 'none')) ?? new Uint8Array();
  return { job, ...(await changes(await bytesOf(parent), await bytesOf(job), isInBox)) };
}
