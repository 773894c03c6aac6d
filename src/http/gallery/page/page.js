import { onDetail, openDetail } from './detail.js';
import { announce, byId, clockTime, el } from './look/dom.js';
import { begin, clear, isSearch, offer, onlyOf, onSearch, wanted } from './search.js';
import * as server from './server.js';
import { addTiles, clearTiles, dropGhosts, dropTile, focusTile, onOpen, showGhosts } from './tiles.js';

const status = byId('status');
const message = byId('message');
const older = byId('older');
/** So often a search that found too little goes on by itself before it asks. */
const LOOKS = 40;

let ids = [];
let next;
let viewer = { isModerator: false, changesUntil: 0, platform: '' };
let running;

onDetail({
  viewer: () => viewer,
  beside: (id, step) => (ids.includes(id) ? ids[ids.indexOf(id) + step] : undefined),
  gone: forget,
  over: showOver,
  onlyOf,
  closed: (id) => focusTile(id),
});

onOpen((_index, { id }) => void openDetail(id));
onSearch(() => void start());
older.addEventListener('click', () => void more());
/** Goes on before somebody reaches the end. */
const end = new IntersectionObserver(([entry]) => entry.isIntersecting && void more(), { rootMargin: '600px' });
end.observe(older);
addEventListener('hashchange', () => server.hasToken() && server.takeToken(begin) && void start());

// Without a step in the browser's history: going back from a picture would lead there, and take the focus along.
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  byId('results').focus();
});

if (server.takeToken(begin)) void start();
else showOver();

async function start() {
  running?.abort();
  running = new AbortController();
  ids = [];
  next = undefined;
  clearTiles();
  message.hidden = true;
  older.hidden = true;
  showGhosts(8);
  status.textContent = 'Looking…';
  await load(running);
}

async function more() {
  if (older.disabled || older.hidden) return;
  older.disabled = true;
  await load(running);
  older.disabled = false;
  // It tells of changes only: what is still near is asked about anew.
  end.unobserve(older);
  end.observe(older);
}

/** One page of results; where too little was found in what was looked through, it goes on. */
async function load(control) {
  try {
    for (let look = 0; look < LOOKS; look++) {
      const found = await server.search({ ...wanted(), after: next }, control.signal);
      if (control.signal.aborted) return;
      show(found);
      if (!found.lookedBackTo || look === LOOKS - 1) break;
      status.textContent = `Looking further back than ${clockTime(found.lookedBackTo)}…`;
    }
    finish();
  } catch (error) {
    if (!control.signal.aborted) fail(error);
  }
}

function show(found) {
  viewer = found.viewer;
  offer(found);
  byId('until').hidden = false;
  byId('until').textContent = `This link works until ${clockTime(viewer.endsAt)}`;
  dropGhosts();
  const fresh = found.items.filter(({ id }) => !ids.includes(id));
  addTiles(fresh, ids.length);
  ids.push(...fresh.map(({ id }) => id));
  next = found.next;
}

function finish() {
  older.hidden = next === undefined;
  if (ids.length === 0) return showEmpty();
  const count = `${ids.length.toLocaleString()} ${ids.length === 1 ? 'result' : 'results'}`;
  status.textContent = next === undefined ? count : `The newest ${count}`;
  announce(status.textContent);
}

function showEmpty() {
  status.textContent = '';
  if (isSearch()) say('Nothing found', 'No picture fits this search.', button('Clear the search', clear));
  else if (wanted().whose === 'own') say('Nothing here yet', 'Pictures that you make in the chat show up here.');
  else say('Nothing to see here', 'What people make in private, or alone with Easel, stays theirs.');
}

function fail(error) {
  dropGhosts();
  if (server.isOver(error)) return showOver(error);
  status.textContent = '';
  older.hidden = true;
  say(
    'That did not work',
    error.message,
    button('Try again', () => void (ids.length > 0 ? more() : start())),
  );
}

function showOver(error) {
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
  dropGhosts();
  clearTiles();
  ids = [];
  older.hidden = true;
  byId('search').hidden = true;
  byId('until').hidden = true;
  status.textContent = '';
  say('This link has ended', error?.message ?? 'Say /history in the chat and open your gallery from there.');
}

function say(title, words, ...more) {
  message.replaceChildren(el('h2', { text: title }), el('p', { text: words }), ...more);
  message.hidden = false;
  announce(`${title}. ${words}`);
}

const button = (text, onclick) => el('button', { type: 'button', class: 'button', text, onclick });

function forget(id) {
  dropTile(id);
  ids = ids.filter((one) => one !== id);
  finish();
}
