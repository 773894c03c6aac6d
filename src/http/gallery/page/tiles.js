import { byId, clockTime, el, icon } from './look/dom.js';
import { framed } from './pictures.js';

const list = byId('tiles');
let open = () => undefined;

/** `open` is called with the number of a result that somebody wants to see. */
export function onOpen(handler) {
  open = handler;
}

export function clearTiles() {
  list.replaceChildren();
}

/** Where tiles will be, while they are on their way. */
export function showGhosts(count) {
  list.setAttribute('aria-busy', 'true');
  list.append(...Array.from({ length: count }, () => el('li', { class: 'ghost', 'aria-hidden': 'true' })));
}

export function dropGhosts() {
  for (const ghost of list.querySelectorAll('.ghost')) ghost.remove();
  list.setAttribute('aria-busy', 'false');
}

export function addTiles(items, from) {
  list.append(...items.map((item, index) => el('li', { 'data-id': item.id }, tile(item, from + index))));
}

export const dropTile = (id) => list.querySelector(`[data-id="${CSS.escape(id)}"]`)?.remove();

/** The keyboard goes back to where it came from. */
export const focusTile = (id) => list.querySelector(`[data-id="${CSS.escape(id)}"] .tile`)?.focus();

function tile(item, index) {
  const { id, pictures, isHidden, isPrivate } = item;
  const [first] = pictures;
  const frame = framed({ id, which: 0, alt: first.alt, isHidden, cover: 'Hidden picture' });
  frame.append(
    el(
      'span',
      { class: 'badges' },
      isPrivate &&
        el(
          'span',
          { class: 'badge', title: 'Only you see it' },
          icon('lock'),
          el('span', { class: 'unseen', text: 'Private' }),
        ),
      pictures.length > 1 && el('span', { class: 'badge', text: `${pictures.length} pictures` }),
    ),
  );
  const hidden = isHidden && el('span', { class: 'unseen', text: 'Hidden picture. ' });
  return el(
    'button',
    { type: 'button', class: 'tile', onclick: () => open(index, item), 'data-result': id },
    frame,
    el('span', { class: 'caption' }, hidden, said(item), el('span', { class: 'by', text: by(item) })),
  );
}

/** What was asked for; of others only where it was posted where the viewer came from. */
const said = ({ prompt, isOwn }) =>
  el('span', { class: 'said', text: prompt || (isOwn ? 'Without words' : 'Posted in another channel') });

const by = ({ isOwn, person, modelId, madeAt }) =>
  [isOwn ? undefined : person.name, clockTime(madeAt), modelId?.split('/').at(-1)].filter(Boolean).join(' · ');
