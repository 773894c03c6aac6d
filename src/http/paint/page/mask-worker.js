import { makeMask } from './make-mask.js';

/** Beside the page, so that a large picture holds up no finger. */
self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ blob: await makeMask(data) });
  } catch (error) {
    self.postMessage({ failed: String(error) });
  }
};
