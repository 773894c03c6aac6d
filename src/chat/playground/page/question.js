import { actionsOf, button } from './buttons.js';
import { el, rich } from './look/dom.js';
import { facts, warnings } from './pieces.js';
import { myId } from './session.js';
import { itemOf, view } from './view.js';

/** What a request would be and cost, with yes and no; nothing has been spent while it stands. */
export function questionCard(message, card, actions) {
  const price = priceOf(card);
  const { picture } = card;
  return el(
    'div',
    { class: 'card question', role: 'group', 'aria-label': 'Go ahead?' },
    picture
      ? el(
          'figure',
          { class: 'beside' },
          view([itemOf(message, 'question', picture)], 0, actions),
          picture.alt ? el('figcaption', { dir: 'auto', title: picture.alt, text: picture.alt }) : undefined,
        )
      : undefined,
    el(
      'div',
      { class: 'asked' },
      el('h3', { text: 'Go ahead?' }),
      price
        ? el('p', { class: 'price' }, el('span', { text: price.label }), el('b', {}, rich(price.value)))
        : undefined,
      warnings(card.warnings),
      facts(card.facts.filter((fact) => fact !== price)),
      choice(message, card, actions),
    ),
  );
}

/** The fact that decides the answer. */
export const priceOf = ({ facts: given }) =>
  given.find(({ label }) => /\b(?:price|cost|costs)\b/i.test(label)) ??
  given.find(({ value }) => value.some((part) => /\bcredits?\b/.test(part.plain ?? part.bold ?? '')));

/** Who asked says yes; a moderator can only stop it; everybody else sees whose turn it is. */
function choice(message, card, actions) {
  const { owner } = message;
  const mine = owner.userId === myId();
  const shown = actionsOf(message, card, actions).filter(
    ({ kind }) => mine || (kind === 'cancel' && actions.isModerator()),
  );
  return [
    mine ? undefined : el('p', { class: 'note' }, 'It is for ', el('bdi', { text: owner.displayName }), ' to say.'),
    shown.length > 0 ? el('div', { class: 'buttons' }, shown.map(button)) : undefined,
  ];
}
