import { makeMask } from './make-mask.js';

/** The mask in the picture's own size, made beside the page where the browser can. */
export function exportMask({ width, height }, painting) {
  const order = { width, height, shapes: painting.shapes(), feather: painting.feather() };
  return inWorker(order).catch(() => makeMask(order));
}

function inWorker(order) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./mask-worker.js', import.meta.url), { type: 'module' });
    const done = (settle) => (value) => {
      worker.terminate();
      settle(value);
    };
    worker.onmessage = ({ data }) => (data.blob ? done(resolve)(data.blob) : done(reject)(new Error(data.failed)));
    worker.onerror = done(reject);
    worker.postMessage(order);
  });
}
