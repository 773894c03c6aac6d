import { type APIThreadChannel, PermissionFlagsBits, Routes, ThreadAutoArchiveDuration } from 'discord.js';
import { EaselError } from '#src/domain/errors.ts';
import type { OpenedThread } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { DiscordHandle } from '../handle.ts';
import { persist } from './persist.ts';
import { asError } from './problem.ts';
import { mainOf, type Records } from './records.ts';
import type { Send } from './send.ts';
import { idIn } from './ways.ts';

const WHAT = 'open a thread on this result';
const MAX_NAME = 100;
const NEEDED =
  PermissionFlagsBits.ViewChannel | PermissionFlagsBits.CreatePublicThreads | PermissionFlagsBits.SendMessagesInThreads;

/**
 * Opens the thread of a result's message. A message has one thread at most, whose id is the message's.
 * @throws {EaselError} `not-allowed`, `place-forbids` with the permissions' names, `not-found` where the message is gone.
 */
export async function openThread(
  handle: DiscordHandle,
  title: string,
  { records, send, clock }: { readonly records: Records; readonly send: Send; readonly clock: Clock },
): Promise<OpenedThread> {
  const { guildId, channelId } = handle;
  if (!handle.canThread || guildId === null) throw new EaselError('not-allowed', { what: WHAT });
  const main = mainOf(handle, await records.showing(handle.id));
  if (!main || main.channelId !== channelId) throw new EaselError('not-allowed', { what: WHAT });
  const body = { name: nameOf(title), auto_archive_duration: ThreadAutoArchiveDuration.OneDay };
  const route = Routes.threads(channelId, main.messageId);
  const outcome = await persist(clock, () => send({ method: 'POST', route, body, timeoutMs: 15_000 }));
  const opened = (threadId: string): OpenedThread => ({
    channelId: threadId,
    url: `https://discord.com/channels/${guildId}/${threadId}`,
  });
  if (outcome.ok) return opened(idIn(outcome.body) ?? main.messageId);
  if (outcome.problem.kind === 'has-thread') return opened(main.messageId);
  // Not every kind of channel has threads.
  if (outcome.problem.kind === 'refused')
    throw new EaselError('not-allowed', { what: WHAT }, { cause: outcome.problem.cause });
  throw asError(outcome.problem, NEEDED);
}

/** One line, in whole characters. */
function nameOf(title: string): APIThreadChannel['name'] {
  const line = title.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  const letters = [...line];
  const cut = letters.length <= MAX_NAME && line.length <= MAX_NAME ? line : clipped(letters);
  return cut === '' ? 'Easel' : cut;
}

function clipped(letters: readonly string[]): string {
  let name = '';
  for (const letter of letters) {
    if (name.length + letter.length > MAX_NAME - 1) break;
    name += letter;
  }
  return `${name.trimEnd()}…`;
}
