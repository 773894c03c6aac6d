import { EaselError } from '#src/domain/errors.ts';
import type { ImageRef } from '#src/domain/job.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { GuardedAgentOptions } from '#src/net/guarded-agent.ts';
import { FetchRefused, guardedFetch, mayComeAgain } from '#src/net/guarded-fetch.ts';
import type { ChatPlatform } from '#src/ports/chat-platform.ts';
import type { Workspace } from '../origin.ts';
import type { AskForFile, FileFacts } from './file-facts.ts';
import { isPage } from './is-page.ts';
import { type PictureKey, readKey } from './picture-key.ts';

const TIMEOUT_MS = 60_000;
/** A file is read, nothing is paid for: what broke on the way may be asked for once more. */
const ATTEMPTS = 2;

export interface PictureFetchOptions extends Pick<GuardedAgentOptions, 'lookup' | 'connect'> {
  /** Its origin serves files too, where it is not Slack's own. */
  readonly apiUrl: string;
  /** Of the bot in that workspace. */
  readonly tokenOf: (workspace: Workspace) => Promise<string>;
  readonly fileInfo: AskForFile;
  /** For one attempt, to the last byte. A minute unless told. */
  readonly timeoutMs?: number;
}

type Limits = Parameters<ChatPlatform['openImage']>[1];

/** Fetches what somebody posted: by the address that Slack tells at this moment, from Slack's own hosts and nowhere else. */
export function createPictureFetch(options: PictureFetchOptions): ChatPlatform['openImage'] {
  const { apiUrl, tokenOf, fileInfo, timeoutMs = TIMEOUT_MS, lookup, connect } = options;
  const allowed = { baseUrl: apiUrl, hosts: [fileHostOf(apiUrl)] };
  const network = { ...(lookup && { lookup }), ...(connect && { connect }) };

  return async function openImage(image, limits) {
    limits.signal.throwIfAborted();
    expectWithin(image, image.declaredBytes, limits);
    const key = readKey(image.key);
    if (!key) throw missing(image);
    const facts = await fileInfo(key.workspace, key.fileId, limits.signal, key.sharedIn);
    if (facts.kind !== 'there') throw unavailable(image, facts);
    expectWithin(image, facts.byteLength, limits);
    const bytes = await fetched(image, facts.url, key, limits);
    // Whoever may not read files is shown the page to log in, as if that were the file.
    if (isPage(bytes) && !facts.mimetype?.startsWith('text/')) throw missing(image, NOT_ALLOWED);
    return bytes;
  };

  async function fetched(image: ImageRef, url: string, { workspace }: PictureKey, limits: Limits): Promise<Uint8Array> {
    const token = await tokenOf(workspace).catch((cause: unknown) => {
      throw missing(image, NOT_ALLOWED, cause);
    });
    for (let attempt = 1; ; attempt++) {
      try {
        return await guardedFetch(url, { ...limits, allowed, timeoutMs, network, authorization: `Bearer ${token}` });
      } catch (thrown) {
        if (!(thrown instanceof FetchRefused)) throw thrown;
        if (attempt === ATTEMPTS || !mayComeAgain(thrown)) throw refused(image, url, thrown, limits);
      }
    }
  }
}

/** Governments have a Slack of their own. */
const fileHostOf = (apiUrl: string): string =>
  URL.parse(apiUrl)?.hostname === 'slack-gov.com' ? 'files.slack-gov.com' : 'files.slack.com';

function refused(image: ImageRef, url: string, cause: FetchRefused, limits: Limits): EaselError {
  const { refusal } = cause;
  if (refusal.kind === 'too-large') return tooLarge(image, refusal.byteLength, limits);
  if (refusal.kind === 'status' && [404, 410].includes(refusal.status)) return missing(image, GONE, cause);
  // A redirect from Slack's own host leads to its page to log in.
  const isLogin = refusal.kind === 'address' && URL.parse(url)?.hostname === 'files.slack.com';
  const isForbidden = refusal.kind === 'status' && [401, 403].includes(refusal.status);
  if (isLogin || isForbidden) return missing(image, NOT_ALLOWED, cause);
  return missing(image, refusal.kind === 'address' ? NO_BYTES : undefined, cause);
}

function unavailable(image: ImageRef, facts: Exclude<FileFacts, { kind: 'there' }>): EaselError {
  if (facts.kind === 'unknown') return missing(image, ASK_LATER, facts.cause);
  return missing(image, { gone: GONE, 'no-bytes': NO_BYTES, 'not-allowed': NOT_ALLOWED }[facts.kind]);
}

const GONE = text(
  'It was deleted, or it is in a channel that Easel is not in: invite it with ',
  { code: '/invite @Easel' },
  ', or attach the picture to your own message.',
);
const NO_BYTES = text('Slack only links to it, or no longer keeps it. Save it and attach the file itself.');
const NOT_ALLOWED = text(
  'Slack does not let Easel read files here. Whoever installed Easel adds the scope ',
  { code: 'files:read' },
  ' and installs it again.',
);
const ASK_LATER = text('Slack did not answer. Try again in a minute.');

const missing = ({ filename }: ImageRef, how?: Text, cause?: unknown): EaselError =>
  new EaselError(
    'image-missing',
    { name: filename, ...(how && { how }) },
    { cause, ...(how === NOT_ALLOWED && { blame: 'operator' as const }) },
  );

function expectWithin(image: ImageRef, byteLength: number | undefined, limits: Limits): void {
  if (byteLength !== undefined && byteLength > limits.maxBytes) throw tooLarge(image, byteLength, limits);
}

const tooLarge = ({ filename }: ImageRef, byteLength: number, { maxBytes }: Limits): EaselError =>
  new EaselError('image-too-large', { name: filename, byteLength, limitBytes: maxBytes });
