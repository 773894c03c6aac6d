import { byId, el } from './look/dom.js';
import { complain, helpButton, showDone, showPrice, whileBusy } from './price-dialog.js';
import { goOnAs, Refusal, send } from './server.js';

/** The price comes first, in a dialog with what would change; only a yes to it sends the edit. */
export function createPrice({ say, makeMask, isEmpty }) {
  let asked;
  let isSent = false;

  byId('ask').addEventListener('submit', (event) => {
    event.preventDefault();
    void ask(false);
  });
  byId('back').addEventListener('click', () => byId('price').close());
  byId('edit').addEventListener('click', () => void edit());
  byId('price').addEventListener('close', () => byId('go').focus());
  return { isSent: () => isSent };

  async function ask(everything) {
    byId('problem').hidden = true;
    const missing = missingIn(isEmpty());
    if (missing) return complain(byId('problem'), missing);
    await whileBusy(byId('go'), 'Asking …', async () => {
      try {
        const painted = { ...wordsOf(), everything, mask: await makeMask() };
        asked = { painted, price: await send('price', painted) };
        showPrice(asked.price);
      } catch (error) {
        refuse(error);
      }
    });
  }

  async function edit() {
    await whileBusy(byId('edit'), 'Sending …', async () => {
      try {
        const sent = await send('edit', { ...asked.painted, seen: asked.price.credits });
        isSent = true;
        showDone(sent);
        say('Your edit is on its way');
      } catch (error) {
        if (error.token) goOnAs(error.token);
        refuse(error);
      }
    });
  }

  function refuse(error) {
    const known = error instanceof Refusal ? error : new Refusal('Something went wrong on this page. Try again.');
    complain(byId(byId('price').open ? 'price-problem' : 'problem'), known.message, actionFor(known));
  }

  /** What helps in one press, where something does. */
  function actionFor({ code }) {
    if (code === 'all-painted') return helpButton('Change all of it', () => void ask(true));
    if (code === 'price-changed') return helpButton('Show the new price', () => void ask(asked.painted.everything));
    return code === 'page-over' ? helpButton('Save the mask as a file', () => void save()) : undefined;
  }

  /** What was painted is not lost with its link: it can be attached as a mask in the chat. */
  async function save() {
    const url = URL.createObjectURL(await makeMask());
    el('a', { href: url, download: 'mask.png' }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
}

const wordsOf = () => ({ prompt: byId('prompt').value.trim(), exact: byId('exact').checked });

function missingIn(isEmpty) {
  if (isEmpty) return 'Paint over the part of the picture that may change first.';
  if (byId('prompt').value.trim() !== '') return undefined;
  byId('prompt').focus();
  return 'Write what should happen in the painted part.';
}
