import { createSteering } from './steering.js';

/**
 * Everything by keys alone, while the picture has the focus: arrows steer a brush, the space bar paints where it stands and, held,
 * along its way.
 */
export function listenToKeys(canvas, shared) {
  const { brushwork, stage, tools } = shared;
  const steering = createSteering(shared);
  const keys = { ...steeringKeys(steering), ...otherKeys(shared) };
  const isSteered = () => document.activeElement === canvas && canvas.matches(':focus-visible');
  let isHeld = false;

  canvas.addEventListener('keydown', (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey || event.metaKey || event.altKey || !(key === ' ' || Object.hasOwn(keys, key))) return;
    event.preventDefault();
    if (key !== ' ') return void keys[key](event);
    if (!event.repeat && !isHeld) steering.press();
    isHeld = true;
  });
  canvas.addEventListener('keyup', ({ key }) => {
    if (key !== ' ') return;
    isHeld = false;
    if (brushwork.kind() === 'stroke' && !steering.isLocked()) steering.finish('');
  });
  canvas.addEventListener('blur', () => {
    isHeld = false;
    steering.cancel();
    stage.mark({ brush: undefined });
  });
  // A mouse that clicks brings the focus too, and needs no second brush.
  canvas.addEventListener('focus', () => isSteered() && steering.show());
  tools.onChange(() => isSteered() && steering.show());
}

const steeringKeys = ({ steer, enter, cancel }) => ({
  ArrowLeft: ({ shiftKey }) => steer({ x: -1, y: 0 }, shiftKey),
  ArrowRight: ({ shiftKey }) => steer({ x: 1, y: 0 }, shiftKey),
  ArrowUp: ({ shiftKey }) => steer({ x: 0, y: -1 }, shiftKey),
  ArrowDown: ({ shiftKey }) => steer({ x: 0, y: 1 }, shiftKey),
  Enter: ({ repeat }) => repeat || enter(),
  Escape: cancel,
});

const PAN = 60;
const ZOOM = 1.25;
const STEP = 1.2;

const otherKeys = ({ view, tools, steps }) => ({
  '[': () => tools.resize(1 / STEP),
  ']': () => tools.resize(STEP),
  '+': () => view.zoom(ZOOM),
  '=': () => view.zoom(ZOOM),
  '-': () => view.zoom(1 / ZOOM),
  0: () => view.whole(),
  w: () => view.move({ x: 0, y: PAN }),
  a: () => view.move({ x: PAN, y: 0 }),
  s: () => view.move({ x: 0, y: -PAN }),
  d: () => view.move({ x: -PAN, y: 0 }),
  b: () => tools.choose('brush'),
  e: () => tools.choose('eraser'),
  r: () => tools.choose('box'),
  l: () => tools.choose('lasso'),
  m: () => tools.choose('move'),
  i: steps.invert,
  Delete: steps.clear,
  Backspace: steps.clear,
});
