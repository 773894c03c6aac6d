import { el } from './look/dom.js';
import { pictureUrl } from './server.js';

/** A picture of a message, with everything needed to show it large and to save it. */
export const itemOf = ({ id }, which, { alt, name, width, height }) => ({
  alt,
  name,
  width,
  height,
  url: pictureUrl(id, which),
  saveUrl: pictureUrl(id, which, { download: '1' }),
});

/** A picture that a press enlarges, with the others a step away. `lazy`: it is fetched when it comes into sight. */
export function view(items, index, actions, { lazy = false } = {}) {
  const { alt, width, height, url } = items[index];
  return el(
    'button',
    { type: 'button', class: 'view', 'aria-label': `Enlarge: ${alt}`, onclick: () => actions.enlarge(items, index) },
    // The order matters: a picture that has its address before it is lazy is fetched at once.
    el('img', { loading: lazy && 'lazy', alt, width, height, decoding: 'async', src: url }),
  );
}
