import type { Edited } from '#src/chat/pace.ts';
import { extensionOf } from '#src/domain/picture.ts';
import { text } from '#src/domain/text.ts';
import type { ProgressState } from '#src/ports/cards.ts';
import type { Log } from '#src/ports/log.ts';
import type { DiscordHandle } from '../handle.ts';
import { layProgress } from '../layout/progress.ts';
import { attached } from './content.ts';
import { fileOf, type Outgoing, type OutgoingFile } from './message.ts';
import type { Preview } from './preview.ts';
import type { Problem } from './problem.ts';
import type { Showing } from './records.ts';
import { type Candidate, candidatesFor, type SpotParts } from './spots.ts';
import { idIn, ORIGINAL } from './ways.ts';

/** What is shown on the way. */
export interface Frame {
  readonly state: ProgressState;
  readonly preview?: Preview;
}

/** The end waits for the edit in flight. */
const EDIT_MS = 10_000;

/** Told beforehand where Easel cannot speak by itself. */
const COMES_DIRECTLY = text('Should it take longer than 15 minutes, it comes to you by direct message.');

/** @param handle where it is shown: a place without a route of its own is told what comes of that. */
export function layFrame(state: ProgressState, handle: DiscordHandle, file?: OutgoingFile): Outgoing {
  const notes = handle.channelRoute ? [] : [COMES_DIRECTLY];
  return attached(layProgress(state, { preview: file, notes }), file ? [file] : []);
}

async function previewFile(preview: Preview | undefined): Promise<OutgoingFile | undefined> {
  const picture = await preview?.small();
  if (!preview || !picture) return undefined;
  return fileOf(picture, {
    name: `preview-${preview.step}.${extensionOf(picture.type)}`,
    alt: 'An unfinished picture',
  });
}

export interface ProgressParts extends SpotParts {
  readonly handle: DiscordHandle;
  readonly log: Log;
  readonly isTokenDead: () => boolean;
  readonly onTokenDead: () => void;
  /** The message was removed. */
  readonly onGone: (jobId: string) => void;
  readonly onMessage: (messageId: string) => void;
}

/** Shows a frame in the message where it is now; it never makes a new message and never waits for anything. */
export async function editProgress(frame: Frame, showing: Showing, parts: ProgressParts): Promise<Edited> {
  const { handle, isTokenDead } = parts;
  const [candidate] = candidatesFor(handle, showing, isTokenDead, parts);
  const spot = await openFirst(candidate);
  if (!spot || spot.messageId === null) return 'over';
  const outcome = await spot.way.edit(
    spot.messageId,
    layFrame(frame.state, handle, await previewFile(frame.preview)),
    EDIT_MS,
  );
  if (!outcome.ok) return afterProblem(outcome.problem, frame, parts);
  const id = spot.messageId === ORIGINAL ? idIn(outcome.body) : undefined;
  if (id !== undefined) parts.onMessage(id);
  return 'shown';
}

async function openFirst(candidate: Candidate | undefined) {
  if (!candidate || candidate.isLast) return undefined;
  const spot = await candidate.open();
  return 'cause' in spot ? undefined : spot;
}

function afterProblem({ kind, cause }: Problem, { state }: Frame, parts: ProgressParts): Edited {
  const { onTokenDead, onGone, log } = parts;
  if (kind === 'rate-limited' || kind === 'outcome-unknown') return { againMs: 0 };
  if (kind === 'token-dead') {
    onTokenDead();
    return { againMs: 0 };
  }
  if (kind === 'message-gone') onGone(state.jobId);
  log.info({ jobId: state.jobId, kind, err: cause }, 'Progress is not shown any more');
  return 'over';
}
