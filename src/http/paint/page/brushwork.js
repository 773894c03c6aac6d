/**
 * Turns places on the picture into shapes, whoever names them: a finger, a mouse, a pen or the arrow keys. One shape is drawn at a
 * time.
 */
export function createBrushwork({ painting, stage, tools, picture }) {
  let drawn;

  const clamp = (place) => nearTo(picture, place);

  function showLine() {
    if (!drawn || drawn.kind === 'stroke') return stage.mark({ line: undefined });
    const { kind, points } = drawn;
    stage.mark({ line: { points: kind === 'box' ? cornersOf(points) : points, isClosed: kind === 'box' } });
  }

  return {
    isDrawing: () => drawn !== undefined,
    kind: () => drawn?.kind,

    /** @param isErasing a pen's other end, or a held key, takes away whatever the tool is. */
    begin(place, isErasing = false) {
      const point = clamp(place);
      const erase = isErasing || tools.name() === 'eraser';
      const kind = { box: 'box', lasso: 'lasso' }[tools.name()] ?? 'stroke';
      drawn = { kind, erase, points: [point] };
      if (kind === 'stroke') painting.begin({ kind, erase, radius: tools.radius(), points: [point] });
      showLine();
    },

    go(places) {
      if (!drawn) return;
      const points = places.map(clamp);
      if (drawn.kind === 'stroke') painting.grow(points);
      else if (drawn.kind === 'lasso') drawn.points.push(...points);
      else drawn.points = [drawn.points[0], points.at(-1)];
      showLine();
    },

    /** @returns whether anything came of it: a tap with the box or the lasso is no shape. */
    end() {
      const done = drawn;
      drawn = undefined;
      showLine();
      if (!done) return false;
      const { kind, points, erase } = done;
      if (kind === 'stroke') {
        painting.end();
        return true;
      }
      const [from, to = from] = points;
      const isShape = kind === 'box' ? from.x !== to.x && from.y !== to.y : points.length > 2;
      if (isShape) painting.add(kind === 'box' ? { kind, erase, from, to } : { kind, erase, points });
      return isShape;
    },

    cancel() {
      if (drawn?.kind === 'stroke') painting.cancel();
      drawn = undefined;
      showLine();
    },
  };
}

/** How far beside the picture a line may go on, so that its edge can be painted whole. */
const EDGE = 200;

const nearTo = ({ width, height }, { x, y }) => ({
  x: Math.min(width + EDGE, Math.max(-EDGE, x)),
  y: Math.min(height + EDGE, Math.max(-EDGE, y)),
});

function cornersOf([from, to = from]) {
  return [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }];
}
