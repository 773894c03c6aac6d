import { byId, el } from './look/dom.js';

const MODES = [
  'generate',
  'edit',
  'multi-reference',
  'inpaint',
  'high-fidelity',
  'transparent',
  'grid',
  'upscale',
  'remove-background',
];
const form = byId('search');
const filters = byId('filters');
const more = byId('more');
let changed = () => undefined;
let due;

/** `changed` is told of a new search, a moment after the last key. */
export function onSearch(handler) {
  changed = handler;
  byId('mode').append(...MODES.map((mode) => el('option', { value: mode, text: mode })));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    soon(0);
  });
  form.addEventListener('input', () => soon(350));
  form.addEventListener('change', () => soon(0));
  filters.addEventListener('click', () => open(more.hidden));
  byId('clear').addEventListener('click', clear);
}

function soon(ms) {
  clearTimeout(due);
  showChosen();
  due = setTimeout(() => changed(), ms);
}

function open(isOpen) {
  more.hidden = !isOpen;
  filters.setAttribute('aria-expanded', String(isOpen));
}

export function clear() {
  const whose = byId('whose').value;
  form.reset();
  byId('whose').value = whose.startsWith('person:') ? 'everyone' : whose;
  soon(0);
}

/** What is looked for, as the server reads it. A day begins and ends by this browser's clock. */
export function wanted() {
  const { words, model, mode, from, to, whose } = Object.fromEntries(new FormData(form));
  return {
    whose,
    words: words.trim(),
    model: model.trim(),
    mode,
    from: from && startOf(from, 0),
    to: to && startOf(to, 1),
  };
}

/** Whether anything narrows it down. */
export const isSearch = () => Object.entries(wanted()).some(([name, value]) => name !== 'whose' && value !== '');

function startOf(date, daysLater) {
  const [year, month, day] = date.split('-').map(Number);
  return new Date(year, month - 1, day + daysLater).getTime();
}

/** How many filters are set, also while they are folded away. */
function showChosen() {
  const { words: _words, ...others } = wanted();
  const count = Object.entries(others).filter(([name, value]) => value !== (name === 'whose' ? 'own' : '')).length;
  byId('chosen').hidden = count === 0;
  byId('chosen').textContent = String(count);
}

/** Offers what there is to choose from. */
export function offer({ viewer, models }) {
  form.hidden = false;
  byId('whose-field').hidden = !viewer.isModerator;
  if (byId('models').childElementCount !== models.length)
    byId('models').replaceChildren(...models.map((value) => el('option', { value })));
}

/** Shows what one person made; for moderators. */
export function onlyOf({ id, name }) {
  choosePerson(`person:${id}`, name);
  soon(0);
}

function choosePerson(value, name) {
  const whose = byId('whose');
  for (const option of whose.querySelectorAll('[data-person]')) option.remove();
  whose.append(el('option', { value, 'data-person': '', text: name }));
  whose.value = value;
}

/** Goes on with what the chat looked for. */
export function begin({ whose = 'own', words = '', model = '', mode = '' }) {
  form.reset();
  if (whose.startsWith('person:')) choosePerson(whose, 'One member');
  else byId('whose').value = whose;
  byId('words').value = words;
  byId('model').value = model;
  byId('mode').value = mode;
  showChosen();
}
