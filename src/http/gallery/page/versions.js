import { el } from './look/dom.js';
import { framed } from './pictures.js';

/** The steps of a chain, in order; the one that is shown is marked. Nothing where there is only one. */
export function versionStrip({ item, versions }, open) {
  if (versions.length < 2) return undefined;
  const steps = versions.map((version) => step(version, version.id === item.id, open));
  return el(
    'section',
    {},
    el('h3', { text: 'Versions' }),
    el('div', { class: 'sheet', role: 'group', 'aria-label': 'Versions' }, steps),
  );
}

const step = ({ id, label, isHidden }, isShown, open) =>
  el(
    'button',
    {
      type: 'button',
      class: 'step',
      'aria-current': isShown ? 'true' : undefined,
      'aria-label': isHidden ? `Version ${label}, hidden` : `Version ${label}`,
      onclick: () => open(id),
    },
    framed({ id, which: 0, alt: '', isHidden, cover: '' }),
    el('span', { text: label }),
  );

/** What the shown version was made of, and itself, to be compared; nothing where it was made of words alone. */
export function compared({ item, versions }, which) {
  const shown = versions.find(({ id }) => id === item.id);
  if (!shown?.before) return undefined;
  const after = {
    id: item.id,
    which,
    label: versions.length > 1 ? shown.label : 'after',
    alt: `After: ${item.pictures[which].alt}`,
  };
  if (shown.before === 'reference')
    return item.isOwn
      ? [{ id: item.id, which: 'reference', label: 'before', alt: 'Before: the picture that was given' }, after]
      : undefined;
  const { label, picture } = shown.before;
  const source = versions.find((one) => one.label === label);
  return source && [{ id: source.id, which: picture, label, alt: `Before: version ${label}` }, after];
}
