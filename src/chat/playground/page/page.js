import { composer, onComposed } from './composer.js';
import { askName, confirmDelete, openForm, openLightbox } from './dialogs.js';
import { takePictures } from './intake.js';
import { announce, byId, el, toast } from './look/dom.js';
import { avatar } from './pieces.js';
import { onAction, room } from './room.js';
import { fetchMe, fetchMenu, pictureUrl, sendPress } from './server.js';
import { me, myId, rename } from './session.js';
import { follow } from './stream.js';

const IDEAS = [
  ['A place', 'A lighthouse at dusk, warm light in the window, loose watercolour'],
  ['A product', 'A ceramic mug on a linen cloth, soft morning light, studio photo'],
  ['A sticker', 'A fox in a raincoat, bold outlines, sticker background:transparent'],
  ['A poster', 'Poster for a jazz night, cut-paper shapes, deep blue and orange aspect:2:3'],
];

let moderator = false;
let refreshDue;

onComposed({
  sent: () => {
    room.toBottom();
    refreshSoon();
  },
  opened: showForm,
});

onAction({
  press,
  refer,
  enlarge: openLightbox,
  stay: room.stay,
  isModerator: () => moderator,
  focus: () => composer.focus(),
});

function showForm(form) {
  openForm(form, () => room.toBottom());
}

function press(action, from) {
  if (action.kind === 'delete') confirmDelete(() => void pressNow(action, from));
  else void pressNow(action, from);
}

/** What they lead to is a message of its own. */
const NEW_MESSAGE = new Set(['reroll', 'vary', 'upscale', 'pick', 'paint', 'command', 'decide', 'appeal']);

/** The button rests until the server has answered, so that an impatient finger presses once. */
async function pressNow({ state, kind }, from) {
  const resting = kind === 'confirm' || kind === 'cancel' ? siblingsOf(from) : [from];
  const giveFocusBack = keepFocus(from);
  for (const button of resting) button.disabled = true;
  try {
    const { form } = await sendPress(state);
    if (form) showForm(form);
    else if (NEW_MESSAGE.has(kind)) room.toBottom();
    refreshSoon();
  } catch (error) {
    toast(error.message);
  } finally {
    for (const button of resting) button.disabled = false;
    giveFocusBack();
  }
}

/** A button that rests loses the focus, and then the keyboard its place: the message holds it meanwhile. */
function keepFocus(button) {
  const message = button.closest('.message');
  if (document.activeElement !== button || !message) return () => undefined;
  message.focus({ preventScroll: true });
  return () => {
    if (document.activeElement === message && button.isConnected) button.focus({ preventScroll: true });
  };
}

/** Yes and no rest together: a finger that slips must not say both. */
const siblingsOf = (button) => [...button.parentElement.querySelectorAll('button')];

function refer(message, index) {
  const { alt } = message.content.card.pictures[index];
  composer.attachments.addReference({
    from: `result:${message.id}:${index}`,
    url: pictureUrl(message.id, index),
    label: alt,
  });
  composer.focus();
}

function noticeSimulator({ content }) {
  const facts = content.card?.facts ?? [];
  const words = ({ label, value }) => [label, ...value.map((part) => Object.values(part).join(' '))].join(' ');
  if (facts.some((fact) => /\bsimulator\b/i.test(words(fact)))) byId('simulator').hidden = false;
}

/** Credits change when something of mine begins or ends. */
function refreshSoon() {
  clearTimeout(refreshDue);
  refreshDue = setTimeout(() => void refreshMe(), 250);
}

async function refreshMe() {
  const asked = me();
  try {
    const { credits, isModerator } = await fetchMe();
    if (asked !== me()) return;
    moderator = isModerator;
    showCredits(credits);
  } catch {
    // The stream tells about a lost connection; the number is asked for again with the next change.
  }
}

function showCredits(credits) {
  const pill = byId('credits');
  pill.hidden = !credits;
  if (!credits) return;
  pill.replaceChildren(
    el('b', { text: credits.available.toLocaleString() }),
    credits.available === 1 ? 'credit' : 'credits',
  );
  const held = credits.held > 0 ? ` ${credits.held} are held for what is running.` : '';
  pill.title = `${credits.available} of your credits are left.${held} More come ${new Date(credits.moreAt).toLocaleString()}.`;
}

async function loadMenu() {
  try {
    composer.setMenu(await fetchMenu());
  } catch {
    composer.refuse('The list of commands could not be loaded. Reload the page.');
  }
}

function enter() {
  const name = me();
  byId('person').replaceChildren(avatar(name), el('span', { text: name }));
  byId('person').setAttribute('aria-label', `You are ${name}. Switch the name`);
  room.clear();
  // Nothing that only the one before could see may stay.
  composer.attachments.clear();
  announce('');
  void refreshMe();
  void loadMenu();
  follow({
    connected: (there) => {
      byId('lost').hidden = there;
    },
    snapshot: (messages) => {
      for (const message of messages) noticeSimulator(message);
      room.snapshot(messages);
      refreshSoon();
    },
    upsert: (message) => {
      noticeSimulator(message);
      room.upsert(message);
      if (message.owner.userId !== myId() || message.content.kind === 'waiting') return;
      refreshSoon();
      // Names of templates are offered while somebody types.
      if (/^template (save|share|remove)$/.test(message.said.name)) void loadMenu();
    },
    remove: room.remove,
  });
}

function showWelcome() {
  byId('welcome').append(
    el('h2', { text: 'What shall we make?' }),
    el('p', { text: 'Describe a picture, or attach some and say what should change.' }),
    el(
      'div',
      { class: 'ideas' },
      IDEAS.map(([title, words]) =>
        el(
          'button',
          { type: 'button', class: 'idea', onclick: () => composer.write(words) },
          el('b', { text: title }),
          el('span', { text: words.replace(/ \w+:\S+$/, '') }),
        ),
      ),
    ),
  );
}

byId('person').addEventListener('click', () =>
  askName((name) => {
    rename(name);
    enter();
  }),
);
byId('credits').addEventListener('click', () => composer.write('/credits'));
/** Words that came with the address, such as those of a result to be made again: they wait in the box for who sends them. */
function takeWords() {
  const [, given] = /^#say=(.*)$/s.exec(location.hash) ?? [];
  if (given === undefined) return;
  history.replaceState(null, '', location.pathname + location.search);
  try {
    composer.write(decodeURIComponent(given));
  } catch {
    // Not from Easel: there is nothing to be read in it.
  }
}

takePictures(composer);
showWelcome();
enter();
takeWords();
