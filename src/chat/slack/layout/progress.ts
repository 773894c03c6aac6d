import type { KnownBlock } from '@slack/types';
import type { ProgressState } from '#src/ports/cards.ts';
import { buttonRows } from './buttons.ts';
import { picture } from './images.ts';
import { type Laid, type LaidImage, richText } from './laid.ts';
import { messageOf } from './message.ts';
import { warningLines } from './phrases.ts';
import { quoteOf, section, textElement, writeLine } from './rich-text.ts';
import { says, spoken } from './words.ts';

const PROMPT_SIZE = 500;
const STATUS_SIZE = 400;
const WARNINGS_SIZE = 1200;
const ALT_SIZE = 500;
const BAR_CELLS = 10;

/** A request that is being worked on. */
export function layProgress(state: ProgressState, preview?: LaidImage): Laid {
  const far = `${percentOf(state.percent)} %`;
  return messageOf(
    spoken(state.status, `· ${far} ·`, state.prompt),
    whatAndHowFar(state),
    warningLines(state.warnings, WARNINGS_SIZE),
    picture(preview, ALT_SIZE),
    buttonRows(state.cancel ? [state.cancel] : []),
  );
}

function whatAndHowFar(state: ProgressState): KnownBlock[] {
  const status = writeLine(state.status, STATUS_SIZE, { bold: true });
  const more = [placeInLine(state), timeLeft(state.etaMs)].filter((words) => words !== '').join(' · ');
  const beside = more === '' ? [] : [textElement(status.length > 0 ? ` · ${more}` : more)];
  return richText([
    ...quoteOf(state.prompt, PROMPT_SIZE, PROMPT_LINES),
    ...section([textElement(bar(state.percent))]),
    ...section([...status, ...beside]),
  ]);
}

/** What was asked is known; how far it is must stay in sight. */
const PROMPT_LINES = 6;

const percentOf = (given: number): number =>
  Math.round(Math.min(100, Math.max(0, Number.isFinite(given) ? given : given > 0 ? 100 : 0)));

/** `▰▰▰▰▰▰▱▱▱▱ 60 %` */
function bar(given: number): string {
  const percent = percentOf(given);
  const full = Math.floor((percent * BAR_CELLS) / 100);
  return `${'▰'.repeat(full)}${'▱'.repeat(BAR_CELLS - full)} ${percent} %`;
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
