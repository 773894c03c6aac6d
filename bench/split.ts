import sharp from 'sharp';
import { splitSheet } from '../src/images/split-sheet.ts';
import { sheetOf } from '../test/fixtures/sheets.ts';
import { type Timed, timed } from './event-loop.ts';
import { median, p95, quantile } from './statistics.ts';
import { report } from './table.ts';

/**
 * How long it takes to find the tiles of a sheet of 2048 x 2048 pixels and to write them as four PNGs, and how long the event loop is
 * held up. Beside it sharp's own floor: the same sheet decoded once and cut at places known beforehand.
 */
const ROUNDS = 15;
const WARM_UP = 3;
const GOAL_MS = 300;
const GOAL_STALL_MS = 20;

const look = {
  columns: [984, 984],
  rows: [984, 984],
  border: { left: 30, right: 30, top: 30, bottom: 30 },
  gutter: { x: 20, y: 20 },
  colour: [255, 255, 255],
  grain: 4,
  seed: 5,
} as const;
const kinds = { PNG: await sheetOf(look), 'JPEG 85': await sheetOf({ ...look, jpegQuality: 85 }) };

const rows = [];
for (const [kind, { bytes, tiles }] of Object.entries(kinds)) {
  const floor: Timed[] = [];
  const easel: Timed[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const bare = await timed(async () => {
      const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      const raw = { width: info.width, height: info.height, channels: info.channels };
      const cuts = tiles.map((tile) => sharp(data, { raw }).extract(tile).png({ compressionLevel: 2 }).toBuffer());
      await Promise.all(cuts);
    });
    const whole = await timed(async () => {
      const split = await splitSheet(bytes);
      if (split.kind === 'none') throw new Error(split.why);
    });
    if (round < 0) continue;
    floor.push(bare);
    easel.push(whole);
  }
  rows.push(row(`floor: sharp alone, ${kind}`, floor, floor), row(`Easel: found and cut, ${kind}`, easel, floor, true));
}

report({
  title: 'A sheet of 2048 x 2048 pixels into four PNGs',
  columns: ['what', 'p50 ms', 'p95 ms', 'x floor', 'stall p50 ms', 'stall max ms', 'goal p50 ms, stall p50'],
  rows,
  notes: [
    `${ROUNDS} interleaved rounds after ${WARM_UP} to warm up, on Node ${process.versions.node}. "x floor" compares the medians.`,
    'A stall is the longest time between two looks at the event loop; on a busy machine others take their share of it.',
  ],
});

function row(what: string, times: readonly Timed[], floor: readonly Timed[], hasGoal = false) {
  const ms = times.map((time) => time.ms);
  const stalls = times.map(({ stallMs }) => stallMs);
  const figures = [median(ms), p95(ms)].map((value) => value.toFixed(0));
  const ratio = (median(ms) / median(floor.map((time) => time.ms))).toFixed(2);
  const stall = [median(stalls), quantile(stalls, 1)].map((value) => value.toFixed(1));
  return {
    cells: [what, ...figures, ratio, ...stall, hasGoal ? `<= ${GOAL_MS}, <= ${GOAL_STALL_MS}` : ''],
    ...(hasGoal && { isMet: median(ms) <= GOAL_MS && median(stalls) <= GOAL_STALL_MS }),
  };
}
