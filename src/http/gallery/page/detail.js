import { actionsOf } from './actions.js';
import { factsOf, warningsOf, wordsOf } from './facts.js';
import { el, icon, toast } from './look/dom.js';
import { detail, isOver } from './server.js';
import { place, shownPicture, showResult } from './stage.js';
import { versionStrip } from './versions.js';

/** One result in full, over the page. */

const title = el('h2', { id: 'detail-title', text: 'Picture' });
const newer = round('Newer result', 'left', () => go(-1));
const older = round('Older result', 'right', () => go(1));
const about = el('div', { class: 'about' });
const dialog = el(
  'dialog',
  { class: 'detail', 'aria-labelledby': 'detail-title' },
  el(
    'div',
    { class: 'top' },
    round('Close', 'close', () => dialog.close()),
    title,
    newer,
    older,
  ),
  el('div', { class: 'columns' }, place, about),
);
document.body.append(dialog);
let shown;
let asked = 0;
let page = {};

/**
 * `beside(id, step)` names the next or the earlier result; `gone` is told of one that was deleted, `over` of a link that ended,
 * `onlyOf` of a person whose pictures are wanted, `closed` of the one that was shown last. `viewer()` tells who looks.
 */
export function onDetail(handlers) {
  page = handlers;
}

dialog.addEventListener('keydown', (event) => {
  if (event.target.matches('input, code') || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'ArrowLeft') go(-1);
  if (event.key === 'ArrowRight') go(1);
});
// The browser's way back closes it.
dialog.addEventListener('close', () => {
  if (history.state?.detail) history.back();
  page.closed(shown?.item.id);
});
addEventListener('popstate', () => dialog.open && !history.state?.detail && dialog.close());

export async function openDetail(id) {
  const mine = ++asked;
  try {
    const found = await detail(id);
    if (mine === asked) show(found);
  } catch (error) {
    if (isOver(error)) return page.over(error);
    toast(error.message);
    if (error.code === 'not-found') page.gone(id);
  }
}

function show(found) {
  shown = found;
  const { item } = found;
  title.textContent = item.prompt || `A picture by ${item.person.name}`;
  newer.disabled = page.beside(item.id, -1) === undefined;
  older.disabled = page.beside(item.id, 1) === undefined;
  about.replaceChildren(...partsOf(found));
  showResult(found);
  if (!dialog.open) {
    dialog.showModal();
    history.pushState({ detail: true }, '');
  }
  dialog.scrollTop = 0;
}

const partsOf = (found) =>
  [
    wordsOf(found, showOnlyOf),
    actionsOf(found, { which: shownPicture, gone: leave, viewer: page.viewer() }),
    versionStrip(found, (id) => void openDetail(id)),
    warningsOf(found),
    factsOf(found),
  ].filter(Boolean);

function showOnlyOf(person) {
  dialog.close();
  page.onlyOf(person);
}

/** Goes on to what stands beside a result that was deleted. */
function leave(id) {
  const next = page.beside(id, 1) ?? page.beside(id, -1);
  page.gone(id);
  if (next === undefined) dialog.close();
  else void openDetail(next);
}

function go(step) {
  const next = shown && page.beside(shown.item.id, step);
  if (next !== undefined) void openDetail(next);
}

function round(label, sign, onclick) {
  return el('button', { type: 'button', class: 'round', 'aria-label': label, title: label, onclick }, icon(sign));
}
