import { el, icon } from './look/dom.js';
import { pictureUrl } from './server.js';
import { myId } from './session.js';

/** The card's actions with what they do here. Download and Reference need no server; who may press the others, it decides. */
export function actionsOf(message, card, actions) {
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

/** The buttons of a whole card; those of one picture among several stand below it. */
export function buttons(message, card, actions) {
  const single = card.pictures?.length === 1;
  const shown = actionsOf(message, card, actions).filter(({ picture }) => picture === undefined || single);
  return shown.length === 0 ? undefined : el('div', { class: 'buttons' }, shown.map(button));
}

const LOOKS = { delete: 'end', confirm: 'strong' };

export function button(action) {
  const attributes = { class: `button ${LOOKS[action.kind] ?? ''}`.trim() };
  const content = [icon(action.kind), action.label];
  if (action.href) return el('a', { ...attributes, href: action.href, download: action.file }, content);
  return el('button', { type: 'button', ...attributes, onclick: (event) => action.run(event.currentTarget) }, content);
}

/** Small, because there may be ten pictures on a phone: a sign, with its word for who cannot see it. */
export function tool(action, index) {
  const numbered = action.kind in NUMBERED;
  const name = numbered ? action.label : `${action.label} ${index + 1}`;
  const content = numbered ? action.label : icon(action.kind);
  const attributes = { class: 'tool', 'aria-label': name, title: titleOf(action, index) };
  if (action.href) return el('a', { ...attributes, href: action.href, download: action.file }, content);
  return el('button', { type: 'button', ...attributes, onclick: (event) => action.run(event.currentTarget) }, content);
}

const NUMBERED = {
  vary: (number) => `Vary picture ${number}`,
  upscale: (number) => `Upscale picture ${number}`,
  pick: (number) => `Show picture ${number} by itself`,
};

const titleOf = ({ kind, label }, index) => NUMBERED[kind]?.(index + 1) ?? label;
