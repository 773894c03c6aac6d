import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { DiscordHandle } from '../handle.ts';
import { isOld } from './old-records.ts';
import { persist } from './persist.ts';
import { asError, type Problem } from './problem.ts';
import { hasMoved, mainOf, type Records, type Showing, type ShownMessage } from './records.ts';
import type { Send } from './send.ts';
import { unarchive } from './show-main.ts';
import { channelWay, ORIGINAL, tokenWay, type Way } from './ways.ts';

export interface RemovalParts {
  readonly handle: DiscordHandle;
  readonly records: Records;
  readonly patientSend: Send;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Removes every message of a request. What is gone already, or where Easel may not go any more, is fine.
 * @throws {EaselError} `unavailable` where Discord cannot be reached; to be asked again.
 */
export async function removeAll(parts: RemovalParts): Promise<void> {
  const { handle, records, clock } = parts;
  // First of all, so that no delivery, in any process, brings it back; and in one step, so that none shows what is not known here.
  const before = await records.change(handle.id, { deleted: true });
  const main = mainOf(handle, before);
  await unlinkAll(before, parts);
  await removeMain(main, parts);
  for (const message of before.more) await removeBy(waysTo(message, parts), message.messageId, parts);
  if (isOld(handle.id, clock)) await records.forget(handle.id);
}

/** What was shown and is known by now, removed; for a delivery that learns of the deletion when it is through. */
export async function removeShown(showing: Showing, parts: RemovalParts): Promise<void> {
  await unlinkAll(showing, parts);
  await removeMain(mainOf(parts.handle, showing), parts);
  for (const message of showing.more) await removeBy(waysTo(message, parts), message.messageId, parts);
}

/** Also the message that it moved away from: progress was shown there. */
async function unlinkAll(showing: Showing, { handle, records }: RemovalParts): Promise<void> {
  const main = mainOf(handle, showing);
  const ids = [handle.messageId, main?.messageId, ...showing.more.map(({ messageId }) => messageId)];
  await records.unlink([...new Set(ids.filter((id) => typeof id === 'string'))]);
}

async function removeMain(main: ShownMessage | undefined, parts: RemovalParts): Promise<void> {
  const { handle } = parts;
  const byToken = main && hasMoved(handle, main) ? undefined : tokenOf(parts);
  const problem = byToken && (await removeOne(byToken, ORIGINAL, parts));
  if (byToken && !problem) return;
  if (main) await removeBy(waysTo(main, parts), main.messageId, parts);
}

/** The one kind of message that is out of reach: what only its person sees, once the token is over. They can dismiss it. */
function waysTo({ channelId }: ShownMessage, parts: RemovalParts): readonly Way[] {
  const { handle, patientSend } = parts;
  if (handle.channelRoute || channelId !== handle.channelId) return [channelWay(channelId, patientSend)];
  const byToken = tokenOf(parts);
  return byToken ? [byToken] : [];
}

function tokenOf({ handle, patientSend, clock }: RemovalParts): Way | undefined {
  const { token, tokenUntil } = handle;
  return token !== null && clock.now() < tokenUntil ? tokenWay(handle, token, patientSend) : undefined;
}

async function removeBy(ways: readonly Way[], messageId: string, parts: RemovalParts): Promise<void> {
  for (const way of ways) {
    const problem = await removeOne(way, messageId, parts);
    if (problem) parts.log.info({ kind: problem.kind, err: problem.cause }, 'A message could not be removed');
  }
}

/** @returns why it is still there, where nothing can be done about it. */
async function removeOne(
  way: Way,
  messageId: string,
  { clock, patientSend }: RemovalParts,
): Promise<Problem | undefined> {
  const remove = () => persist(clock, () => way.remove(messageId));
  const first = await remove();
  const isArchived = !first.ok && first.problem.kind === 'archived';
  const outcome = isArchived && (await unarchive(way.channelId, { clock, patientSend })) ? await remove() : first;
  if (outcome.ok || outcome.problem.kind === 'message-gone') return undefined;
  const { kind } = outcome.problem;
  if (kind === 'outcome-unknown' || kind === 'rate-limited') throw asError(outcome.problem, 0n);
  return outcome.problem;
}
