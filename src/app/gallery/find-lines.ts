import { haveWords, wantedWords } from '#src/domain/gallery-words.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { GallerySearch } from '#src/ports/gallery.ts';
import type { JobLine, PlacedLine } from '#src/ports/job-store.ts';
import { mayReadLine, type Viewer } from './may-see.ts';

/** Nobody waits longer for one page, and so many lines are looked at for it at most: the next one goes on from there. */
const LOOK_MS = 80;
const LOOKED_AT = 20_000;

export interface Found {
  readonly lines: readonly PlacedLine[];
  /** Where the looking ended, unless everything was looked at. */
  readonly stoppedAt?: PlacedLine;
}

/** Goes through lines, newest first, for what fits. */
export async function findLines(
  lines: AsyncIterable<PlacedLine>,
  { fits, from = 0, limit, skip = 0 }: Pick<GallerySearch, 'from' | 'limit' | 'skip'> & { readonly fits: LineFits },
  clock: Pick<Clock, 'now'>,
): Promise<Found> {
  const found: PlacedLine[] = [];
  const until = clock.now() + LOOK_MS;
  let left = LOOKED_AT;
  let toSkip = skip;
  for await (const placed of lines) {
    const [, line] = placed;
    if (line.createdAt < from) return { lines: found };
    if (fits(line) && toSkip-- <= 0) found.push(placed);
    if (found.length >= limit || --left <= 0 || clock.now() > until) return { lines: found, stoppedAt: placed };
  }
  return { lines: found };
}

type LineFits = (line: JobLine) => boolean;

/** What a line must have to be looked at closer. Of what is not over yet only its words are known, so the rest is asked of its job. */
export function lineFits(wanted: GallerySearch, viewer: Viewer): LineFits {
  const words = wantedWords(wanted.words ?? '');
  return (line) => {
    if (words.length > 0 && !(mayReadLine(line, viewer) && haveWords(line.words, words))) return false;
    if (typeof wanted.whose === 'object' && !isOthers(line, wanted.whose.personId, viewer)) return false;
    if (wanted.pictures && line.pictures === 0) return false;
    return !line.isOver || isMadeBy(line, wanted);
  };
}

/** Of somebody else a moderator sees what others could see. */
const isOthers = (line: JobLine, personId: string, viewer: Viewer): boolean =>
  line.personId === personId && (line.isOpen || personId === viewer.personId);

/** Whether that model made it, in that way. */
export function isMadeBy(
  { modelId, mode }: Pick<JobLine, 'modelId' | 'mode'>,
  wanted: Pick<GallerySearch, 'model' | 'mode'>,
): boolean {
  if (wanted.mode !== undefined && mode !== wanted.mode) return false;
  return wanted.model === undefined || (modelId ?? '').toLowerCase().includes(wanted.model.trim().toLowerCase());
}
