import type { Edited } from '#src/chat/pace.ts';
import type { ProgressState } from '#src/ports/cards.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { Laid } from '../layout/laid.ts';
import { layProgress } from '../layout/progress.ts';
import type { Workspace } from '../origin.ts';
import type { Budget } from './budget.ts';
import { edit } from './edit-words.ts';
import type { Preview } from './preview.ts';
import type { Problem } from './problem.ts';
import type { ShownMessage } from './records.ts';
import type { Send } from './send.ts';

/** What is shown on the way. */
export interface Frame {
  readonly state: ProgressState;
  readonly preview?: Preview;
}

export interface ProgressParts {
  readonly workspace: Workspace;
  readonly send: Send;
  readonly clock: Clock;
  readonly log: Log;
  readonly budget: Budget;
}

/** The end waits for the edit in flight. */
const EDIT_MS = 5000;
/** After a call that came to nothing. */
const AGAIN_MS = 4000;

/** What became of an edit; `gone`: somebody removed the message. */
export type Progressed = Edited | 'gone' | 'without-preview';

/** Shows a frame in its message, where the workspace has an edit left for it. It never makes a new message and waits for nothing. */
export async function editProgress(
  { state, preview }: Frame,
  main: ShownMessage,
  isNewPhase: boolean,
  parts: ProgressParts,
): Promise<Progressed> {
  const { workspace, budget } = parts;
  const url = await preview?.url();
  const againMs = budget.take(workspace, isNewPhase ? 'phase' : 'percent');
  if (againMs > 0) return { againMs };
  const shown = layFrame(state, url);
  const outcome = await edit(main, shown, parts, EDIT_MS);
  if (outcome.ok) return 'shown';
  const { problem } = outcome;
  if (problem.kind === 'rate-limited') budget.close(workspace, problem.retryAfterMs);
  return afterProblem(problem, url !== undefined, state, parts);
}

export const layFrame = (state: ProgressState, url?: string): Laid =>
  layProgress(state, url === undefined ? undefined : { url, alt: 'An unfinished picture' });

function afterProblem(
  problem: Problem,
  hasPreview: boolean,
  { jobId }: ProgressState,
  { log }: ProgressParts,
): Progressed {
  const { kind, cause, retryAfterMs } = problem;
  if (kind === 'rate-limited') return { againMs: retryAfterMs };
  if (kind === 'outcome-unknown' || kind === 'not-sent') return { againMs: AGAIN_MS };
  if (kind === 'message-gone') return 'gone';
  // Slack refuses the whole message where it cannot fetch the picture.
  if (hasPreview && (kind === 'invalid-blocks' || kind === 'refused')) return 'without-preview';
  log.info({ jobId, kind, err: cause }, 'Progress is not shown any more');
  return 'over';
}
