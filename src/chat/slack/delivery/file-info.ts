import { z } from 'zod';
import type { Clock } from '#src/ports/clock.ts';
import type { Workspace } from '../origin.ts';
import { pause, persist } from './persist.ts';
import type { Send } from './send.ts';

export interface FileParts {
  readonly workspace: Workspace;
  readonly send: Send;
  readonly clock: Clock;
}

const Shares = z.record(z.string(), z.array(z.object({ ts: z.string(), thread_ts: z.string().optional() })));

const Info = z.object({
  file: z.object({
    mimetype: z.string().nullish(),
    original_w: z.number().nullish(),
    shares: z.object({ public: Shares.optional(), private: Shares.optional() }).optional(),
  }),
});

type FileInfo = z.infer<typeof Info>['file'];

/** What Slack knows of a file of ours; `gone` where there is none, `secret` where Easel may not ask, `undefined` where it does not say. */
async function infoOf(
  file: string,
  { send, workspace, clock }: FileParts,
): Promise<FileInfo | 'gone' | 'secret' | undefined> {
  const outcome = await persist(clock, () => send(workspace, 'files.info', { file }, { timeoutMs: 10_000 }));
  if (outcome.ok) return Info.safeParse(outcome.body).data?.file;
  const { kind } = outcome.problem;
  if (kind === 'missing-scope' || kind === 'token-revoked') return 'secret';
  return kind === 'file-gone' ? 'gone' : undefined;
}

const PAUSES_MS = [250, 500, 1000, 2000, 3000, 5000];
const LONGEST_PAUSE_MS = 5000;

/**
 * Waits until a message may show a file: Slack looks at uploads beside everything else, and takes no message that shows one too
 * early.
 * @param until epoch milliseconds
 */
export async function untilReady(file: string, until: number, parts: FileParts): Promise<'ready' | 'late' | 'gone'> {
  for (let tries = 0; ; tries++) {
    const info = await infoOf(file, parts);
    if (info === 'gone') return 'gone';
    // Asking again changes nothing. A message that comes too early is refused and posted again.
    if (info === 'secret') return 'ready';
    if (info?.original_w != null || info?.mimetype) return 'ready';
    const ms = PAUSES_MS[tries] ?? LONGEST_PAUSE_MS;
    if (parts.clock.now() + ms > until) return 'late';
    await pause(parts.clock, ms);
  }
}

/** The message in a channel that shows a file, if there is one. */
export async function sharedIn(file: string, channelId: string, parts: FileParts): Promise<string | undefined> {
  const info = await infoOf(file, parts);
  if (info === undefined || info === 'gone' || info === 'secret') return undefined;
  const shares = { ...info.shares?.public, ...info.shares?.private };
  return shares[channelId]?.at(-1)?.ts;
}

const LOOKS_MS = [0, 1000, 2000, 4000];

/** Looks a few times: a message whose answer was lost may still be on its way. */
export async function foundIn(file: string, channelId: string, parts: FileParts): Promise<string | undefined> {
  for (const ms of LOOKS_MS) {
    if (ms > 0) await pause(parts.clock, ms);
    const ts = await sharedIn(file, channelId, parts);
    if (ts !== undefined) return ts;
  }
  return undefined;
}
