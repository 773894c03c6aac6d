import { Routes } from 'discord.js';
import type { Clock } from '#src/ports/clock.ts';
import type { Built, Content } from './content.ts';
import { halved, limitsOf } from './limits.ts';
import { pause, persist } from './persist.ts';
import type { Problem } from './problem.ts';
import type { Outcome, Send } from './send.ts';
import type { Candidate, Spot } from './spots.ts';
import { idIn, ORIGINAL, type Way } from './ways.ts';

/** What was shown, and where. */
export interface Shown {
  readonly way: Way;
  readonly patientWay: Way;
  readonly messageId: string | undefined;
  readonly built: Built;
}

export interface ShowParts {
  readonly patientSend: Send;
  readonly clock: Clock;
  /** The name under which a new message is made once. */
  readonly nonce: string;
  /** Told where the webhook turned out to be over. */
  readonly onTokenDead: () => void;
}

/** Shows the end of a request at the first of the places that takes it. */
export async function showMain(
  candidates: readonly Candidate[],
  content: Content,
  parts: ShowParts,
): Promise<Shown | Problem> {
  let problem: Problem | undefined;
  for (const [index, candidate] of candidates.entries()) {
    if (problem && !goesOn(problem, candidate)) break;
    const spot = await candidate.open();
    if ('cause' in spot) return spot;
    const hasElsewhere = candidates[index + 1]?.isLast === false;
    const shown = await showAt(spot, content, { ...parts, hasElsewhere });
    if (!('cause' in shown)) return shown;
    problem = shown;
    if (problem.kind === 'token-dead') parts.onTokenDead();
  }
  return problem ?? { kind: 'closed', retryAfterMs: 0, cause: new Error('No place is left') };
}

/**
 * Whether another place may take what this one did not. A message that is gone was removed by a person, whose will it stays;
 * what is only slow does not move to direct messages.
 */
function goesOn({ kind }: Problem, { isLast }: Candidate): boolean {
  if (kind === 'rate-limited' || kind === 'outcome-unknown') return !isLast;
  return ['token-dead', 'place-gone', 'forbidden', 'archived', 'closed'].includes(kind);
}

const SHORT_WAIT_MS = 2000;
const LONG_WAIT_MS = 60_000;
const SMALLER_TRIES = 3;

type AtParts = ShowParts & { readonly hasElsewhere: boolean };

/** Tries one place for as long as it makes sense. */
async function showAt(spot: Spot, content: Content, parts: AtParts): Promise<Shown | Problem> {
  const { way, patientWay, notes } = spot;
  let limits = limitsOf(way, notes);
  let built = await content(limits);
  for (let smaller = 0; ; smaller++) {
    const outcome = await sendAt(spot, built, parts);
    if (outcome.ok) {
      const isKnown = spot.messageId !== null && spot.messageId !== ORIGINAL;
      return { way, patientWay, built, messageId: isKnown ? (spot.messageId ?? undefined) : idIn(outcome.body) };
    }
    if (outcome.problem.kind === 'archived') return openAgain(spot, built, outcome.problem, parts);
    if (outcome.problem.kind !== 'too-large' || smaller === SMALLER_TRIES) return outcome.problem;
    limits = halved(limits);
    built = await content(limits);
  }
}

/** One message, waiting for Discord's limits: shortly where there is another way, else for as long as they last. */
async function sendAt(spot: Spot, { first }: Built, { clock, nonce, hasElsewhere }: AtParts): Promise<Outcome> {
  const { messageId } = spot;
  const by = (way: Way) => () => (messageId === null ? way.post(first, nonce) : way.edit(messageId, first));
  const most = hasElsewhere ? SHORT_WAIT_MS : LONG_WAIT_MS;
  for (let waited = 0; ; ) {
    const outcome = await persist(clock, by(spot.way));
    if (outcome.ok || outcome.problem.kind !== 'rate-limited') return outcome;
    waited += outcome.problem.retryAfterMs;
    if (waited > most) return hasElsewhere ? outcome : persist(clock, by(spot.patientWay));
    await pause(clock, outcome.problem.retryAfterMs);
  }
}

/**
 * An archived thread takes no edits. It is opened again, which speaking in it does too, so that a new message is the second try;
 * where it is locked neither works.
 */
async function openAgain(spot: Spot, built: Built, archived: Problem, parts: AtParts): Promise<Shown | Problem> {
  const { way, patientWay, messageId } = spot;
  const opened = await unarchive(way.channelId, parts);
  if (opened) {
    const outcome = await sendAt(spot, built, parts);
    if (outcome.ok)
      return {
        way,
        patientWay,
        built,
        messageId: messageId === ORIGINAL ? idIn(outcome.body) : (messageId ?? undefined),
      };
  }
  if (way.kind === 'token') return archived;
  const outcome = await persist(parts.clock, () => way.post(built.first, parts.nonce));
  if (!outcome.ok) return archived;
  // What was shown on the way; now that the thread is open it can be taken away.
  if (messageId !== null) await way.remove(messageId);
  return { way, patientWay, built, messageId: idIn(outcome.body) };
}

export async function unarchive(channelId: string, { patientSend, clock }: Pick<ShowParts, 'patientSend' | 'clock'>) {
  const call = () => patientSend({ method: 'PATCH', route: Routes.channel(channelId), body: { archived: false } });
  return (await persist(clock, call)).ok;
}
