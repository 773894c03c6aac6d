import { button } from './buttons.js';
import { el, icon, rich } from './look/dom.js';
import { pictureUrl } from './server.js';
import { itemOf, view } from './view.js';

/** Words or a table, and the picture that belongs to them. */
export function answerCard(message, answer, actions) {
  const { picture } = answer;
  const beside = picture
    ? el('figure', { class: 'beside' }, view([itemOf(message, 'answer', picture)], 0, actions))
    : undefined;
  if (answer.kind === 'text')
    return el('div', { class: 'card answer' }, beside, el('p', {}, rich(answer.text)), ends(message, answer, actions));
  return el(
    'div',
    { class: 'card answer' },
    el('h3', { text: answer.title }),
    beside,
    answer.rows.length > 0 ? tableOf(answer) : undefined,
    answer.note ? el('p', { class: 'note' }, rich(answer.note)) : undefined,
    ends(message, answer, actions),
  );
}

const tableOf = ({ title, columns, rows }) =>
  el(
    'div',
    { class: 'table', tabindex: '0', role: 'region', 'aria-label': title },
    el(
      'table',
      {},
      heading(columns),
      el(
        'tbody',
        {},
        rows.map((row) => el('tr', {}, row.map(tableCell))),
      ),
    ),
  );

/** Lists whose columns need no names have none. */
function heading(columns) {
  if (columns.every((column) => column === '')) return undefined;
  const cells = columns.map((column) => el('th', { scope: 'col', text: column }));
  return el('thead', {}, el('tr', {}, cells));
}

/** What can be kept of it, and done next. */
const ends = (message, answer, actions) => [
  originals(message, answer),
  files(message, answer),
  links(answer),
  nextSteps(answer, actions),
];

/** Words to save, such as a list for a spreadsheet. */
function files({ id }, { files: given = [] }) {
  if (given.length === 0) return undefined;
  const links = given.map(({ name }, index) =>
    el('a', { class: 'button', href: pictureUrl(id, `file-${index}`), download: name }, icon('download'), name),
  );
  return el('div', { class: 'buttons' }, links);
}

/** Pages of Easel's own, each in a tab beside this one. */
function links({ links: given = [] }) {
  if (given.length === 0) return undefined;
  const open = given.map(({ label, url }) =>
    el('a', { class: 'button', href: url, target: '_blank', rel: 'noreferrer noopener' }, icon('open'), label),
  );
  return el('div', { class: 'buttons' }, open);
}

function nextSteps({ actions: given = [] }, actions) {
  if (given.length === 0) return undefined;
  const steps = given.map((action) => button({ ...action, run: (from) => actions.press(action, from) }));
  return el('div', { class: 'buttons' }, steps);
}

/** Files to keep, as they were made. */
function originals(message, { originals: given = [] }) {
  if (given.length === 0) return undefined;
  const links = given.map((picture, index) => {
    const { saveUrl, name } = itemOf(message, `original-${index}`, picture);
    return el('a', { class: 'button', href: saveUrl, download: name }, icon('download'), name);
  });
  return el('div', { class: 'buttons' }, links);
}

/** Sentences get room to be read on a phone, where the table moves sideways; short words stay narrow. */
function tableCell(cell) {
  const length = cell.reduce((sum, part) => sum + (part.plain ?? part.bold ?? '').length, 0);
  return el('td', { class: length > 24 ? 'wide' : undefined }, rich(cell));
}
