import { createPace, type Edited } from '#src/chat/pace.ts';
import type { ProgressState } from '#src/ports/cards.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { SlackHandle } from '../handle.ts';
import type { Workspace } from '../origin.ts';
import type { Problem } from './problem.ts';
import type { Send } from './send.ts';

/** The line below a thread that says what Easel is doing there; it goes away by itself with the next message. */
export interface Status {
  show(state: ProgressState): void;
  /** Another process says it from here on. */
  leave(): void;
  /** Says no more. Nobody waits for what is on its way. */
  pause(): void;
  resume(): void;
  /** Takes the line away: not every end is a new message, and what was on its way may come after one. */
  clear(): void;
}

/** Slack takes the line away after two minutes. */
const RENEW_MS = 90_000;
/** Somebody else may have taken over the job by then. */
const RENEWED_MS = 10 * 60_000;
const STATUS_PACE_MS = 8000;
const TIMEOUT_MS = 8000;

interface Line {
  readonly words: string;
  /** Counts renewals, so that the same words are said again. */
  readonly round: number;
}

interface Parts {
  readonly handle: SlackHandle;
  readonly send: Send;
  readonly clock: Clock;
  readonly refusals: Refusals;
}

/** Workspaces that do not have such lines, for as long as this process lives. */
export interface Refusals {
  has(workspace: Workspace): boolean;
  add(workspace: Workspace): void;
}

export function createRefusals(): Refusals {
  const known = new Set<string>();
  const keyOf = ({ teamId, enterpriseId }: Workspace) => `${enterpriseId ?? ''}/${teamId}`;
  return { has: (workspace) => known.has(keyOf(workspace)), add: (workspace) => void known.add(keyOf(workspace)) };
}

export function createStatus({ handle, send, clock, refusals }: Parts): Status {
  const { workspace, channelId, threadTs } = handle;
  let wasShown = false;
  let renewal: { stop(): void } | undefined;
  let saidAt = 0;
  let paused: Promise<void> = Promise.resolve();
  const pace = createPace<Line>({
    clock,
    edit,
    keyOf: ({ words, round }) => `${round} ${words}`,
    paceMs: STATUS_PACE_MS,
  });

  function setStatus(status: string) {
    const args = { channel_id: channelId, thread_ts: threadTs, status };
    return send(workspace, 'assistant.threads.setStatus', args, { timeoutMs: TIMEOUT_MS });
  }

  async function edit(line: Line): Promise<Edited> {
    if (refusals.has(workspace)) return 'over';
    const outcome = await setStatus(line.words);
    if (!outcome.ok) return afterProblem(outcome.problem, () => refusals.add(workspace));
    wasShown = true;
    renewal?.stop();
    renewal = clock.after(RENEW_MS, () => {
      if (clock.now() - saidAt < RENEWED_MS) pace.offer({ ...line, round: line.round + 1 });
    });
    return 'shown';
  }

  return {
    show(state) {
      if (!hasLine(handle)) return;
      saidAt = clock.now();
      pace.offer({ words: wordsOf(state), round: 0 });
    },

    leave() {
      // Nothing is renewed any more, what is on its way included.
      saidAt = Number.NEGATIVE_INFINITY;
      pace.drop();
    },

    pause() {
      renewal?.stop();
      paused = pace.pause();
    },

    resume: pace.resume,

    clear() {
      void paused.then(() => {
        if (!wasShown) return;
        wasShown = false;
        renewal?.stop();
        return setStatus('');
      });
    },
  };
}

function afterProblem({ kind, retryAfterMs }: Problem, onRefused: () => void): Edited {
  if (kind === 'rate-limited') return { againMs: retryAfterMs };
  if (kind === 'missing-scope') onRefused();
  return kind === 'outcome-unknown' || kind === 'not-sent' ? { againMs: STATUS_PACE_MS } : 'over';
}

const hasLine = ({ threadTs, channelId, private: isPrivate }: SlackHandle): boolean =>
  threadTs !== null && channelId !== null && !isPrivate;

/** Follows Easel's name. Only our own words: the line knows no escaping. */
function wordsOf({ phase, position, percent }: ProgressState): string {
  if (phase === 'accepted') return 'is getting ready …';
  if (phase === 'queued') return position === undefined ? 'is waiting …' : `is waiting, number ${position} in line …`;
  if (phase === 'delivering') return 'is sending the result …';
  const tens = Math.floor(Math.min(100, Math.max(0, percent)) / 10) * 10;
  return tens > 0 ? `is at it: ${tens} % …` : 'is at it …';
}
