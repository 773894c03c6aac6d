import { renderBody } from './cards.js';
import { announce, byId, clockTime, el, icon } from './look/dom.js';
import { avatar } from './pieces.js';
import { priceOf } from './question.js';
import { myId } from './session.js';

const list = byId('messages');
const scroller = byId('scroller');
const newer = byId('newer');

let actions;

/** What the buttons of the cards do. */
export function onAction(given) {
  actions = given;
}

const shown = new Map();
let atBottom = true;
let settled = false;

const follow = () => {
  if (atBottom) scroller.scrollTop = scroller.scrollHeight;
};
let lastTop = 0;
scroller.addEventListener('scroll', () => {
  const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 90;
  // Only going up is somebody leaving the bottom; far from it without that means that the room has just grown.
  atBottom = near || (atBottom && scroller.scrollTop >= lastTop);
  lastTop = scroller.scrollTop;
  if (atBottom) newer.hidden = true;
});
new ResizeObserver(follow).observe(list);
new ResizeObserver(follow).observe(scroller);
newer.addEventListener('click', toBottom);

function toBottom() {
  atBottom = true;
  newer.hidden = true;
  follow();
}

function put(message) {
  const old = shown.get(message.id);
  if (old && isOlder(message, old.message)) return;
  const json = JSON.stringify(message);
  if (old?.json === json) return;
  if (isSilent(message)) return;
  const view = old ?? create(message);
  view.message = message;
  view.json = json;
  swap(view, 'body', renderBody(message, view.body, actions));
  const said = JSON.stringify([message.said, promptOf(message)]);
  if (view.saidJson !== said) swap(view, 'said', renderSaid(message));
  view.saidJson = said;
  if (settled) tell(message, view);
}

function create(message) {
  const view = { message, said: el('p'), body: el('div') };
  view.node = renderMessage(message, view);
  shown.set(message.id, view);
  const next = [...list.children].find((other) => isBefore(message, shown.get(other.dataset.id)?.message));
  list.insertBefore(view.node, next ?? null);
  if (settled && !atBottom && !next) newer.hidden = false;
  return view;
}

function remove(id) {
  const view = shown.get(id);
  if (!view) return;
  const hadFocus = view.node.contains(document.activeElement);
  view.node.remove();
  shown.delete(id);
  showWelcome();
  if (hadFocus) actions.focus();
}

function showWelcome() {
  byId('welcome').hidden = shown.size > 0;
}

/** The messages on the page, by id. What people read stays in place; at the bottom the page follows what comes. */
export const room = {
  toBottom,
  /** Keeps what is read in its place while something below it grows. */
  stay() {
    atBottom = false;
  },
  /** Everything there is, again: what is gone is taken away, what is the same is left as it stands. */
  snapshot(messages) {
    const there = new Set(messages.map(({ id }) => id));
    for (const id of [...shown.keys()]) if (!there.has(id)) remove(id);
    settled = false;
    for (const message of messages) put(message);
    settled = true;
    list.setAttribute('aria-busy', 'false');
    showWelcome();
    follow();
  },
  upsert(message) {
    put(message);
    showWelcome();
  },
  remove,
  clear() {
    for (const id of [...shown.keys()]) remove(id);
    list.setAttribute('aria-busy', 'true');
    atBottom = true;
  },
};

/** An end never goes back to waiting or asking; such news is late. */
const isOlder = (message, known) => isOpen(message) && !isOpen(known);

const isOpen = ({ content: { kind } }) => kind === 'waiting' || kind === 'question';

/** The answer to a press, or what nobody asked for, is shown when there is one; until then there is nothing to say. */
const isSilent = ({ content, private: hidden, said }) =>
  content.kind === 'waiting' &&
  !content.progress &&
  ((hidden && said.trigger === 'button') || said.trigger === 'nobody');

const isBefore = (a, b) => b !== undefined && (a.at < b.at || (a.at === b.at && a.id < b.id));

function renderMessage(message, { said, body }) {
  const { owner, at, private: hidden } = message;
  const who = el(
    'div',
    { class: 'who' },
    el('b', {}, el('bdi', { text: owner.displayName })),
    el('time', { datetime: new Date(at).toISOString(), text: clockTime(at) }),
    hidden ? el('span', { class: 'only-you' }, icon('lock'), 'Only you can see this') : undefined,
  );
  const label = `${owner.displayName}, ${clockTime(at)}`;
  return el(
    'article',
    { class: 'message', 'data-id': message.id, 'aria-label': label, tabindex: '-1' },
    avatar(owner.displayName),
    who,
    said,
    body,
  );
}

/** Left alone where it is the same element, so that a button in it keeps the focus. */
function swap(view, part, next) {
  const old = view[part];
  if (old === next) return;
  const hadFocus = old.contains(document.activeElement);
  old.replaceWith(next);
  view[part] = next;
  // The button that was pressed is gone with its card; the keyboard stays where it was.
  if (hadFocus) view.node.focus({ preventScroll: true });
}

const promptOf = ({ said, content }) =>
  String(said.options.prompt ?? content.card?.prompt ?? content.progress?.prompt ?? '');

function renderSaid(message) {
  const { said } = message;
  const prompt = promptOf(message);
  // Where the prompt was put together from the options, its parts are not told twice.
  const told = (value) => said.options.prompt === undefined && typeof value === 'string' && prompt.includes(value);
  const others = Object.entries(said.options).filter(([id, value]) => id !== 'prompt' && !told(value));
  const given = [...others.map(([id, value]) => `${id}: ${value}`), ...said.pictures];
  const name = said.trigger === 'command' ? `/${said.name}` : said.name;
  const node = el(
    'p',
    { class: 'said', dir: 'auto' },
    name === '' ? undefined : el('span', { class: 'slash', text: name }),
    el('bdi', { text: prompt }),
    given.length === 0 ? undefined : el('span', { class: 'given', text: given.join(' · ') }),
  );
  if ([...prompt].length < 420) return node;
  node.classList.add('long');
  const more = el('button', {
    type: 'button',
    class: 'link',
    text: 'Show all',
    onclick: () => {
      node.classList.add('open');
      more.remove();
    },
  });
  return el('div', {}, node, more);
}

/** Progress is read out when its phase changes, not at every percent. */
function tell({ content, owner }, view) {
  const mine = owner.userId === myId();
  if (!mine) return;
  if (content.kind === 'waiting') {
    const { progress } = content;
    if (!progress || progress.phase === view.toldPhase) return;
    view.toldPhase = progress.phase;
    announce(progress.position ? `In line, place ${progress.position}` : plain(progress.status));
    return;
  }
  view.toldPhase = undefined;
  if (content.kind === 'question') {
    const price = priceOf(content.card);
    announce(`Go ahead? ${price ? `${price.label}: ${plain(price.value)}.` : ''} Yes and no are below your request.`);
  } else if (content.kind === 'result') {
    const { length } = content.card.pictures;
    announce(`${length} ${length === 1 ? 'picture is' : 'pictures are'} ready. ${content.card.pictures[0]?.alt ?? ''}`);
  } else if (content.kind === 'failure') announce(plain(content.card.failure.text));
  else if (content.kind === 'answer' && content.answer.kind === 'text') announce(plain(content.answer.text));
  else if (content.kind === 'answer') announce(content.answer.title);
}

const plain = (parts) => parts.map((part) => part.plain ?? part.bold ?? part.code ?? part.label ?? '').join('');
