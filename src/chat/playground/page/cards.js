import { el, icon, rich } from './dom.js';
import { renderProgress } from './progress.js';
import { pictureUrl } from './server.js';
import { myId } from './session.js';

/** What came of a request, as the lower part of its message. `old` is what stands there now. */
export function renderBody(message, old, actions) {
  const { content } = message;
  if (content.kind === 'waiting') return renderProgress(message, old, actions);
  if (content.kind === 'result') return el('div', { class: 'body' }, resultCard(message, content.card, actions));
  if (content.kind === 'failure') return el('div', { class: 'body' }, failureCard(message, content.card, actions));
  if (isNote(message))
    return el('div', { class: 'body' }, el('p', { class: 'slim' }, icon('tick'), ...rich(content.answer.text)));
  return el('div', { class: 'body' }, answerCard(content.answer));
}

/** The short word after a press, such as "Deleted.", needs no card. */
const isNote = ({ content, said }) => said.trigger === 'button' && content.answer.kind === 'text';

function resultCard(message, card, actions) {
  const { pictures, facts, warnings } = card;
  const layout = pictures.length === 1 ? 'one' : pictures.length > 4 ? 'many' : 'few';
  return el(
    'div',
    { class: 'card result' },
    pictures.length > 0
      ? el(
          'div',
          { class: `pictures ${layout}` },
          pictures.map((_, index) => figure(message, card, index, actions)),
        )
      : undefined,
    card.text ? el('p', { class: 'note', dir: 'auto', text: card.text }) : undefined,
    warnings.map((warning) => el('p', { class: 'warning' }, icon('warning'), el('span', {}, rich(warning)))),
    card.revisedPrompt
      ? el('details', {}, el('summary', { text: 'Revised prompt' }), el('p', { dir: 'auto', text: card.revisedPrompt }))
      : undefined,
    references(message, card),
    buttons(message, card, actions),
    facts.length > 0 ? el('dl', { class: 'facts' }, facts.map(fact)) : undefined,
  );
}

const fact = ({ label, value }) => el('div', {}, el('dt', { text: label }), el('dd', {}, rich(value)));

function figure(message, card, index, actions) {
  const { alt, width, height } = card.pictures[index];
  const view = el(
    'button',
    { type: 'button', class: 'view', 'aria-label': `Enlarge: ${alt}`, onclick: () => actions.enlarge(message, index) },
    el('img', { src: pictureUrl(message.id, index), alt, width, height, decoding: 'async' }),
  );
  if (card.pictures.length === 1) return el('figure', {}, view);
  const own = actionsOf(message, card, actions).filter(({ picture }) => picture === index);
  return el(
    'figure',
    {},
    view,
    el(
      'div',
      { class: 'tools' },
      own.map((action) => tool(action, index)),
    ),
  );
}

/** Small, because there may be ten pictures on a phone: a sign, with its word for who cannot see it. */
function tool(action, index) {
  const name = action.kind === 'vary' ? action.label : `${action.label} ${index + 1}`;
  const content = action.kind === 'vary' ? action.label : icon(action.kind);
  const attributes = { class: 'tool', 'aria-label': name, title: action.label };
  if (action.href) return el('a', { ...attributes, href: action.href, download: action.file }, content);
  return el('button', { type: 'button', ...attributes, onclick: (event) => action.run(event.currentTarget) }, content);
}

function buttons(message, card, actions) {
  const single = card.pictures?.length === 1;
  const shown = actionsOf(message, card, actions).filter(({ picture }) => picture === undefined || single);
  return shown.length === 0 ? undefined : el('div', { class: 'buttons' }, shown.map(button));
}

function button(action) {
  const attributes = { class: action.kind === 'delete' ? 'button end' : 'button' };
  const content = [icon(action.kind), action.label];
  if (action.href) return el('a', { ...attributes, href: action.href, download: action.file }, content);
  return el('button', { type: 'button', ...attributes, onclick: (event) => action.run(event.currentTarget) }, content);
}

/** The card's actions with what they do here. Download and Reference need no server; who may press the others, it decides. */
function actionsOf(message, card, actions) {
  const pictures = card.pictures ?? [];
  const mine = message.owner.userId === myId() || actions.isModerator();
  const given = card.actions.filter(
    ({ kind }) => kind !== 'download' && kind !== 'reference' && (mine || kind !== 'delete'),
  );
  const word = (kind, fallback) => card.actions.find((action) => action.kind === kind)?.label ?? fallback;
  const local = pictures.flatMap((picture, index) => [
    {
      kind: 'reference',
      label: word('reference', 'Reference'),
      picture: index,
      run: () => actions.refer(message, index),
    },
    {
      kind: 'download',
      label: word('download', 'Download'),
      picture: index,
      href: pictureUrl(message.id, index, { download: '1' }),
      file: picture.name,
    },
  ]);
  const own = given.map((action) => ({ ...action, run: (from) => actions.press(action, from) }));
  const last = own.filter(({ kind }) => kind === 'delete');
  return [...own.filter(({ kind }) => kind !== 'delete'), ...local, ...last];
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
          el('img', { src: pictureUrl(message.id, 'sheet'), alt: sheet.alt, width: sheet.width, height: sheet.height }),
        )
      : undefined,
    words,
  );
}

const WHOSE = {
  prompt: 'About your prompt',
  image: 'About your picture',
  provider: 'At the provider',
  settings: 'About this request',
  operator: 'For whoever runs Easel',
  easel: 'Inside Easel',
};

function failureCard(message, card, actions) {
  const { code, blame } = card.failure;
  const canceled = code === 'canceled';
  return el(
    'div',
    { class: canceled ? 'card failure calm' : 'card failure', 'data-blame': blame },
    el(
      'div',
      {},
      canceled ? undefined : el('h3', {}, icon('warning'), WHOSE[blame] ?? 'Not done'),
      el('p', {}, rich(card.failure.text)),
    ),
    buttons(message, card, actions),
  );
}

function answerCard(answer) {
  if (answer.kind === 'text') return el('div', { class: 'card answer' }, el('p', {}, rich(answer.text)));
  return el(
    'div',
    { class: 'card answer' },
    el('h3', { text: answer.title }),
    el(
      'div',
      { class: 'table', tabindex: '0', role: 'region', 'aria-label': answer.title },
      el(
        'table',
        {},
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            answer.columns.map((column) => el('th', { scope: 'col', text: column })),
          ),
        ),
        el(
          'tbody',
          {},
          answer.rows.map((row) => el('tr', {}, row.map(tableCell))),
        ),
      ),
    ),
    answer.note ? el('p', { class: 'note' }, rich(answer.note)) : undefined,
  );
}

/** Sentences get room to be read on a phone, where the table moves sideways; short words stay narrow. */
function tableCell(cell) {
  const length = cell.reduce((sum, part) => sum + (part.plain ?? part.bold ?? '').length, 0);
  return el('td', { class: length > 24 ? 'wide' : undefined }, rich(cell));
}
