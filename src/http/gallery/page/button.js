import { el, icon } from './look/dom.js';

/** A button with a sign and words. */
export const button = (label, sign, onclick, more = {}) =>
  el('button', { type: 'button', class: 'button', onclick, ...more }, icon(sign), el('span', { text: label }));
