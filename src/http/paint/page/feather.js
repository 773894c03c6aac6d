/**
 * A mask with soft edges: from what is painted to `reach` pixels outside of it the change fades out. Three box blurs look like one
 * round one, and take the same time for every width.
 */
export function feathered({ width, height, levels }, reach) {
  const radius = Math.round(reach / PASSES);
  if (radius < 1) return { width, height, levels };
  const [across, blurred] = [new Uint8Array(levels.length), new Uint8Array(levels.length)];
  for (let pass = 0; pass < PASSES; pass++) {
    alongRows(pass === 0 ? levels : blurred, across, { width, height, radius });
    alongColumns(across, blurred, { width, height, radius });
  }
  return { width, height, levels: blurred };
}

const PASSES = 3;

/** Beyond an edge the picture goes on as it ends there, so that what is painted up to it stays whole. */
function alongRows(from, to, { width, height, radius }) {
  for (let row = 0; row < height; row++) blurLine(from, to, { start: row * width, length: width, radius });
}

function alongColumns(from, to, { width, height, radius }) {
  const sums = new Uint32Array(width);
  const at = (row) => Math.min(height - 1, Math.max(0, row)) * width;
  for (let row = -radius; row <= radius; row++) for (let x = 0; x < width; x++) sums[x] += from[at(row) + x];
  const share = 1 / (2 * radius + 1);
  for (let row = 0; row < height; row++) {
    const [out, into, line] = [at(row - radius), at(row + radius + 1), row * width];
    for (let x = 0; x < width; x++) {
      to[line + x] = sums[x] * share + 0.5;
      sums[x] += from[into + x] - from[out + x];
    }
  }
}

function blurLine(from, to, { start, length, radius }) {
  const last = length - 1;
  let sum = 0;
  for (let x = -radius; x <= radius; x++) sum += from[start + Math.min(last, Math.max(0, x))];
  const share = 1 / (2 * radius + 1);
  for (let x = 0; x < length; x++) {
    to[start + x] = sum * share + 0.5;
    sum += from[start + Math.min(last, x + radius + 1)] - from[start + Math.max(0, x - radius)];
  }
}
