import { ACCEPTED, createAttachments } from './attachments.js';
import { el, icon } from './look/dom.js';
import { newEventId, sendForm } from './server.js';
import { cleanName, me, recentNames } from './session.js';

/** Opens a dialog that is taken away when it closes; the browser gives the focus back to where it was. */
function openDialog(properties, ...children) {
  const dialog = el('dialog', { ...properties, onclose: () => dialog.remove() }, ...children);
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

const buttonRow = (dialog, label, kind = 'strong', words = 'Back') =>
  el(
    'div',
    { class: 'row' },
    el('button', { type: 'button', class: 'button', text: words, onclick: () => dialog().close() }),
    el('button', { type: 'submit', class: `button ${kind}`, text: label }),
  );

/** Asks once before something that cannot be taken back. */
export function confirmDelete(then) {
  const form = el(
    'form',
    {
      method: 'dialog',
      onsubmit: () => then(),
    },
    el('h2', { text: 'Delete this result?' }),
    el('p', { text: 'The pictures are removed for everybody and cannot be brought back. Credits stay spent.' }),
    buttonRow(() => dialog, 'Delete', 'danger', 'Keep it'),
  );
  const dialog = openDialog({ 'aria-label': 'Delete this result?' }, form);
}

/** Lets somebody be somebody else. */
export function askName(then) {
  const input = el('input', {
    type: 'text',
    id: 'new-name',
    value: me(),
    maxlength: '64',
    autocomplete: 'nickname',
    required: true,
  });
  const problem = el('p', {
    class: 'problem',
    role: 'alert',
    hidden: true,
    text: 'A name has 1 to 32 visible characters.',
  });
  const take = (words) => {
    const name = cleanName(words);
    problem.hidden = name !== undefined;
    if (name === undefined) return;
    dialog.close();
    then(name);
  };
  const others = recentNames().filter((name) => name !== me());
  const form = el(
    'form',
    {
      onsubmit: (event) => {
        event.preventDefault();
        take(input.value);
      },
    },
    el('h2', { text: 'Who are you?' }),
    el('p', { class: 'note', text: 'Every name has its own credits, history and private answers.' }),
    el('div', { class: 'field' }, el('label', { for: 'new-name', text: 'Name' }), input),
    others.length > 0
      ? el(
          'div',
          { class: 'recent', role: 'group', 'aria-label': 'Names used before' },
          others.map((name) =>
            el('button', { type: 'button', class: 'option', text: name, onclick: () => take(name) }),
          ),
        )
      : undefined,
    problem,
    buttonRow(() => dialog, 'Switch'),
  );
  const dialog = openDialog({ 'aria-label': 'Who are you?' }, form);
  input.select();
}

/** Shows a form the server answered with, and sends what was filled in. */
export function openForm(spec, sent) {
  const pictures = new Map();
  const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
  const submit = el('button', { type: 'submit', class: 'button strong', text: spec.submitLabel });
  let eventId = newEventId();
  const form = el(
    'form',
    {
      oninput: () => {
        eventId = newEventId();
      },
      onsubmit: (event) => {
        event.preventDefault();
        void send();
      },
    },
    el('h2', { text: spec.title }),
    el(
      'div',
      { class: 'fields' },
      spec.fields.map((field) => renderField(field, pictures)),
    ),
    problem,
    el(
      'div',
      { class: 'row' },
      el('button', { type: 'button', class: 'button', text: 'Back', onclick: () => dialog.close() }),
      submit,
    ),
  );
  const dialog = openDialog({ 'aria-label': spec.title }, form);

  async function send() {
    submit.disabled = true;
    problem.hidden = true;
    const options = {};
    for (const field of spec.fields) {
      const input = form.elements.namedItem(field.id);
      if (field.kind === 'flag') options[field.id] = input.checked;
      else if (field.kind !== 'image' && input?.value) options[field.id] = input.value;
    }
    const given = [...pictures].flatMap(([id, held]) => held.list().map(({ from }) => [id, from]));
    try {
      await sendForm('forms', { eventId, form: spec.name, state: spec.state, options, pictures: given });
      dialog.close();
      sent();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
      submit.disabled = false;
    }
  }
}

function renderField(field, pictures) {
  const id = `field-${field.id}`;
  const label = el('label', { for: id, text: field.label });
  if (field.kind === 'image') return imageField(field, id, pictures);
  if (field.kind === 'flag') return flagField(field, id);
  if (field.kind === 'choice' && field.hint) return openChoice(field, id, label);
  if (field.kind === 'choice') {
    const options = field.options.map((value) => el('option', { value, text: value, selected: value === field.value }));
    // Nobody has chosen what merely stands first.
    const open = field.value === undefined ? el('option', { value: '', text: 'As suits' }) : undefined;
    return el('div', { class: 'field' }, label, el('select', { id, name: field.id }, open, options));
  }
  const max = field.max ?? LONGEST_NAME;
  const long = max > 200;
  const shared = { id, name: field.id, required: field.required, maxlength: max, placeholder: SIGNS[field.kind] };
  const input = el(long ? 'textarea' : 'input', { ...shared, ...(!long && { type: 'text' }), autofocus: true });
  input.value = field.value ?? '';
  return el('div', { class: 'field' }, label, input, field.hint ? el('small', { text: field.hint }) : undefined);
}

/** People, roles and channels are known by their names here. */
const SIGNS = { person: '@ada', role: '@friends', channel: '#studio' };
const LONGEST_NAME = 64;

function flagField(field, id) {
  const input = el('input', { type: 'checkbox', id, name: field.id, checked: field.value });
  return el('div', { class: 'field flag' }, el('label', { for: id }, input, field.label));
}

/** Some values to choose from, and room to write another. */
function openChoice(field, id, label) {
  const list = el(
    'datalist',
    { id: `${id}-values` },
    field.options.map((value) => el('option', { value })),
  );
  const input = el('input', { type: 'text', id, name: field.id, list: list.id, required: field.required });
  input.value = field.value ?? '';
  return el('div', { class: 'field' }, label, input, list, el('small', { text: field.hint }));
}

function imageField(field, id, pictures) {
  const container = el('div', { class: 'attachments', hidden: true });
  const held = createAttachments({ container, changed: () => undefined, max: field.max });
  pictures.set(field.id, held);
  const input = el('input', {
    type: 'file',
    id,
    accept: ACCEPTED,
    multiple: field.max > 1,
    class: 'unseen',
    onchange: () => {
      held.addFiles([...input.files]);
      input.value = '';
    },
  });
  const choose = el(
    'button',
    { type: 'button', class: 'button', onclick: () => input.click() },
    icon('plus'),
    'Choose',
  );
  choose.setAttribute('aria-label', `Choose: ${field.label}`);
  return el(
    'div',
    { class: 'field' },
    el('label', { for: id, text: field.label }),
    container,
    el('div', {}, choose),
    input,
  );
}

/** One picture as large as the screen; the arrow keys go to the next. */
export function openLightbox(items, start) {
  let index = start;
  const image = el('img');
  const words = el('p', { dir: 'auto' });
  const save = el('a', { class: 'round', 'aria-label': 'Download', title: 'Download' }, icon('download'));
  const show = (next) => {
    index = (next + items.length) % items.length;
    const { alt, name, url, saveUrl } = items[index];
    image.src = url;
    image.alt = alt;
    words.textContent = alt;
    save.href = saveUrl;
    save.download = name;
  };
  const step = (name, by, kind) =>
    items.length > 1
      ? el(
          'button',
          { type: 'button', class: `round ${kind}`, 'aria-label': name, onclick: () => show(index + by) },
          icon(by < 0 ? 'left' : 'right'),
        )
      : el('span');
  const dialog = openDialog(
    {
      class: 'lightbox',
      'aria-label': 'Picture',
      onkeydown: ({ key }) => {
        if (key === 'ArrowLeft') show(index - 1);
        if (key === 'ArrowRight') show(index + 1);
      },
    },
    el(
      'header',
      {},
      save,
      el(
        'button',
        { type: 'button', class: 'round', 'aria-label': 'Close', onclick: () => dialog.close() },
        icon('cancel'),
      ),
    ),
    el(
      'div',
      { class: 'stage' },
      step('Previous', -1, 'previous'),
      el('div', { class: 'frame', onclick: () => dialog.close() }, image),
      step('Next', 1, 'next'),
    ),
    words,
  );
  show(start);
}
