import { button } from './button.js';
import { compare } from './compare.js';
import { announce, el, icon, toast } from './look/dom.js';
import { covered, framed, imageOf } from './pictures.js';
import { compared } from './versions.js';

/** Where the picture of a result is shown: large, compared with what it was made of, or covered. */

const stage = el('div', { class: 'stage' });
const tools = el('div', { class: 'row tools' });
const sheet = el('div', { class: 'sheet', role: 'group', 'aria-label': 'Pictures of this result' });
export const place = el('div', { class: 'picture' }, stage, tools, sheet);

/** What somebody opened once stays open for as long as the page does. */
const opened = new Set();
let shown;
let which = 0;
/** Counts what was asked for, so that what comes late is not shown over what came after it. */
let asked = 0;

/** Which picture of the result is shown, from 0. */
export const shownPicture = () => which;

export function showResult(detail) {
  shown = detail;
  which = 0;
  showSheet();
  void showPicture();
}

function showSheet() {
  const { pictures } = shown.item;
  sheet.hidden = pictures.length < 2;
  sheet.replaceChildren(...(sheet.hidden ? [] : pictures.map(pictureStep)));
}

function pictureStep(_picture, index, all) {
  const { id } = shown.item;
  return el(
    'button',
    {
      type: 'button',
      class: 'step',
      'aria-current': index === which && 'true',
      'aria-label': `Picture ${index + 1} of ${all.length}`,
      onclick: () => pick(index),
    },
    framed({ id, which: index, alt: '', isHidden: isCovered(shown.item), cover: '' }),
  );
}

function pick(index) {
  which = index;
  for (const [at, step] of [...sheet.children].entries()) {
    if (at === index) step.setAttribute('aria-current', 'true');
    else step.removeAttribute('aria-current');
  }
  void showPicture();
}

const isCovered = ({ id, isHidden }) => isHidden && !opened.has(id);

async function showPicture() {
  const mine = ++asked;
  tools.replaceChildren();
  if (isCovered(shown.item)) return showCover();
  const { id, pictures } = shown.item;
  const { width, height, alt } = pictures[which];
  stage.replaceChildren();
  // Keeps its room while it comes, so that nothing jumps.
  stage.style.aspectRatio = `${width} / ${height}`;
  const picture = await imageOf(id, which, 'view', alt).catch(broken);
  if (mine !== asked) return;
  stage.style.aspectRatio = '';
  stage.replaceChildren(picture);
  if (picture instanceof HTMLImageElement) offerCompare();
}

const broken = ({ message }) =>
  el('span', { class: 'cover' }, icon('broken'), el('span', { text: message || 'The picture could not be loaded.' }));

function showCover() {
  const { id } = shown.item;
  stage.style.aspectRatio = '';
  const show = button('Show picture', 'show', () => {
    opened.add(id);
    showSheet();
    void showPicture();
  });
  stage.replaceChildren(el('div', { class: 'cover' }, covered('This picture is hidden until you open it.'), show));
}

function offerCompare() {
  const pair = compared(shown, which);
  if (!pair || pair.some(({ id }) => shown.versions.some((one) => one.id === id && isCovered(one)))) return;
  tools.append(button(`Compare with ${pair[0].label}`, 'compare', () => void showCompare(pair)));
}

async function showCompare(pair) {
  const mine = ++asked;
  try {
    const box = await compare(...pair);
    if (mine !== asked) return;
    stage.replaceChildren(box);
    tools.replaceChildren(button('Show alone', 'close', () => void showPicture()));
    box.querySelector('input').focus();
    announce('Move the line with the arrow keys.');
  } catch (error) {
    toast(error.message || 'The pictures could not be loaded.');
  }
}
