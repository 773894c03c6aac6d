import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { SlackHandle } from '../handle.ts';
import type { Workspace } from '../origin.ts';
import { sharedIn } from './file-info.ts';
import { persist } from './persist.ts';
import { asError, isPassing } from './problem.ts';
import { mainOf, type Publication, type Records, type Showing, type ShownMessage } from './records.ts';
import type { Send } from './send.ts';

export interface RemovalParts {
  readonly handle: SlackHandle;
  readonly workspace: Workspace;
  readonly records: Records;
  readonly send: Send;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Removes every message of a request, and its files. What is gone already, or where Easel may not go any more, is fine.
 * @throws {EaselError} `unavailable` where Slack cannot be reached; to be asked again.
 */
export async function removeAll(parts: RemovalParts): Promise<void> {
  const { handle, records } = parts;
  // First of all, so that no delivery, in any process, brings it back; and in one step, so that none shows what is not known here.
  await removeShown(await records.change(handle.id, { deleted: true }), parts);
}

/** What was shown and is known by now; for a delivery that learns of the deletion when it is through, too. */
export async function removeShown(showing: Showing, parts: RemovalParts): Promise<void> {
  const main = mainOf(parts.handle, showing);
  const known = [main, ...showing.more, ...showing.leftover].filter((message) => message !== undefined);
  const begun = await foundOf(showing.publication, parts);
  const messages = [...known, ...begun.messages];
  await parts.records.unlink(messages);
  for (const message of messages) await removeMessage(message, parts);
  for (const file of begun.files) await remove('files.delete', { file }, parts);
}

/** Removes what something else took the place of. @throws {EaselError} where Slack cannot be reached; to be asked again. */
export async function sweep({ leftover, deleted }: Showing, parts: RemovalParts): Promise<void> {
  if (leftover.length === 0 || deleted) return;
  // First, or Slack's news that it is gone would end the job that it showed.
  await parts.records.unlink(leftover);
  for (const message of leftover) await removeMessage(message, parts);
  await parts.records
    .change(parts.handle.id, { leftover: [] })
    .catch((err: unknown) => parts.log.warn({ err }, 'What was removed could not be noted'));
}

/** What was on its way when it broke off: also messages that nobody told us of. */
async function foundOf(publication: Publication | undefined, parts: RemovalParts) {
  const { channelId, drafts } = publication ?? { channelId: '', drafts: [] };
  const files: string[] = [];
  const found = new Set<string>();
  for (const { images, natives, pages } of drafts) {
    files.push(...[...images, ...natives].map(({ id }) => id));
    for (const ts of pages) if (ts !== null) found.add(ts);
    for (const { id } of images) {
      const ts = await sharedIn(id, channelId, parts);
      if (ts !== undefined) found.add(ts);
    }
  }
  return { files, messages: [...found].map((ts): ShownMessage => ({ channelId, ts, files: [] })) };
}

async function removeMessage({ channelId, ts, files }: ShownMessage, parts: RemovalParts): Promise<void> {
  await remove('chat.delete', { channel: channelId, ts }, parts);
  for (const file of files) await remove('files.delete', { file }, parts);
}

const GONE = ['message-gone', 'file-gone'];

async function remove(method: string, args: object, { send, workspace, clock, log }: RemovalParts): Promise<void> {
  const outcome = await persist(clock, () => send(workspace, method, args));
  if (outcome.ok || GONE.includes(outcome.problem.kind)) return;
  if (isPassing(outcome.problem)) throw asError(outcome.problem);
  log.info({ method, kind: outcome.problem.kind, err: outcome.problem.cause }, 'Something could not be removed');
}
