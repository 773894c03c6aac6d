/**
 * Two fingers move and zoom. A gesture lasts until all fingers are lifted, so that the last one paints nothing on its way out.
 *
 * @param begun told when a second finger comes.
 */
export function createGesture(view, begun) {
  const touches = new Map();
  let isOn = false;

  return {
    /** @returns whether the finger belongs to a gesture. */
    begins({ pointerId }, place) {
      touches.set(pointerId, place);
      if (touches.size > 1) {
        isOn = true;
        begun();
      }
      return isOn;
    },

    goes({ pointerId }, place) {
      if (!touches.has(pointerId)) return false;
      const before = firstTwo(touches);
      touches.set(pointerId, place);
      const after = firstTwo(touches);
      if (!isOn || before.length < 2) return isOn;
      const [was, is] = [middleOf(before), middleOf(after)];
      view.zoom(is.apart / Math.max(1, was.apart), is);
      view.move({ x: is.x - was.x, y: is.y - was.y });
      return true;
    },

    ends({ pointerId }) {
      touches.delete(pointerId);
      if (touches.size === 0) isOn = false;
    },
  };
}

/** More fingers change nothing. */
const firstTwo = (touches) => [...touches.values()].slice(0, 2);

function middleOf([one, other]) {
  return {
    x: (one.x + other.x) / 2,
    y: (one.y + other.y) / 2,
    apart: Math.hypot(one.x - other.x, one.y - other.y),
  };
}
