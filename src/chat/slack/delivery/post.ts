import { z } from 'zod';
import type { Laid } from '../layout/laid.ts';
import { type FileParts, foundIn } from './file-info.ts';
import { pause, persistOnce } from './persist.ts';
import { type Problem, problem } from './problem.ts';

/** Where messages are shown. */
export interface Spot {
  readonly channelId: string;
  readonly threadTs: string | null;
}

/** What every message says of its own links. */
export const bodyOf = ({ text, blocks }: Laid) => ({
  text,
  ...(blocks.length > 0 && { blocks }),
  unfurl_links: false,
  unfurl_media: false,
});

/** For what cannot be shown otherwise. */
export const wordsOf = ({ text }: Laid): Laid => ({ text, blocks: [] });

const Posted = z.object({ channel: z.string(), ts: z.string() });

/** What a message was told to be. */
export function postedIn(body: unknown): { readonly channelId: string; readonly ts: string } | undefined {
  const posted = Posted.safeParse(body).data;
  return posted && { channelId: posted.channel, ts: posted.ts };
}

/** How long a picture that Slack calls ready may still not be taken by a message. */
const TOO_EARLY_MS = [1000, 3000, 6000];

/**
 * Posts one message once: where nobody tells what came of it, a picture that it shows tells.
 * @param file one of its pictures
 * @returns its `ts`.
 */
export async function post(
  laid: Laid,
  { channelId, threadTs }: Spot,
  file: string | undefined,
  parts: FileParts,
): Promise<string | Problem> {
  const { send, workspace, clock } = parts;
  const args = { channel: channelId, ...(threadTs !== null && { thread_ts: threadTs }), ...bodyOf(laid) };
  const call = () => send(workspace, 'chat.postMessage', args, { timeoutMs: 30_000 });
  for (let tries = 0; ; tries++) {
    const outcome = await persistOnce(clock, call);
    if (outcome.ok) return postedIn(outcome.body)?.ts ?? problem('outcome-unknown', new Error('Slack told no message'));
    const { kind } = outcome.problem;
    const ms = TOO_EARLY_MS[tries];
    if (kind === 'invalid-blocks' && file !== undefined && ms !== undefined) {
      await pause(clock, ms);
      continue;
    }
    const found = kind === 'outcome-unknown' && file !== undefined ? await foundIn(file, channelId, parts) : undefined;
    return found ?? outcome.problem;
  }
}
