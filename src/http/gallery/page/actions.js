import { button } from './button.js';
import { announce, el, toast } from './look/dom.js';
import { download, remove } from './server.js';

/** What can be done with a result. `gone` is told when it was deleted. */
export function actionsOf({ item, again, platform }, { which, gone, viewer }) {
  const name = item.pictures[which()].name;
  const bar = el(
    'div',
    { class: 'row' },
    button('Download original', 'download', ({ currentTarget }) => void save(item, which(), currentTarget), {
      title: name,
    }),
    again && reuse(again, platform),
    (item.isOwn || viewer.isModerator) &&
      button('Delete', 'delete', () => askToDelete(item, gone, viewer), { class: 'button danger' }),
  );
  return el('section', { 'aria-label': 'What to do with it' }, bar, again && platform !== 'playground' && paste(again));
}

async function save({ id, pictures }, which, from) {
  from.disabled = true;
  try {
    await download(id, which, pictures[which].name);
  } catch (error) {
    toast(error.message);
  } finally {
    from.disabled = false;
    from.focus();
  }
}

/** On the playground the message box takes the words at once; elsewhere they are pasted. */
function reuse(again, platform) {
  if (platform === 'playground')
    return el('a', { class: 'button', href: `./#say=${encodeURIComponent(again.line)}`, text: 'Use again' });
  return button('Copy command', 'copy', () => void copy(again.line));
}

function paste({ line, needsPictures }) {
  const words = needsPictures
    ? 'To make it again, paste this into the chat and attach the pictures once more:'
    : 'To make it again, or a little different, paste this into the chat:';
  return el(
    'div',
    { class: 'paste' },
    el('p', { class: 'hint', text: words }),
    el('code', { text: line, dir: 'auto' }),
  );
}

async function copy(line) {
  try {
    await navigator.clipboard.writeText(line);
    toast('Copied. Paste it into the chat.');
  } catch {
    // Browsers give the clipboard only to addresses they trust.
    toast('Your browser does not let pages copy. Mark the line and copy it yourself.');
  }
}

function askToDelete(item, gone, { changesUntil }) {
  if (Date.now() >= changesUntil)
    return toast('To delete, open the gallery anew: say /history in the chat. A link may delete for 15 minutes.');
  const dialog = el('dialog', { class: 'ask', 'aria-labelledby': 'ask-title' });
  const what = item.pictures.length > 1 ? `these ${item.pictures.length} pictures` : 'this picture';
  const yes = button('Delete', 'delete', () => void deleteNow(item, dialog, yes, gone), {
    class: 'button strong danger',
  });
  dialog.append(
    el('h2', { id: 'ask-title', text: `Delete ${what}?` }),
    el('p', { text: 'The files and the message in the chat are removed for good.' }),
    el(
      'div',
      { class: 'row' },
      button('Keep', 'close', () => dialog.close(), { autofocus: true }),
      yes,
    ),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

async function deleteNow(item, dialog, yes, gone) {
  yes.disabled = true;
  try {
    await remove(item.id);
    dialog.close();
    announce('Deleted.');
    gone(item.id);
  } catch (error) {
    dialog.close();
    // Somebody else was first: it is gone, as wanted.
    if (error.code === 'not-found') gone(item.id);
    else toast(error.message);
  }
}
