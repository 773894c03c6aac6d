import { el, icon } from './look/dom.js';

/** Some systems do not count these among the pictures. */
export const ACCEPTED = 'image/*,.heic,.heif,.avif';

/** The picture, or its name where this browser cannot show such pictures; Easel may well read them. */
function shownAs({ url, label }) {
  const picture = el('img', { src: url, alt: label, title: label });
  picture.addEventListener('error', () =>
    picture.replaceWith(
      el('span', { class: 'file', title: label }, icon('file'), el('span', { dir: 'auto', text: label })),
    ),
  );
  return picture;
}

/** The pictures of a message or a form field that is being written. `from` is a file, or the name of a picture in the room. */
export function createAttachments({ container, changed, withMask = false, max = 40 }) {
  let list = [];

  function set(next) {
    const kept = new Set(next.slice(0, max).map(({ url }) => url));
    for (const { from, url } of [...list, ...next]) {
      if (from instanceof File && !kept.has(url)) URL.revokeObjectURL(url);
    }
    list = next.slice(0, max);
    container.replaceChildren(...list.map(thumbnail));
    container.hidden = list.length === 0;
    changed();
  }

  function thumbnail(attachment) {
    return el(
      'figure',
      { class: 'attachment' },
      shownAs(attachment),
      el(
        'button',
        {
          type: 'button',
          class: 'remove',
          'aria-label': `Remove ${attachment.label}`,
          onclick: () => set(list.filter((one) => one !== attachment)),
        },
        icon('cancel'),
      ),
      withMask && (list.length > 1 || attachment.mask) ? maskToggle(attachment) : undefined,
    );
  }

  const maskToggle = (attachment) =>
    el('button', {
      type: 'button',
      class: 'as-mask',
      'aria-pressed': String(Boolean(attachment.mask)),
      'aria-label': `Use ${attachment.label} as mask`,
      text: attachment.mask ? 'Mask' : 'Use as mask',
      onclick: () => set(list.map((one) => ({ ...one, mask: one === attachment && !one.mask }))),
    });

  return {
    list: () => list,
    clear: () => set([]),
    addFiles: (files) =>
      set([
        ...list,
        ...files.map((file) => ({ from: file, url: URL.createObjectURL(file), label: file.name || 'picture' })),
      ]),
    addReference: ({ from, url, label }) => {
      if (!list.some((one) => one.from === from)) set([...list, { from, url, label }]);
    },
  };
}
