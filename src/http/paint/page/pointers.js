import { createGesture } from './gesture.js';

/**
 * Fingers, mice and pens on the picture. One finger paints; two move and zoom, and what the first one began is taken back. While a
 * pen is used a hand that lies on the screen paints nothing.
 */
export function listenToPointers(canvas, shared) {
  const { view, stage, tools } = shared;
  const placeOf = ({ clientX, clientY }) => {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const hand = createHand(canvas, { ...shared, placeOf });
  const gesture = createGesture(view, hand.cancel);
  let knowsPen = false;

  function showBrush(event) {
    const isSeen = event.pointerType !== 'touch' && tools.name() !== 'move';
    const brush = { ...view.toPicture(placeOf(event)), radius: tools.brushRadius() };
    stage.mark({ brush: isSeen ? brush : undefined });
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'pen') knowsPen = true;
    const isTouch = event.pointerType === 'touch';
    if (isTouch && gesture.begins(event, placeOf(event))) return;
    if (isTouch && isPalm(event)) return;
    const moves = tools.name() === 'move' || event.button === MIDDLE || (isTouch && knowsPen);
    if (moves) hand.move(event);
    else if (event.button === MAIN || isEraser(event)) hand.paint(event, isEraser(event) || event.altKey);
    showBrush(event);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (event.pointerType === 'touch' && gesture.goes(event, placeOf(event))) return;
    hand.go(event);
    showBrush(event);
  });
  for (const [name, isCancelled] of [
    ['pointerup', false],
    ['pointercancel', true],
  ]) {
    canvas.addEventListener(name, (event) => {
      gesture.ends(event);
      hand.lift(event, isCancelled);
    });
  }
  canvas.addEventListener('pointerleave', () => stage.mark({ brush: undefined }));
  canvas.addEventListener('contextmenu', (event) => event.preventDefault());
  canvas.addEventListener('wheel', (event) => turnWheel(event, view, placeOf(event)), { passive: false });
}

/** What one pointer does from when it is put down until it is lifted. */
function createHand(canvas, { brushwork, view, painted, placeOf }) {
  let active;

  function take(event, kind) {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    // The keys go on where the pointer was.
    canvas.focus({ preventScroll: true, focusVisible: false });
    active = { kind, id: event.pointerId, from: placeOf(event) };
  }

  return {
    paint(event, isErasing) {
      if (active) return;
      take(event, 'paint');
      brushwork.begin(view.toPicture(placeOf(event)), isErasing);
    },
    move(event) {
      if (!active) take(event, 'move');
    },
    go(event) {
      if (active?.id !== event.pointerId) return;
      if (active.kind === 'move') {
        const to = placeOf(event);
        view.move({ x: to.x - active.from.x, y: to.y - active.from.y });
        active.from = to;
        return;
      }
      const between = event.getCoalescedEvents?.() ?? [];
      brushwork.go((between.length > 0 ? between : [event]).map((each) => view.toPicture(placeOf(each))));
    },
    lift({ pointerId }, isCancelled) {
      if (active?.id !== pointerId) return;
      const { kind } = active;
      active = undefined;
      if (kind !== 'paint') return;
      if (isCancelled) brushwork.cancel();
      else if (brushwork.end()) painted();
    },
    cancel() {
      if (active?.kind === 'paint') brushwork.cancel();
      active = undefined;
    },
  };
}

const MAIN = 0;
const MIDDLE = 1;
/** A pen's other end, of `buttons`. */
const ERASER = 32;
/** In pixels: no finger is as wide. */
const PALM = 70;
const LINE = 16;

const isPalm = ({ width, height }) => Math.max(width, height) > PALM;

const isEraser = ({ pointerType, buttons }) => pointerType === 'pen' && (buttons & ERASER) !== 0;

/** Two fingers on a pad zoom by a wheel with Ctrl, which browsers make of it, in finer steps. */
function turnWheel(event, view, place) {
  event.preventDefault();
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE;
  if (event.shiftKey) view.move({ x: -(event.deltaX || event.deltaY) * unit, y: 0 });
  else view.zoom(Math.exp(-event.deltaY * unit * (event.ctrlKey ? 0.01 : 0.0016)), place);
}
