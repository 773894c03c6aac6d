import { type APIComponentInContainer, ComponentType } from 'discord.js';
import type { Text } from '#src/domain/text.ts';
import type { ProgressState } from '#src/ports/cards.ts';
import { buttonRows } from './buttons.ts';
import { COLORS } from './colors.ts';
import { quoteUserText } from './escape.ts';
import { displays, galleries, type Laid, type LaidFile } from './laid.ts';
import { lines, noteLines, warningLines } from './phrases.ts';
import { says, writeBold } from './rich-text.ts';
import { altUpTo } from './room.ts';

const PROMPT_SIZE = 300;
const STATUS_SIZE = 200;
const WARNINGS_SIZE = 700;
const NOTES_SIZE = 300;
const ALT_SIZE = 300;
const BAR_CELLS = 10;

/** What is shown beside the state itself. */
export interface ProgressExtras {
  /** The newest unfinished picture. */
  readonly preview?: LaidFile | undefined;
  /** What is good to know beforehand, and no reason to worry. */
  readonly notes?: readonly Text[];
}

/** A request that is being worked on. */
export function layProgress(state: ProgressState, { preview, notes = [] }: ProgressExtras = {}): Laid {
  const components: APIComponentInContainer[] = [
    ...displays(
      quoteUserText(state.prompt, PROMPT_SIZE),
      lines(bar(state.percent), statusLine(state)),
      lines(warningLines(state.warnings, WARNINGS_SIZE), noteLines(notes, NOTES_SIZE)),
    ),
    ...galleries(preview ? [preview] : [], altUpTo(ALT_SIZE)),
    ...buttonRows(state.cancel ? [state.cancel] : []),
  ];
  const waits = state.phase === 'accepted' || state.phase === 'queued';
  return {
    components: [{ type: ComponentType.Container, accent_color: waits ? COLORS.waiting : COLORS.working, components }],
  };
}

/** `▰▰▰▰▰▰▱▱▱▱ 60 %` */
function bar(given: number): string {
  const percent = Math.round(Math.min(100, Math.max(0, Number.isFinite(given) ? given : 0)));
  const full = Math.floor((percent * BAR_CELLS) / 100);
  return `${'▰'.repeat(full)}${'▱'.repeat(BAR_CELLS - full)} ${percent} %`;
}

/** `**Drawing** · about 20 seconds left` */
function statusLine(state: ProgressState): string {
  const parts = [writeBold(state.status, STATUS_SIZE), placeInLine(state), timeLeft(state.etaMs)];
  return parts.filter((part) => part !== '').join(' · ');
}

/** The status usually tells it already. */
const placeInLine = ({ position, status }: ProgressState): string =>
  position === undefined || says(status, /\bline\b/) ? '' : `number ${position} in line`;

const MINUTE_MS = 60_000;

/** In words, and never to the second where it is far. */
function timeLeft(etaMs: number | undefined): string {
  if (etaMs === undefined || !(etaMs >= 0)) return '';
  if (etaMs < 1500) return 'any moment now';
  const seconds = Math.round(etaMs / 1000);
  if (seconds < 90) return `about ${seconds} seconds left`;
  const minutes = Math.round(etaMs / MINUTE_MS);
  if (minutes < 90) return `about ${minutes} minutes left`;
  return `about ${Math.round(minutes / 60)} hours left`;
}
