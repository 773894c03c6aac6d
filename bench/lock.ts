import sharp from 'sharp';
import { lockOutside } from '../src/images/lock-outside.ts';
import { sceneOf } from '../test/fixtures/sheets.ts';
import { type Timed, timed } from './event-loop.ts';
import { median, p95, quantile } from './statistics.ts';
import { report } from './table.ts';

/**
 * How long it takes to put an edit back into its original of 1024 x 1024 pixels, and how long the event loop is held up. Beside it
 * sharp's own floor: both decoded, one composited onto the other, and written as PNG, without seam or measurement.
 */
const ROUNDS = 15;
const WARM_UP = 3;
const GOAL_MS = 250;
const GOAL_STALL_MS = 20;
const EDGE = 1024;

const size = { width: EDGE, height: EDGE };
const original = await sceneOf(size, 3);
const mask = Uint8Array.from({ length: EDGE * EDGE }, (_, at) =>
  Math.hypot((at % EDGE) - 500, Math.floor(at / EDGE) - 480) < 300 ? 255 : 0,
);
const made = { 'same size': await sceneOf(size, 4), 'of 1536 x 1536': await sceneOf({ width: 1536, height: 1536 }, 4) };

const rows = [];
for (const [kind, bytes] of Object.entries(made)) {
  const floor: Timed[] = [];
  const easel: Timed[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const bare = await timed(async () => {
      const scaled = await sharp(bytes).resize(EDGE, EDGE).raw().toBuffer();
      const over = { input: scaled, raw: { ...size, channels: 3 as const } };
      await sharp(Buffer.from(original)).composite([over]).png({ compressionLevel: 2 }).toBuffer();
    });
    const whole = await timed(() =>
      lockOutside({ original: { bytes: original, type: 'image/png' }, size, made: bytes, mask }),
    );
    if (round < 0) continue;
    floor.push(bare);
    easel.push(whole);
  }
  rows.push(
    row(`floor: sharp alone, made ${kind}`, floor, floor),
    row(`Easel: locked, made ${kind}`, easel, floor, true),
  );
}

report({
  title: 'An edit locked into its original of 1024 x 1024 pixels',
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
