import { el } from './look/dom.js';
import { imageOf } from './pictures.js';

/**
 * Two pictures on top of each other with a line between what was and what is: moved by finger, mouse or the arrow keys.
 * @param before and `after`: `{ id, which, label, alt }`.
 */
export async function compare(before, after) {
  const [old, now] = await Promise.all([before, after].map(({ id, which, alt }) => imageOf(id, which, 'view', alt)));
  old.classList.add('before');
  const box = el(
    'div',
    { class: 'compare', role: 'group', 'aria-label': `${before.label} and ${after.label}, compared` },
    now,
    old,
    el('span', { class: 'line' }),
    el('span', { class: 'tag before', text: before.label }),
    el('span', { class: 'tag after', text: after.label }),
    slider(before, after),
  );
  box.style.setProperty('--ratio', String(now.naturalWidth / now.naturalHeight));
  box.querySelector('input').addEventListener('input', ({ target }) => move(box, target));
  return box;
}

function slider(before, after) {
  return el('input', {
    type: 'range',
    min: '0',
    max: '100',
    value: '50',
    step: '1',
    'aria-label': `How much of ${before.label} is shown over ${after.label}`,
    'aria-valuetext': '50 percent',
  });
}

function move(box, input) {
  box.style.setProperty('--at', `${input.value}%`);
  input.setAttribute('aria-valuetext', `${input.value} percent`);
}
