import type { Clock } from '#src/ports/clock.ts';
import type { DiscordHandle } from '../handle.ts';
import { lookUp } from './look-up.ts';
import type { Outgoing } from './message.ts';
import { persist } from './persist.ts';
import type { Problem } from './problem.ts';
import type { Records, Showing, ShownMessage } from './records.ts';
import type { Outcome, Send } from './send.ts';
import type { Shown } from './show-main.ts';
import { channelWay, idIn, type Way } from './ways.ts';

export interface MoreParts {
  readonly handle: DiscordHandle;
  readonly patientSend: Send;
  readonly clock: Clock;
  readonly records: Records;
  /** Whose they are; absent for answers, which nobody answers. */
  readonly jobId?: string;
  /** Whether the result was deleted meanwhile. */
  readonly isRemoved: () => boolean;
}

/** What there is after it, and what kept the rest from being shown. */
export interface ShownMore {
  readonly more: readonly ShownMessage[];
  readonly problem?: Problem;
}

/** The messages after the first: known ones are edited, new ones are made once, those that are too many are removed. */
export async function showMore(shown: Shown, before: Showing, parts: MoreParts): Promise<ShownMore> {
  const { built } = shown;
  const { records, handle, isRemoved } = parts;
  // Where the first one had to move, the others move with it.
  const isHere = ({ channelId }: ShownMessage) => channelId === shown.way.channelId;
  const more: ShownMessage[] = before.more.every(isHere) ? [...before.more] : [];
  if (built.more.length > 0 && !before.began) await records.change(handle.id, { began: true });
  for (const [index, make] of built.more.entries()) {
    if (isRemoved()) return { more };
    const message = await make();
    const problem = await showOne({ index, message, known: more[index], shown, before, parts, keep });
    if (problem) return { more, problem };
  }
  for (const rest of more.splice(built.more.length)) await wayTo(rest, shown, parts).remove(rest.messageId);
  if (before.more.length > more.length) await records.change(handle.id, { more });
  return { more };

  async function keep(index: number, id: string): Promise<void> {
    more[index] = { channelId: shown.way.channelId, messageId: id };
    // Before it is told: a deletion takes away the links of what it is told of.
    if (parts.jobId !== undefined) await records.link(id, parts.jobId);
    // After each one, so that a crash between two of them doubles none.
    await records.change(handle.id, { more: [...more] });
  }
}

interface One {
  readonly index: number;
  readonly message: Outgoing;
  readonly known: ShownMessage | undefined;
  readonly shown: Shown;
  readonly before: Showing;
  readonly parts: MoreParts;
  readonly keep: (index: number, id: string) => Promise<void>;
}

async function showOne(one: One): Promise<Problem | undefined> {
  const { index, message, known, shown, before, parts, keep } = one;
  if (known) return edited(await persist(parts.clock, () => wayTo(known, shown, parts).edit(known.messageId, message)));
  const found = before.began ? await find(one) : undefined;
  const outcome = found === undefined ? await post(one) : undefined;
  if (outcome && !outcome.ok) return outcome.problem;
  const id = found ?? (outcome?.ok ? idIn(outcome.body) : undefined);
  if (id !== undefined) await keep(index, id);
  return undefined;
}

/** Somebody who removed one of them does not want it back. */
const edited = (outcome: Outcome): Problem | undefined =>
  outcome.ok || outcome.problem.kind === 'message-gone' ? undefined : outcome.problem;

/** The channel makes a message once by its nonce, and the webhook does not; but only the webhook takes large files. */
async function post(one: One): Promise<Outcome> {
  const { index, message, shown, parts } = one;
  const { handle, clock, patientSend } = parts;
  const channel = channelWay(shown.way.channelId, patientSend);
  const fits = message.files.every(({ bytes }) => bytes.byteLength <= channel.maxFileBytes);
  const nonce = `${handle.id}-${index + 1}`;
  if (shown.way.kind === 'channel') return persist(clock, () => channel.post(message, nonce));
  if (handle.channelRoute && fits) {
    const outcome = await persist(clock, () => channel.post(message, nonce));
    if (outcome.ok || outcome.problem.kind === 'outcome-unknown') return outcome;
  }
  const outcome = await shown.patientWay.post(message, nonce);
  if (outcome.ok || outcome.problem.kind !== 'outcome-unknown') return outcome;
  const id = await find(one);
  return id === undefined ? shown.patientWay.post(message, nonce) : { ok: true, body: { id } };
}

async function find({ shown, message, parts }: One): Promise<string | undefined> {
  const { way, messageId } = shown;
  const mayRead = way.kind === 'channel' || parts.handle.channelRoute;
  if (messageId === undefined || !mayRead) return undefined;
  return lookUp(parts.handle, { channelId: way.channelId, messageId }, message, parts.patientSend);
}

/** What was said in the channel itself the webhook does not know; so the channel goes first wherever there is that way. */
const wayTo = ({ channelId }: ShownMessage, { patientWay }: Shown, { handle, patientSend }: MoreParts): Way =>
  handle.channelRoute || channelId !== handle.channelId ? channelWay(channelId, patientSend) : patientWay;
