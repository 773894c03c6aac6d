/**
 * A plane of the source as bright and as full of contrast as the same plane of a copy, found from the pixels that agree: those
 * under a pen do not. `spread` is about the standard deviation of what still differs.
 */
export function matched(
  source: Float32Array,
  copy: Float32Array,
): { readonly expected: Float32Array; readonly spread: number } {
  const samples = samplesOf(source, copy);
  let fit = { gain: 1, shift: within(median(samples.map(({ from, to }) => to - from)), -MAX_SHIFT, MAX_SHIFT) };
  let spread = spreadOf(samples, fit);
  for (let round = 0; round < ROUNDS; round++) {
    const agreeing = samples.filter((sample) => Math.abs(apart(sample, fit)) <= Math.max(8, 3 * spread));
    if (agreeing.length < samples.length / 8) break;
    fit = line(agreeing);
    spread = spreadOf(samples, fit);
  }
  const expected = new Float32Array(source.length);
  for (let at = 0; at < source.length; at++) expected[at] = (source[at] ?? 0) * fit.gain + fit.shift;
  return { expected, spread };
}

interface Sample {
  readonly from: number;
  readonly to: number;
}

interface Fit {
  readonly gain: number;
  readonly shift: number;
}

const SAMPLES = 4000;
const ROUNDS = 3;
/** More than this is no slight change any more. */
const MAX_SHIFT = 45;
const [MIN_GAIN, MAX_GAIN] = [0.7, 1.4];
/** Below, a plane is of one tone and says nothing of the gain. */
const PLAIN_VARIANCE = 16;

function samplesOf(source: Float32Array, copy: Float32Array): readonly Sample[] {
  const count = Math.min(SAMPLES, source.length);
  return Array.from({ length: count }, (_, index) => {
    const at = Math.floor((index * source.length) / count);
    return { from: source[at] ?? 0, to: copy[at] ?? 0 };
  });
}

const apart = ({ from, to }: Sample, { gain, shift }: Fit): number => to - from * gain - shift;

/** Least squares. */
function line(samples: readonly Sample[]): Fit {
  const from = samples.reduce((sum, sample) => sum + sample.from, 0) / samples.length;
  const to = samples.reduce((sum, sample) => sum + sample.to, 0) / samples.length;
  const together = samples.reduce((sum, sample) => sum + (sample.from - from) * (sample.to - to), 0);
  const alone = samples.reduce((sum, sample) => sum + (sample.from - from) ** 2, 0);
  const gain = alone / samples.length < PLAIN_VARIANCE ? 1 : within(together / alone, MIN_GAIN, MAX_GAIN);
  return { gain, shift: within(to - gain * from, -MAX_SHIFT * 2, MAX_SHIFT * 2) };
}

const within = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

const median = (values: readonly number[]): number => Float64Array.from(values).sort()[values.length >> 1] ?? 0;

/** 1.48 medians are a standard deviation, and a pen does not move them. */
const spreadOf = (samples: readonly Sample[], fit: Fit): number =>
  1.48 * median(samples.map((sample) => Math.abs(apart(sample, fit))));
