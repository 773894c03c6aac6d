/**
 * What is painted, as numbers: every stroke and shape is kept in the picture's own pixels and filled into masks of any scale, here and
 * in the full size alike. A pixel belongs to a shape when its middle lies in it, so the same strokes make the same mask in every
 * browser, whatever that does to canvases to keep people from being told apart.
 *
 * A mask has one byte a pixel, row by row: 255 = change, 0 = keep.
 */

/** Fills a shape into a mask. @returns what may have changed: left, top, right, bottom, the last two beyond it. */
export function fillShape(mask, shape, scale) {
  const { width, height } = mask;
  const value = shape.erase ? 0 : 255;
  switch (shape.kind) {
    case 'stroke':
      return fillStroke(mask, shape, scale, value);
    case 'box': {
      const { from, to } = shape;
      const [left, right] = [Math.min(from.x, to.x) * scale, Math.max(from.x, to.x) * scale];
      const [top, bottom] = [Math.min(from.y, to.y) * scale, Math.max(from.y, to.y) * scale];
      return fillRows(mask, { top, bottom, value }, () => [left, right]);
    }
    case 'lasso':
      return fillLasso(mask, shape.points, scale, value);
    case 'invert':
      for (let at = 0; at < mask.levels.length; at++) mask.levels[at] = 255 - mask.levels[at];
      return { left: 0, top: 0, right: width, bottom: height };
    default:
      mask.levels.fill(0);
      return { left: 0, top: 0, right: width, bottom: height };
  }
}

export const emptyMask = (width, height) => ({ width, height, levels: new Uint8Array(width * height) });

/** The whole line, or from one of its points on: what a finger adds is filled at once. */
export function fillStroke(mask, { points, radius, first = 0 }, scale, value) {
  let changed = NOTHING;
  const last = points.length - 1;
  for (let index = Math.min(first, last); index < Math.max(last, 1); index++) {
    const [from, to] = [points[index], points[Math.min(index + 1, last)]];
    changed = together(changed, fillSegment(mask, from, to, { scale, radius: radius * scale, value }));
  }
  return changed;
}

const NOTHING = { left: Number.POSITIVE_INFINITY, top: Number.POSITIVE_INFINITY, right: 0, bottom: 0 };

const together = (one, other) => ({
  left: Math.min(one.left, other.left),
  top: Math.min(one.top, other.top),
  right: Math.max(one.right, other.right),
  bottom: Math.max(one.bottom, other.bottom),
});

/** A line with round ends: of each row one stretch lies in it. */
function fillSegment(mask, from, to, { scale, radius, value }) {
  const [ax, ay, bx, by] = [from.x * scale, from.y * scale, to.x * scale, to.y * scale];
  const length = Math.hypot(bx - ax, by - ay);
  const [nx, ny] = length === 0 ? [0, 0] : [((ay - by) / length) * radius, ((bx - ax) / length) * radius];
  const sides = [
    [ax + nx, ay + ny],
    [bx + nx, by + ny],
    [bx - nx, by - ny],
    [ax - nx, ay - ny],
  ];
  const stretch = (y) => {
    const found = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const reach = (x) => {
      found[0] = Math.min(found[0], x);
      found[1] = Math.max(found[1], x);
    };
    for (const [x, cy] of [
      [ax, ay],
      [bx, by],
    ]) {
      const under = radius * radius - (y - cy) * (y - cy);
      if (under < 0) continue;
      reach(x - Math.sqrt(under));
      reach(x + Math.sqrt(under));
    }
    if (length > 0) for (const x of crossings(sides, y)) reach(x.at);
    return found;
  };
  return fillRows(mask, { top: Math.min(ay, by) - radius, bottom: Math.max(ay, by) + radius, value }, stretch);
}

/** Where a closed line crosses the middle of a row, and which way. */
function crossings(corners, y) {
  const found = [];
  for (const [index, [ax, ay]] of corners.entries()) {
    const [bx, by] = corners[(index + 1) % corners.length];
    if (ay <= y === by <= y) continue;
    found.push({ at: ax + ((y - ay) / (by - ay)) * (bx - ax), way: by > ay ? 1 : -1 });
  }
  return found;
}

/** All that the line goes round, also where it crosses itself. */
function fillLasso(mask, points, scale, value) {
  const corners = points.map(({ x, y }) => [x * scale, y * scale]);
  const ys = corners.map(([, y]) => y);
  const xs = corners.map(([x]) => x);
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  eachRow(mask, top, bottom, (row) => {
    let turns = 0;
    let begin = 0;
    for (const { at, way } of crossings(corners, row + 0.5).sort((one, other) => one.at - other.at)) {
      if (turns === 0) begin = at;
      turns += way;
      if (turns === 0) fillStretch(mask, row, begin, at, value);
    }
  });
  return bounded(mask, Math.min(...xs), top, Math.max(...xs), bottom);
}

function fillRows(mask, { top, bottom, value }, stretch) {
  let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  eachRow(mask, top, bottom, (row) => {
    const [from, to] = stretch(row + 0.5);
    if (to < from) return;
    fillStretch(mask, row, from, to, value);
    left = Math.min(left, from);
    right = Math.max(right, to);
  });
  return right < left ? NOTHING : bounded(mask, left, top, right, bottom);
}

function eachRow({ height }, top, bottom, work) {
  const last = Math.min(height - 1, Math.floor(bottom));
  for (let row = Math.max(0, Math.floor(top)); row <= last; row++)
    if (row + 0.5 >= top && row + 0.5 <= bottom) work(row);
}

/** The pixels whose middle lies between two places of a row. */
function fillStretch({ width, levels }, row, from, to, value) {
  const begin = Math.max(0, Math.ceil(from - 0.5));
  const end = Math.min(width, Math.floor(to - 0.5) + 1);
  if (end > begin) levels.fill(value, row * width + begin, row * width + end);
}

const bounded = ({ width, height }, left, top, right, bottom) => ({
  left: Math.max(0, Math.floor(left)),
  top: Math.max(0, Math.floor(top)),
  right: Math.min(width, Math.ceil(right) + 1),
  bottom: Math.min(height, Math.ceil(bottom) + 1),
});
