import { type Lines, readLine } from './split-sheet-bands.ts';
import { edgeOf, type Line, type Span } from './split-sheet-lines.ts';

/** A seam is compared with the lines up to this far beside it. */
const NEIGHBOURS = 24;
/** A gutter too thin to be plain after JPEG makes a step at each of its sides. */
const THINNEST = 3;
/** The least step back of a thin gutter, as a share of its first. */
const LEAST_SECOND = 0.3;
/** The middle step at a seam, 0 to 255; the blocks of JPEG make steps of up to 4. */
const LEAST_STEP = 6;
/** How many times a seam's step is the middle one of the lines beside it. */
const TIMES_USUAL = 2.2;
/** The least share of a seam, in its worse half, where the step is twice that of the pixels beside it. */
const LEAST_COVERAGE = 0.55;

/** A line, and its steps from the line before, one a sample. The first half of its length and the second count each for itself. */
interface Steps {
  readonly line: Line;
  readonly each: Uint8Array;
  /** Middle step of the half that has the smaller one. */
  readonly lesser: number;
  readonly halves: readonly [number, number];
}

/**
 * Finds where pictures that touch meet: a step from one line to the next along the whole sheet, in its first and in its second
 * half, far above what the lines beside it have. A picture's own edges hardly ever run straight from end to end.
 *
 * @returns the lines between the two pictures: none (`from` = `to`), or a hair's breadth.
 */
export async function seamIn(lines: Lines, { from, to }: Span): Promise<Span | undefined> {
  const edge = edgeOf(lines.sheet, lines.axis);
  const first = Math.max(1, from - NEIGHBOURS);
  const last = Math.min(edge - 1, to + NEIGHBOURS);
  if (last - first < 2 * NEIGHBOURS) return undefined;
  const all = await allSteps(lines, first, last);
  const place = await strongest(lines, all, from - first, Math.min(to, last) - first);
  if (place === undefined || !isClear(all, place)) return undefined;
  const thin = thinGutterAt(all, place);
  return { from: first + thin.from, to: first + thin.to };
}

async function allSteps(lines: Lines, first: number, last: number): Promise<readonly Steps[]> {
  const all: Steps[] = [];
  let before = readLine(lines, first - 1);
  for (let at = first; at <= last; at++) {
    await lines.sheet.breath();
    const line = readLine(lines, at);
    all.push(stepsBetween(before, line));
    before = line;
  }
  return all;
}

function stepsBetween(one: Line, other: Line): Steps {
  const each = new Uint8Array(one.length / 3);
  const sums: [number, number] = [0, 0];
  const half = Math.floor(each.length / 2);
  for (let sample = 0; sample < each.length; sample++) {
    let step = 0;
    for (let at = sample * 3; at < sample * 3 + 3; at++)
      step = Math.max(step, Math.abs((one[at] ?? 0) - (other[at] ?? 0)));
    each[sample] = step;
    sums[sample < half ? 0 : 1] += step;
  }
  const halves = [sums[0] / Math.max(1, half), sums[1] / Math.max(1, each.length - half)] as const;
  return { line: other, each, halves, lesser: Math.min(...halves) };
}

/** The line whose step is strong along most of it: a shape's edge is stronger at times, but nowhere as long. */
async function strongest(
  { sheet }: Lines,
  all: readonly Steps[],
  from: number,
  to: number,
): Promise<number | undefined> {
  let best: { readonly place: number; readonly rank: number } | undefined;
  for (let place = Math.max(0, from); place < to; place++) {
    await sheet.breath();
    const rank = (all[place]?.lesser ?? 0) * coverage(all, place);
    if (!best || rank > best.rank) best = { place, rank };
  }
  return best?.place;
}

function isClear(all: readonly Steps[], place: number): boolean {
  const seam = all[place];
  if (!seam || seam.lesser < LEAST_STEP || coverage(all, place) < LEAST_COVERAGE) return false;
  const beside = all.filter((_, at) => Math.abs(at - place) > THINNEST && Math.abs(at - place) <= NEIGHBOURS);
  return ([0, 1] as const).every((half) => {
    const usual = beside.map(({ halves }) => halves[half]).toSorted((a, b) => a - b);
    return seam.halves[half] >= TIMES_USUAL * (usual[Math.floor(usual.length / 2)] ?? 0);
  });
}

/** The share of a line, in its worse half, where the step stands out from those of the pixels 4 to 6 beside it. */
function coverage(all: readonly Steps[], place: number): number {
  const each = all[place]?.each ?? new Uint8Array();
  const beside = [-6, -5, -4, 4, 5, 6].flatMap((away) => all[place + away] ?? []);
  const half = Math.floor(each.length / 2);
  const standing: [number, number] = [0, 0];
  for (let sample = 0; sample < each.length; sample++) {
    let usual = 0;
    for (const steps of beside) usual += (steps.each[sample] ?? 0) / beside.length;
    if ((each[sample] ?? 0) > 2 * usual + 6) standing[sample < half ? 0 : 1] += 1;
  }
  return Math.min(standing[0] / Math.max(1, half), standing[1] / Math.max(1, each.length - half));
}

/** A thin gutter steps to its colour and back again, a blurred seam goes on in the same direction. */
function thinGutterAt(all: readonly Steps[], place: number): Span {
  const step = all[place]?.lesser ?? 0;
  for (const away of [3, 2, 1, -1, -2, -3]) {
    const second = all[place + away]?.lesser ?? 0;
    if (second < step * LEAST_SECOND) continue;
    const [from, to] = [Math.min(place, place + away), Math.max(place, place + away)];
    const [before, after] = [all[from - 1]?.line, all[to]?.line];
    if (before && after && stepsBetween(before, after).lesser < 0.7 * (step + second)) return { from, to };
  }
  return { from: place, to: place };
}
