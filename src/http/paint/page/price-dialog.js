import { byId, el } from './look/dom.js';

const credits = (count) => `${count} ${count === 1 ? 'credit' : 'credits'}`;

/** Shows a price with what would change for it. */
export function showPrice(price) {
  const isTooMuch = price.credits > price.available;
  byId('price-title').textContent = `This edit costs ${credits(price.credits)}`;
  byId('left-after').textContent = leftWords(price);
  Object.assign(byId('edit'), { textContent: `Edit for ${credits(price.credits)}`, disabled: isTooMuch });
  showOverlay(price.overlay);
  byId('facts').replaceChildren(...price.facts.map(fact));
  byId('warnings').replaceChildren(...price.warnings.map((text) => el('p', { class: 'warning', text })));
  byId('price-problem').hidden = true;
  const dialog = byId('price');
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  byId(isTooMuch ? 'back' : 'edit').focus({ preventScroll: true });
}

function showOverlay(overlay) {
  byId('overlay').hidden = !overlay;
  if (!overlay) return;
  const { url: src, width, height } = overlay;
  Object.assign(byId('overlay'), { src, width, height });
}

function leftWords({ credits: cost, available, allowance }) {
  if (cost > available) return `You have ${available} of ${allowance} left, too few for this.`;
  return `You have ${available} of ${allowance}; ${available - cost} would be left. Nothing is spent yet.`;
}

const fact = ({ label, value }) => el('div', {}, el('dt', { text: label || 'Note' }), el('dd', { text: value }));

/** The page has done its work: it says where the result comes. */
export function showDone({ backUrl, private: isPrivate }) {
  byId('price').close();
  const where = isPrivate ? 'to you alone, in the chat' : 'in the chat you came from';
  byId('done-words').textContent = `The result is shown ${where}. This page has done its work; you can close it.`;
  if (backUrl && isOpenable(backUrl)) {
    const back = el('a', { class: 'button strong', href: backUrl, text: 'Back to the chat' });
    byId('done-words').after(back);
  }
  for (const part of document.querySelectorAll('body > :is(header, main, aside, .skip)')) part.hidden = true;
  byId('done').hidden = false;
  byId('done').focus();
}

const isOpenable = (url) => /^(?:https?:\/\/|\/(?!\/))/.test(url);

/** Says what is wrong, with a button where one press helps. */
export function complain(place, words, action) {
  place.replaceChildren(el('span', { text: words }), ...(action ? [action] : []));
  place.hidden = false;
  place.scrollIntoView({ block: 'nearest' });
}

export function helpButton(text, work) {
  const made = el('button', { type: 'button', class: 'button', text });
  made.addEventListener('click', work);
  return made;
}

/** Nobody sends twice by pressing twice. */
export async function whileBusy(pressed, words, work) {
  const before = pressed.textContent;
  Object.assign(pressed, { disabled: true, textContent: words });
  await work();
  // What was shown meanwhile may have given it other words, and may have said that it is of no use.
  if (pressed.textContent !== words) return;
  Object.assign(pressed, { disabled: false, textContent: before });
}
