import { actionsOf, buttons, tool } from './buttons.js';
import { captions } from './captions.js';
import { el, icon } from './look/dom.js';
import { facts, warnings } from './pieces.js';
import { pictureUrl } from './server.js';
import { itemOf, view } from './view.js';

/** Where there are more, the sheet stands for them until somebody wants each. */
const COLLAPSED_ABOVE = 8;

/** The messages whose pictures were unfolded, so that news about them does not fold them again. */
const unfolded = new Set();

/** The messages whose hidden pictures somebody opened; kept until the page is left. */
const opened = new Set();

/** The pictures of a finished request with everything that was said about them. */
export function resultCard(message, card, actions) {
  if (!card.spoiler || opened.has(message.id)) return openCard(message, card, actions);
  const node = openCard(message, card, actions);
  node.classList.add('hidden-pictures');
  for (const picture of node.querySelectorAll('.view, .tool')) picture.inert = true;
  const open = () => {
    opened.add(message.id);
    cover.remove();
    node.classList.remove('hidden-pictures');
    for (const picture of node.querySelectorAll('.view, .tool')) picture.inert = false;
  };
  const cover = el(
    'button',
    { type: 'button', class: 'button cover', onclick: open },
    icon('hidden'),
    'Show what is hidden',
  );
  node.prepend(cover);
  return node;
}

function openCard(message, card, actions) {
  return el(
    'div',
    { class: 'card result' },
    card.sheet ? sheet(message, card, actions) : undefined,
    card.pictures.length > 0 ? gallery(message, card, actions) : undefined,
    card.text ? el('p', { class: 'note', dir: 'auto', text: card.text }) : undefined,
    warnings(card.warnings),
    card.revisedPrompt
      ? el('details', {}, el('summary', { text: 'Revised prompt' }), el('p', { dir: 'auto', text: card.revisedPrompt }))
      : undefined,
    references(message, card),
    buttons(message, card, actions),
    facts(card.facts),
  );
}

function sheet(message, { sheet: given, pictures }, actions) {
  const item = itemOf(message, 'sheet', given);
  return el(
    'figure',
    { class: pictures.length > COLLAPSED_ABOVE ? 'sheet' : 'sheet small' },
    view([item], 0, actions),
    el(
      'figcaption',
      {},
      el('span', { text: `All ${pictures.length} pictures on one sheet` }),
      el(
        'a',
        {
          class: 'tool',
          href: item.saveUrl,
          download: item.name,
          'aria-label': 'Download the sheet',
          title: 'Download the sheet',
        },
        icon('download'),
      ),
    ),
  );
}

function gallery(message, card, actions) {
  const { length } = card.pictures;
  const grid = pictureGrid(message, card, actions);
  if (length <= COLLAPSED_ABOVE || !card.sheet) return grid;
  return el(
    'details',
    {
      class: 'gallery',
      open: unfolded.has(message.id),
      ontoggle: ({ currentTarget }) => unfolded[currentTarget.open ? 'add' : 'delete'](message.id),
    },
    // What is read must not run away below what unfolds.
    el('summary', { class: 'button', text: `Each of the ${length} pictures`, onclick: () => actions.stay() }),
    grid,
  );
}

function pictureGrid(message, card, actions) {
  const { pictures } = card;
  const items = pictures.map((picture, index) => itemOf(message, index, picture));
  const words = captions(pictures.map(({ alt }) => alt));
  const layout = pictures.length === 1 ? 'one' : pictures.length > 4 ? 'many' : 'few';
  return el(
    'div',
    { class: `pictures ${layout}` },
    pictures.map((_, index) => figure(message, card, { items, index, words: words[index] }, actions)),
  );
}

function figure(message, card, { items, index, words }, actions) {
  const shown = view(items, index, actions, { lazy: items.length > COLLAPSED_ABOVE });
  if (card.pictures.length === 1) return el('figure', {}, shown);
  const own = actionsOf(message, card, actions).filter(({ picture }) => picture === index);
  return el(
    'figure',
    {},
    shown,
    words ? el('figcaption', { dir: 'auto', title: words, text: words }) : undefined,
    el(
      'div',
      { class: 'tools' },
      own.map((action) => tool(action, index)),
    ),
  );
}

function references(message, { references: used }) {
  if (!used || used.count === 0) return undefined;
  const words = used.count === 1 ? '1 reference used' : `${used.count} references used`;
  const { sheet } = used;
  return el(
    'div',
    { class: 'references' },
    sheet
      ? el(
          'span',
          { class: 'view' },
          el('img', {
            src: pictureUrl(message.id, 'references'),
            alt: sheet.alt,
            width: sheet.width,
            height: sheet.height,
          }),
        )
      : undefined,
    words,
  );
}
