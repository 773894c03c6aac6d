import { z } from 'zod';
import type { Clock } from '#src/ports/clock.ts';
import type { Send } from '../delivery/send.ts';
import type { Workspace } from '../origin.ts';
import { listOf, maybe } from './shapes.ts';

/** What Slack tells of a file at this moment, or why it does not. */
export type FileFacts =
  | {
      readonly kind: 'there';
      readonly url: string;
      readonly mimetype: string | undefined;
      readonly byteLength: number | undefined;
    }
  /** It was deleted, or Easel is not where it was posted; Slack tells neither from the other. */
  | { readonly kind: 'gone' }
  /** Slack has no bytes of it: it is only linked, or kept back by the workspace's plan. */
  | { readonly kind: 'no-bytes' }
  /** Easel may not read files. */
  | { readonly kind: 'not-allowed' }
  /** Slack could not be asked, for now. */
  | { readonly kind: 'unknown'; readonly cause: Error };

/** @param sharedIn where it has to be shared in one of some channels: as good as gone where it is not */
export type AskForFile = (
  workspace: Workspace,
  fileId: string,
  signal: AbortSignal,
  sharedIn?: readonly string[],
) => Promise<FileFacts>;

const Shares = maybe(z.record(z.string(), z.unknown()));
const Ids = listOf(z.string());

const Info = z.object({
  file: z.object({
    mode: maybe(z.string()),
    is_external: maybe(z.boolean()),
    mimetype: maybe(z.string()),
    size: maybe(z.number().int().positive()),
    url_private: maybe(z.string()),
    url_private_download: maybe(z.string()),
    shares: maybe(z.object({ public: Shares, private: Shares })),
    ...{ channels: Ids, groups: Ids, ims: Ids },
  }),
});

const ATTEMPTS = 4;
const LONGEST_WAIT_MS = 30_000;

/** Asks Slack for a file, patiently where too much was asked of it already. */
export function createFileFacts({ send, clock }: { readonly send: Send; readonly clock: Clock }): AskForFile {
  /** @throws the signal's reason, once it aborts. */
  return async function ask(workspace, fileId, signal, sharedIn) {
    for (let attempt = 1; ; attempt++) {
      const outcome = await send(workspace, 'files.info', { file: fileId });
      signal.throwIfAborted();
      if (outcome.ok) return factsIn(outcome.body, sharedIn);
      const { kind, retryAfterMs, cause } = outcome.problem;
      if (kind === 'file-gone' || kind === 'not-in-channel' || kind === 'channel-gone') return { kind: 'gone' };
      if (kind === 'missing-scope' || kind === 'token-revoked') return { kind: 'not-allowed' };
      if (attempt === ATTEMPTS || kind === 'refused') return { kind: 'unknown', cause };
      await clock.sleep(Math.min(Math.max(retryAfterMs, attempt * 500), LONGEST_WAIT_MS), signal);
    }
  };
}

function factsIn(body: unknown, sharedIn?: readonly string[]): FileFacts {
  const file = Info.safeParse(body).data?.file;
  if (!file) return { kind: 'unknown', cause: new Error('Slack told of a file in a way that nobody knows.') };
  if (file.mode === 'tombstone' || (sharedIn && !isShared(file, sharedIn))) return { kind: 'gone' };
  const url = file.url_private_download || file.url_private;
  if (!url || file.is_external || file.mode === 'hidden_by_limit') return { kind: 'no-bytes' };
  return { kind: 'there', url, mimetype: file.mimetype ?? undefined, byteLength: file.size ?? undefined };
}

function isShared(
  { shares, channels, groups, ims }: z.infer<typeof Info>['file'],
  sharedIn: readonly string[],
): boolean {
  const told = [shares?.public, shares?.private].flatMap((each) => Object.keys(each ?? {}));
  return [...told, ...channels, ...groups, ...ims].some((channelId) => sharedIn.includes(channelId));
}
