import { feathered } from './feather.js';
import { emptyMask, fillShape, fillStroke } from './shapes.js';

/** On the longer side, of the mask that is shown; what is sent is made in the picture's own size. */
const SHOWN_EDGE = 1280;

/**
 * The mask as the page shows it, small enough to follow a finger.
 *
 * @param changed told what part of it is another now.
 */
export function createShownMask({ width, height }, changed) {
  const scale = Math.min(1, SHOWN_EDGE / Math.max(width, height));
  const hard = emptyMask(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const all = { left: 0, top: 0, right: hard.width, bottom: hard.height };
  let soft = hard;
  let feather = 0;
  // While a stroke grows its edges are hard: softening a whole mask takes longer than a finger waits.
  let isGrowing = false;

  function settle(part) {
    isGrowing = false;
    soft = feather > 0 ? feathered(hard, feather * scale) : hard;
    changed(feather > 0 ? all : part);
  }

  return {
    now: () => (isGrowing ? hard : soft),
    feather: () => feather,
    fill: (shape) => settle(fillShape(hard, shape, scale)),

    begin(stroke) {
      isGrowing = true;
      const part = fillShape(hard, stroke, scale);
      changed(feather > 0 ? all : part);
    },
    /** @param first of its points, the last one that was filled. */
    grow: (stroke, first) => changed(fillStroke(hard, { ...stroke, first }, scale, stroke.erase ? 0 : 255)),
    settle: () => settle(all),

    rebuild(shapes) {
      hard.levels.fill(0);
      for (const shape of shapes) fillShape(hard, shape, scale);
      settle(all);
    },

    soften(reach) {
      feather = reach;
      settle(all);
    },

    /** 0 to 1: how much of the picture changes; a soft edge counts by its share. */
    share() {
      let sum = 0;
      for (const level of soft.levels) sum += level;
      return sum / (255 * soft.levels.length);
    },
  };
}
