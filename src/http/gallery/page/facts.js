import { el, icon, rich, timeOf } from './look/dom.js';

/** Longer ones get a line of their own. */
const LONG = 34;

/** What somebody said, and who and when. */
export function wordsOf({ item, words, revisedPrompt }, onlyOf) {
  const { prompt, isOwn, person, madeAt, isPrivate } = item;
  const who = isOwn
    ? el('span', { text: 'You' })
    : el('button', {
        type: 'button',
        class: 'button',
        text: person.name,
        title: 'Show what they made',
        onclick: () => onlyOf(person),
      });
  return el(
    'section',
    {},
    el('h3', { text: 'Prompt' }),
    el('p', {
      class: 'said',
      dir: 'auto',
      text: prompt ?? 'It was posted in another channel, so it is shown only there.',
    }),
    el('p', { class: 'by' }, who, ' · ', timeOf(madeAt), isPrivate && ' · only you see it'),
    revisedPrompt && revisedPrompt !== prompt && more('As the model understood it', revisedPrompt),
    words && more('The model wrote', words),
  );
}

const more = (title, said) =>
  el('div', {}, el('h3', { text: title }), el('p', { class: 'said', dir: 'auto', text: said }));

export const warningsOf = ({ warnings }) =>
  warnings.length > 0 &&
  el(
    'section',
    { 'aria-label': 'Notes' },
    warnings.map((words) => el('p', { class: 'warning' }, icon('warning'), el('span', {}, rich(words)))),
  );

/** How it was made. */
export const factsOf = ({ facts }) =>
  facts.length > 0 &&
  el('section', {}, el('h3', { text: 'How it was made' }), el('dl', { class: 'facts' }, facts.map(fact)));

function fact({ label, value }) {
  const told = el('dd', {}, rich(value));
  return el('div', { class: told.textContent.length > LONG ? 'wide' : undefined }, el('dt', { text: label }), told);
}
