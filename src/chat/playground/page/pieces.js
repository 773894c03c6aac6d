import { el, icon, rich } from './look/dom.js';

/** A circle with the first letter; its colour follows from the name. */
export function avatar(name) {
  const circle = el('span', { class: 'avatar', 'aria-hidden': 'true', text: [...name][0] ?? '?' });
  let hue = 7;
  for (const sign of name.toLowerCase()) hue = (hue * 31 + sign.codePointAt(0)) % 360;
  circle.style.setProperty('--hue', String(hue));
  return circle;
}

export const warnings = (list) =>
  list.map((words) => el('p', { class: 'warning' }, icon('warning'), el('span', {}, rich(words))));

/** Short facts side by side; nothing where there are none. */
export const facts = (list) => (list.length > 0 ? el('dl', { class: 'facts' }, list.map(fact)) : undefined);

const fact = ({ label, value }) => el('div', {}, el('dt', { text: label }), el('dd', {}, rich(value)));
