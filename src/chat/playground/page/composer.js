import { createAttachments } from './attachments.js';
import { assignPictures, isFamily, mainOption, optionOf, readDraft, suggest, valuesOf } from './draft.js';
import { byId, el, icon } from './look/dom.js';
import * as panel from './panel.js';
import { newEventId, sendForm } from './server.js';

const box = byId('prompt');
const send = byId('send');
const problem = byId('problem');
const count = byId('count');

let sent = () => undefined;
let opened = () => undefined;

/** `sent` is called once the server has taken a message, `opened` with a form where it answered with one. */
export function onComposed(handlers) {
  ({ sent, opened } = handlers);
}

let commands = [];
let promptLimit;
let picks = {};
/** What is meant for one message; everything else stays picked for the next. */
const OF_ONE_PICTURE = ['mode', 'region', 'scale'];
let eventId;
let busy = false;

const attachments = createAttachments({ container: byId('attachments'), changed: () => changed(), withMask: true });
const known = () => ({ commands, hasPictures: attachments.list().length > 0 });
const draft = () => readDraft(box.value, known());

/** Something else would be sent now, so it is another event. */
function changed() {
  eventId = undefined;
  problem.hidden = true;
  refresh();
}

function refresh() {
  const { command, words, typed } = draft();
  send.disabled = busy || (words === '' && !typed && attachments.list().length === 0);
  fitHeight();
  showCount(command, words);
  showOptions(command);
}

function showCount(command, words) {
  const main = mainOption(command);
  const max = main?.id === 'prompt' ? promptLimit : main?.max;
  const length = [...words].length;
  count.hidden = !max || length < max * 0.8;
  count.textContent = `${length.toLocaleString()} / ${max?.toLocaleString()}`;
  count.classList.toggle('over', length > max);
}

function showOptions(command) {
  const main = mainOption(command);
  const shown = command?.options.filter((option) => option.kind !== 'image' && option !== main) ?? [];
  const typed = draft().options;
  byId('options').replaceChildren(...shown.map((option) => optionButton(option, typed[option.id] ?? picks[option.id])));
}

function optionButton(option, value) {
  const title = value === undefined ? option.id : `${option.id}: ${value}`;
  return el('button', {
    type: 'button',
    class: value === undefined ? 'option' : 'option set',
    title: option.about,
    'data-option': option.id,
    'aria-haspopup': 'listbox',
    text: title,
    onclick: (event) => chooseValue(option, value, event.currentTarget),
  });
}

function chooseValue(option, value, from) {
  const values = valuesOf(option).map((one) => ({
    label: one.value,
    hint: one.label === one.value ? '' : one.label,
    value: one.value,
    current: one.value === value,
  }));
  if (values.length === 0) return typeOption(option);
  const none = { label: 'As suits', hint: 'Leave it open', current: value === undefined };
  panel.open({
    title: option.about,
    list: [none, ...values],
    from,
    take: (item) => {
      pick(option.id, item.value);
      panel.close();
      byId('options').querySelector(`[data-option="${option.id}"]`)?.focus();
    },
  });
}

function pick(id, value) {
  const { [id]: _old, ...others } = picks;
  picks = value === undefined ? others : { ...others, [id]: value };
  changed();
}

/** Words go between quotes, with the caret there, because they may have blanks in them. */
function typeOption({ id, kind }) {
  panel.close();
  const quotes = kind === 'text' ? '""' : '';
  const there = new RegExp(`(?:^|\\s)${id}:["“„]?`, 'i').exec(box.value);
  if (!there) box.value = `${box.value.trimEnd()} ${id}:${quotes}`.trimStart();
  box.focus();
  const caret = there ? there.index + there[0].length : box.value.length - quotes.length / 2;
  box.setSelectionRange(caret, caret);
  changed();
}

function showSuggestions() {
  const found = suggest(box.value.slice(0, box.selectionStart), known());
  if (!found || found.items.length === 0) return panel.close();
  panel.open({ title: found.title, list: found.items, eager: found.eager, take: accept });
}

function accept({ replace, by, behind = '', pick: picked }) {
  const before = box.value.slice(0, box.selectionStart).replace(replace, by);
  const after = behind + box.value.slice(box.selectionStart);
  box.value = before + after;
  box.setSelectionRange(before.length, before.length);
  if (picked) pick(...picked);
  changed();
  box.focus();
  showSuggestions();
}

function fitHeight() {
  if (CSS.supports('field-sizing', 'content')) return;
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}

function refuse(words) {
  problem.textContent = words;
  problem.hidden = false;
}

/** What will be sent, or the sentence that says why it cannot be. */
function compose() {
  const { name, command, words, options: typed } = draft();
  if (!command && isFamily(commands, name)) return { command: name, options: {}, pictures: [] };
  if (!command) return { problem: `There is no command /${name}. Type / to see them all.` };
  const main = mainOption(command);
  if (words !== '' && !main) return { problem: `/${name} takes no words; its options are written as name:value.` };
  const chosen = Object.fromEntries(Object.entries(picks).filter(([id]) => optionOf(command, id)));
  const assigned = assignPictures(command, attachments.list());
  if (assigned.problem) return assigned;
  const options = { ...chosen, ...typed, ...(words !== '' && { [main.id]: words }) };
  if (main?.id === 'prompt' && words === '' && !speaksForItself(options))
    return { problem: 'Write what the picture should show, or what should change.' };
  return { command: name, options, pictures: assigned.pictures };
}

/** What needs no words: work on a whole picture, and a look at its lettered grid. */
const speaksForItself = ({ mode, region }) => mode === 'upscale' || mode === 'remove-background' || region === 'grid';

async function submit() {
  const message = compose();
  if (message.problem) return refuse(message.problem);
  eventId ??= newEventId();
  setBusy(true);
  try {
    const { form } = await sendForm('requests', { eventId, ...message });
    box.value = '';
    attachments.clear();
    for (const id of OF_ONE_PICTURE) pick(id, undefined);
    changed();
    if (form) opened(form);
    sent();
    setBusy(false);
  } catch (error) {
    // The event id is kept until something changes, so that sending again cannot double what did arrive.
    setBusy(false);
    refuse(error.message);
  }
}

function setBusy(now) {
  busy = now;
  box.readOnly = now;
  send.classList.toggle('busy', now);
  send.replaceChildren(icon(now ? 'turn' : 'up'));
  refresh();
}

function onKey(event) {
  if (event.isComposing) return;
  if (panel.isOpen() && !event.shiftKey) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      return panel.move(event.key === 'ArrowDown' ? 1 : -1);
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      return panel.close();
    }
    if (event.key === 'Tab' && panel.activeIndex() < 0) panel.move(1);
    if ((event.key === 'Enter' || event.key === 'Tab') && panel.takeActive()) return event.preventDefault();
  }
  if (event.key !== 'Enter' || event.shiftKey) return;
  event.preventDefault();
  panel.close();
  if (!send.disabled) void submit();
}

box.addEventListener('input', () => {
  changed();
  showSuggestions();
});
box.addEventListener('keydown', onKey);
box.addEventListener('blur', () => {
  if (document.activeElement?.closest('#panel') === null) panel.close();
});
byId('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  panel.close();
  if (!busy) void submit();
});
// A mouse has no way to push a line sideways.
byId('options').addEventListener(
  'wheel',
  (event) => {
    const { currentTarget: line, deltaX, deltaY } = event;
    if (deltaX !== 0 || line.scrollWidth <= line.clientWidth) return;
    event.preventDefault();
    line.scrollLeft += deltaY;
  },
  { passive: false },
);
send.append(icon('up'));

/** The message box, for the rest of the page. */
export const composer = {
  attachments,
  setMenu(menu) {
    ({ commands, promptLimit } = menu);
    // What is written stays what it is, so a message that is on its way is not sent as another one.
    refresh();
  },
  write(words) {
    box.value = words;
    changed();
    box.focus();
  },
  focus: () => box.focus(),
  refuse,
};
