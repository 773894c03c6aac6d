/**
 * A plane of the source as bright and as full of contrast as the same plane of a copy, found from the pixels that agree: those
 * under a pen do not. `spread` is about the standard deviation of what still differs.
 */
export function matched(
  source: Float32Array,
  copy: Float32Array,
  width: number,
): { readonly expected: Float32Array; readonly spread: number } {
  const blocks = samplesOf(source, copy, width, BLOCK);
  let fit = { gain: 1, shift: within(median(blocks.map(({ from, to }) => to - from)), -MAX_SHIFT, MAX_SHIFT) };
  for (let round = 0; round < ROUNDS; round++) {
    const reach = Math.max(8, 3 * spreadOf(blocks, fit));
    const agreeing = blocks.filter((sample) => Math.abs(apart(sample, fit)) <= reach);
    if (agreeing.length < blocks.length / 8) break;
    fit = line(agreeing);
  }
  const expected = new Float32Array(source.length);
  for (let at = 0; at < source.length; at++) expected[at] = (source[at] ?? 0) * fit.gain + fit.shift;
  return { expected, spread: spreadOf(samplesOf(source, copy, width, 1), fit) };
}

interface Sample {
  readonly from: number;
  readonly to: number;
}

interface Fit {
  readonly gain: number;
  readonly shift: number;
}

const SAMPLES = 2000;
const ROUNDS = 3;
/** More than this is no slight change any more. */
const MAX_SHIFT = 45;
const [MIN_GAIN, MAX_GAIN] = [0.7, 1.4];
/** In pixels: grain does not come through compression, so brightness is compared in means of blocks. */
const BLOCK = 4;
/** Squared levels: how far tones must lie apart before they say much about the gain. */
const DOUBT = 150;

/** Means of squares of this edge, evenly over the picture. */
function samplesOf(source: Float32Array, copy: Float32Array, width: number, edge: number): readonly Sample[] {
  const count = Math.min(SAMPLES, source.length);
  return Array.from({ length: count }, (_, index) => {
    const at = Math.floor((index * source.length) / count);
    return { from: meanAt(source, at, width, edge), to: meanAt(copy, at, width, edge) };
  });
}

function meanAt(plane: Float32Array, at: number, width: number, edge: number): number {
  const right = Math.min(edge, width - (at % width));
  let [sum, count] = [0, 0];
  for (let y = 0; y < edge && at + y * width < plane.length; y++) {
    for (let x = 0; x < right; x++) {
      sum += plane[at + y * width + x] ?? 0;
      count++;
    }
  }
  return sum / count;
}

const apart = ({ from, to }: Sample, { gain, shift }: Fit): number => to - from * gain - shift;

/** Least squares. */
function line(samples: readonly Sample[]): Fit {
  const from = samples.reduce((sum, sample) => sum + sample.from, 0) / samples.length;
  const to = samples.reduce((sum, sample) => sum + sample.to, 0) / samples.length;
  const together = samples.reduce((sum, sample) => sum + (sample.from - from) * (sample.to - to), 0);
  const alone = samples.reduce((sum, sample) => sum + (sample.from - from) ** 2, 0);
  const doubt = DOUBT * samples.length; // pulls a gain that little speaks for towards 1
  const gain = within((together + doubt) / (alone + doubt), MIN_GAIN, MAX_GAIN);
  return { gain, shift: within(to - gain * from, -MAX_SHIFT * 2, MAX_SHIFT * 2) };
}

const within = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

const median = (values: readonly number[]): number => Float64Array.from(values).sort()[values.length >> 1] ?? 0;

/** 1.48 medians are a standard deviation, and a pen does not move them. */
const spreadOf = (samples: readonly Sample[], fit: Fit): number =>
  1.48 * median(samples.map((sample) => Math.abs(apart(sample, fit))));
