import { text } from '#src/domain/text.ts';
import type { RequestOrigin } from '../origin.ts';
import { toRequest } from './hand-over.ts';
import { type DeletionEvent, readMessage } from './message-event.ts';
import { hear } from './message-said.ts';
import { withIds } from './named.ts';
import { type Around, type IntakeParts, tell } from './parts.ts';
import { actorOf } from './person.ts';
import { isDirectChannel } from './place.ts';
import type { Came, Read } from './said.ts';

/** What is done with a payload that was read. @throws what the app or the way back throws. */
export function createTaking(parts: IntakeParts) {
  const { log } = parts;

  async function takeRead(what: string, read: Read, around: Around): Promise<void> {
    switch (read.kind) {
      case 'ignored':
        return log.debug({ what }, 'Something of another kind was ignored');
      case 'malformed':
        return log.warn({ what, where: read.where }, 'What came from Slack could not be read');
      case 'unreadable':
        log.warn({ what, eventId: read.origin.id }, 'A form lacks what it was opened with');
        return tell(parts, whole(read.origin, around), UNREADABLE);
      case 'came':
        return handOver(read.came, around);
    }
  }

  async function takeMessage(what: string, payload: unknown, around: Around): Promise<void> {
    const read = readMessage(payload);
    if (read.kind === 'malformed') log.warn({ what, where: read.where }, 'What came from Slack could not be read');
    if (read.kind === 'deleted') await notice(read.event, around);
    const came = read.kind === 'said' ? await hear(read.event, around, parts) : undefined;
    if (came) await handOver(came, around);
  }

  async function handOver({ origin, userName, said, shares }: Came, around: Around): Promise<void> {
    const asked = whole(shares ? await atHome(origin, shares) : origin, around);
    if (around.givenUp) return tell(parts, asked, GIVEN_UP);
    const { userId, workspace } = asked;
    // Whoever waits for a form has only a moment left.
    const isUrgent = asked.triggerId !== null && said.trigger !== 'form';
    const [actor, meant] = await Promise.all([
      parts.people(workspace, userId, { userName, isUrgent }).then((person) => actorOf(userId, person)),
      withIds(said, workspace, parts),
    ]);
    if ('refusal' in meant) return tell(parts, asked, meant.refusal);
    await around.onRequest(toRequest({ origin: asked, actor, said: { ...said, ...meant }, around }, parts));
  }

  /** A private result lies in the person's own conversation; everybody is where it was asked for. */
  async function atHome(origin: Came['origin'], { channelId, ts }: NonNullable<Came['shares']>) {
    const home = origin.isDirect ? await parts.askedIn(channelId, ts) : undefined;
    return home ? { ...origin, ...home, isDirect: isDirectChannel(home.channelId) } : origin;
  }

  const whole = (origin: Came['origin'], { workspace, receivedAt = parts.clock.now(), takenUp }: Around) =>
    ({ ...origin, workspace, receivedAt, ...(takenUp && { takenUp }) }) satisfies RequestOrigin;

  /** Somebody removed a message: where it was one of ours, nobody waits for its job there any more. */
  async function notice({ channelId, ts, author }: DeletionEvent, around: Around): Promise<void> {
    if (author && author.user !== around.botUserId && author.botId !== around.botId) return;
    const jobId = await parts.jobOfMessage(channelId, ts);
    if (jobId !== undefined) parts.onGone(jobId);
  }

  return { takeRead, takeMessage };
}

const GIVEN_UP = text(
  'Easel was interrupted each time it began with this, and does not try it again. Nothing more is charged.',
);
const UNREADABLE = text('Easel could not read what Slack sent of this form. Open it again.');
