import { byId, icon } from './look/dom.js';

/** The three ways a picture gets into the message box: the button, dropping and pasting. */
export function takePictures(composer) {
  const files = byId('files');
  const drop = byId('drop');
  const attach = byId('attach');
  let depth = 0;

  function add(list) {
    const all = [...list];
    if (all.length === 0) return;
    composer.attachments.addFiles(all);
    composer.focus();
  }

  attach.append(icon('plus'));
  attach.addEventListener('click', () => files.click());
  files.addEventListener('change', () => {
    add(files.files);
    files.value = '';
  });

  const carriesFiles = (event) =>
    event.dataTransfer?.types.includes('Files') && !document.querySelector('dialog[open]');
  addEventListener('dragenter', (event) => {
    if (!carriesFiles(event)) return;
    depth += 1;
    drop.hidden = false;
  });
  addEventListener('dragleave', (event) => {
    if (!carriesFiles(event)) return;
    depth = Math.max(0, depth - 1);
    drop.hidden = depth === 0;
  });
  // Always prevented: a file dropped beside its place must not replace the page.
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    event.preventDefault();
    const wanted = carriesFiles(event);
    depth = 0;
    drop.hidden = true;
    if (wanted) add(event.dataTransfer.files);
  });
  addEventListener('paste', (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (pasted.length === 0 || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    add(pasted);
  });
}
