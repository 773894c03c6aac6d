import { endedLines } from '#src/domain/batches/batch.ts';
import { count, credits } from '#src/domain/error-texts.ts';
import type { BatchView } from './batch-side.ts';

/** What it would make, and what that costs. */
export function priceWords({ lines, pictures, credits: cost }: BatchView, available: number): string {
  const short = cost > available ? ` That is more than the ${count(available)} you have: it stops where they end.` : '';
  return `${linesOf(lines)}, ${picturesOf(pictures)}, ${credits(cost)}; you have ${count(available)}.${short}`;
}

/** The lines that cannot be made, the first of them by their numbers. */
export function brokenWords({ broken, firstBroken }: BatchView): readonly string[] {
  if (broken === 0) return [];
  const more = broken - firstBroken.length;
  return [
    `${linesOf(broken)} cannot be made and ${broken === 1 ? 'is' : 'are'} left out:`,
    ...firstBroken.map(({ line, broken: why, said }) => `  line ${line}: ${why}${beginning(said)}`),
    ...(more > 0 ? [`  and ${count(more)} more; the manifest has all of them.`] : []),
  ];
}

const beginning = (said: string): string => {
  const words = said.replace(/\s+/g, ' ').trim();
  return words === '' ? '' : ` (${words})`;
};

/** How far it is, in one line. */
export function progressWords({ counts, lines }: BatchView): string {
  const { made, failed, unknown, credits: spent } = counts;
  const wrong = failed + unknown === 0 ? '' : `, ${count(failed + unknown)} without a picture`;
  return `${count(made)} of ${linesOf(lines)} made${wrong}, ${credits(spent)}`;
}

export const percentOf = ({ counts, lines }: BatchView): number =>
  lines === 0 ? 100 : Math.floor((100 * endedLines(counts)) / lines);

const DEARER = 'What is left costs more by now: make a list of those lines, or all of it anew with --again.';

/** How it ended. */
export function endWords(batch: BatchView, again: string): readonly string[] {
  const { counts, state, why, lines } = batch;
  const left = lines - endedLines(counts);
  return [
    `${progressWords(batch)}.`,
    ...(counts.unknown > 0
      ? [`Of ${linesOf(counts.unknown)} nobody knows whether they were made; they were not asked for again.`]
      : []),
    ...(counts.waiting > 0 ? [`${linesOf(counts.waiting)} wait for a moderator.`] : []),
    ...(state === 'stopped' && why?.code === 'price-changed'
      ? [`${why.message.trim()} ${linesOf(left)} left. ${DEARER}`]
      : []),
    ...((state === 'stopped' && why?.code !== 'price-changed') || state === 'running'
      ? [`${why ? `${why.message.trim()} ` : ''}${linesOf(left)} left. To go on: ${again}`]
      : []),
    ...(state === 'canceled' ? ['It was canceled.'] : []),
  ];
}

const linesOf = (number: number): string => `${count(number)} ${number === 1 ? 'line' : 'lines'}`;
const picturesOf = (number: number): string => `${count(number)} ${number === 1 ? 'picture' : 'pictures'}`;
