import { createBrushwork } from './brushwork.js';
import { exportMask } from './export-mask.js';
import { listenToKeys } from './keys.js';
import { byId } from './look/dom.js';
import { createPainting } from './painting.js';
import { listenToPointers } from './pointers.js';
import { createPrice } from './price.js';
import { createSay } from './say.js';
import { fetchAbout, fetchPicture } from './server.js';
import { createShownMask } from './shown-mask.js';
import { createStage } from './stage.js';
import { tellTimeLeft } from './time-left.js';
import { createTools } from './tools.js';
import { createView } from './view.js';

const say = createSay(byId('say'));
const canvas = byId('canvas');

/** Of the longer side: wider edges are no edges. */
const MOST_FEATHER = 0.04;

async function open() {
  const [about, blob] = await Promise.all([fetchAbout(), fetchPicture()]);
  const bitmap = await createImageBitmap(blob);
  const picture = { width: about.width, height: about.height };
  const stage = createStage(canvas, bitmap, picture);
  const mask = createShownMask(picture, (part) => stage.tint(mask.now(), part));
  const painting = createPainting(mask);
  const view = createView(picture, stage.ask);
  stage.use(view);
  const tools = createTools(picture, { say });
  const steps = createSteps(painting, picture);
  const brushwork = createBrushwork({ painting, stage, tools, picture });
  const shared = { brushwork, view, stage, tools, picture, steps, painted: steps.painted, say };
  listenToPointers(canvas, shared);
  listenToKeys(canvas, shared);
  zoomBy(view);
  const price = createPrice({ say, makeMask: () => exportMask(picture, painting), isEmpty: painting.isEmpty });
  keepFit(stage, view);
  guardWork(painting, price);
  tellTimeLeft(byId('left'), about);
  byId('prompt').value = about.prompt;
  byId('loading').hidden = true;
  document.body.removeAttribute('aria-busy');
  document.body.dataset.size = `${picture.width}x${picture.height}`;
}

/** What is done with all that was painted, by buttons and keys. */
function createSteps(painting, picture) {
  const feather = byId('feather');
  const longest = Math.max(picture.width, picture.height);

  function painted(words) {
    byId('undo').disabled = painting.isEmpty();
    byId('redo').disabled = !painting.canRedo();
    const share = painting.share();
    byId('clear').disabled = share === 0;
    const told = share === 0 ? 'Nothing painted yet' : `${shareWords(share)} may change`;
    byId('share').textContent = told;
    byId('problem').hidden = true;
    say(words ? `${words}. ${told}` : told);
  }

  const step = (work, words) => () => {
    work();
    painted(words);
  };
  const steps = {
    painted: () => painted(),
    undo: step(painting.undo, 'Undone'),
    redo: step(painting.redo, 'Done again'),
    invert: step(() => painting.add({ kind: 'invert' }), 'Inverted'),
    clear: step(() => painting.isEmpty() || painting.add({ kind: 'clear' }), 'Cleared'),
  };
  for (const name of ['undo', 'redo', 'invert', 'clear']) byId(name).addEventListener('click', steps[name]);
  feather.addEventListener('input', () => {
    const reach = Math.round((longest * MOST_FEATHER * Number(feather.value)) / 100);
    byId('feather-value').textContent = `${reach} px`;
    painting.soften(reach);
  });
  feather.addEventListener('change', () => painted());
  addEventListener('keydown', (event) => {
    const isUndo = (event.ctrlKey || event.metaKey) && ['z', 'y'].includes(event.key.toLowerCase());
    // In the words' own field the browser undoes the words.
    if (!isUndo || event.target instanceof HTMLTextAreaElement || byId('price').open) return;
    event.preventDefault();
    if (event.shiftKey || event.key.toLowerCase() === 'y') steps.redo();
    else steps.undo();
  });
  return steps;
}

function shareWords(share) {
  if (share > 0.995) return 'All of it';
  return share < 0.01 ? 'Under 1 %' : `${Math.round(share * 100)} %`;
}

function zoomBy(view) {
  byId('zoom-in').addEventListener('click', () => view.zoom(1.4));
  byId('zoom-out').addEventListener('click', () => view.zoom(1 / 1.4));
  byId('zoom-whole').addEventListener('click', view.whole);
}

/** Turning a phone, or a keyboard that comes and goes, changes the room and nothing that was painted. */
function keepFit(stage, view) {
  const refit = () => view.resize(stage.refit());
  new ResizeObserver(refit).observe(byId('stage'));
  refit();
}

/** Leaving asks only where something would be lost. */
function guardWork(painting, price) {
  addEventListener('beforeunload', (event) => {
    if (!painting.isEmpty() && !price.isSent()) event.preventDefault();
  });
}

open().catch((error) => {
  byId('loading').textContent = error.message;
  byId('loading').classList.add('failed');
  byId('loading').setAttribute('role', 'alert');
});
