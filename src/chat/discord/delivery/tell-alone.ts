import type { Clock } from '#src/ports/clock.ts';
import type { DiscordHandle } from '../handle.ts';
import type { Content } from './content.ts';
import { limitsOf } from './limits.ts';
import { persist } from './persist.ts';
import { usuallyLacking } from './place.ts';
import { asError } from './problem.ts';
import type { Send } from './send.ts';
import { ORIGINAL, tokenWay, type Way } from './ways.ts';

interface Parts {
  readonly patientSend: Send;
  readonly clock: Clock;
}

/**
 * Answers who asked, and nobody else sees it. "Easel is thinking …", which everybody saw, is taken away first: Discord would let
 * what follows take its place, for everybody.
 * @returns false where that cannot be, or is so anyway, and nothing was done: a message asked, the token is over, nobody else is there.
 * @throws {EaselError} why it could not be said.
 */
export async function tellAlone(
  handle: DiscordHandle,
  content: Content,
  { patientSend, clock }: Parts,
): Promise<boolean> {
  const { token, tokenUntil, again } = handle;
  if (isAlone(handle) || token === null || clock.now() >= tokenUntil) return false;
  const way = tokenWay({ ...handle, private: true }, token, patientSend);
  // What another delivery of the same event shows there is not ours to take away.
  if (!again && !(await takenAway(way, clock))) return false;
  const { first, more } = await content(limitsOf(way));
  for (const make of [async () => first, ...more]) {
    const message = await make();
    const outcome = await persist(clock, () => way.post(message, handle.id));
    if (!outcome.ok) throw asError(outcome.problem, usuallyLacking(false));
  }
  return true;
}

/** Private already, or in the direct messages with Easel. */
const isAlone = ({ private: isPrivate, guildId, channelRoute }: DiscordHandle): boolean =>
  isPrivate || (guildId === null && channelRoute);

async function takenAway(way: Way, clock: Clock): Promise<boolean> {
  const outcome = await persist(clock, () => way.remove(ORIGINAL));
  return outcome.ok || outcome.problem.kind === 'message-gone';
}
