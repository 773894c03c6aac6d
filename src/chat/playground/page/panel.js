import { byId, el } from './look/dom.js';

/**
 * The list above the message box. It serves two ways in: while typing the box keeps the focus and the list follows the arrow keys;
 * opened by an option's button it takes the focus itself.
 */
const panel = byId('panel');
const box = byId('prompt');
let items = [];
let active = -1;
let taken;
let opener;

export const isOpen = () => !panel.hidden;
export const activeIndex = () => active;

export function close() {
  panel.hidden = true;
  active = -1;
  box.setAttribute('aria-expanded', 'false');
  box.removeAttribute('aria-activedescendant');
  if (opener?.isConnected && panel.contains(document.activeElement)) opener.focus();
  opener = undefined;
}

/** @param from the button that opened it; absent while typing. */
export function open({ title, list, eager = false, from, take }) {
  if (list.length === 0) return close();
  items = list;
  taken = take;
  opener = from;
  panel.replaceChildren(
    el('h2', { text: title, id: 'panel-title' }),
    el('div', { role: 'listbox', 'aria-labelledby': 'panel-title' }, list.map(choiceOf)),
  );
  panel.hidden = false;
  panel.scrollTop = 0;
  box.setAttribute('aria-expanded', 'true');
  setActive(
    from || eager
      ? Math.max(
          0,
          list.findIndex(({ current }) => current),
        )
      : -1,
  );
  if (from) choices()[active]?.focus();
}

export function move(step) {
  setActive((active + step + items.length + (active < 0 && step < 0 ? 1 : 0)) % items.length);
  if (opener) choices()[active]?.focus();
}

export function takeActive() {
  const item = items[active];
  if (!item) return false;
  taken(item);
  return true;
}

const choices = () => [...panel.querySelectorAll('.choice')];

function choiceOf(item, index) {
  return el(
    'button',
    {
      type: 'button',
      class: 'choice',
      role: 'option',
      id: `choice-${index}`,
      tabindex: '-1',
      'aria-selected': 'false',
      // The box must keep the focus, or a phone closes its keyboard.
      onpointerdown: (event) => event.preventDefault(),
      onclick: () => taken(item),
    },
    el('b', { text: item.label }),
    item.hint ? el('span', { text: item.hint }) : undefined,
  );
}

function setActive(index) {
  active = index;
  for (const [at, choice] of choices().entries()) choice.setAttribute('aria-selected', String(at === index));
  const chosen = choices()[index];
  chosen?.scrollIntoView({ block: 'nearest' });
  if (chosen) box.setAttribute('aria-activedescendant', chosen.id);
  else box.removeAttribute('aria-activedescendant');
}

panel.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    move(event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Escape') {
    event.preventDefault();
    close();
  }
});

document.addEventListener('pointerdown', ({ target }) => {
  if (isOpen() && !panel.contains(target) && target !== box && !target.closest?.('.option')) close();
});
