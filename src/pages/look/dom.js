/**
 * Builds an element. `text` becomes text, never markup; functions become listeners; `false` and `undefined` are left out.
 * What people wrote reaches the page only through here, as text.
 */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false || value === null) continue;
    if (name === 'text') node.textContent = value;
    else if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

export const byId = (id) => document.getElementById(id);

const SHAPES = {
  plus: 'M12 5v14M5 12h14',
  up: 'M12 19V5M6 11l6-6 6 6',
  turn: 'M12 3a9 9 0 1 1-9 9',
  download: 'M12 4v11M7 10l5 5 5-5M5 20h14',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13.5 6.500l4 4',
  reference: 'M12 5H4v14h16v-7M4 17l5-5 4 4 2-2 5 5M18 3v6M15 6h6',
  delete: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  reroll: 'M4 11a8 8 0 0 1 14-4l2 2M20 4v5h-5M20 13a8 8 0 0 1-14 4l-2-2M4 20v-5h5',
  vary: 'M12 4l1.8 5.200L19 11l-5.2 1.800L12 18l-1.8-5.200L5 11l5.2-1.800zM19 17v4M17 19h4',
  upscale: 'M4 20l7-7M4 14v6h6M20 4l-7 7M20 10V4h-6',
  paint: 'M4 20c3 0 5-1 5-3.500a2.500 2.500 0 0 0-5 0C4 18 3 19 2 20zM9.500 14.500L19 4l1.500 1.500-9 11',
  open: 'M14 4h6v6M20 4l-9 9M11 5H5v14h14v-6',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  cancel: 'M6 6l12 12M18 6L6 18',
  share: 'M12 15V4M8 8l4-4 4 4M5 13v7h14v-7',
  thread: 'M4 5h16v11H9l-5 4z',
  left: 'M15 5l-7 7 7 7',
  right: 'M9 5l7 7-7 7',
  lock: 'M8 11V8a4 4 0 0 1 8 0v3M6 11h12v9H6z',
  warning: 'M12 4L2.8 20h18.400zM12 10v4M12 17.200v.100',
  tick: 'M5 12.500l4.5 4.500L19 7.5',
  confirm: 'M5 12.500l4.5 4.500L19 7.5',
  command: 'M6 7l5 5-5 5M12 18h7',
  decide: 'M12 4v16M5 8h14M5 8l-2 6h6zM19 8l-2 6h6z',
  appeal: 'M4 5h16v11H9l-5 4z',
  hidden: 'M3 12s3.500-6 9-6 9 6 9 6-3.500 6-9 6-9-6-9-6zM4 4l16 16',
  close: 'M6 6l12 12M18 6L6 18',
  again: 'M4 20h4L19 9l-4-4L4 16zM13.5 6.500l4 4',
  compare: 'M12 3v18M4 6h5v12H4zM15 6h5v12h-5z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  show: 'M3 12s3.500-6 9-6 9 6 9 6-3.500 6-9 6-9-6-9-6zM12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5',
  broken: 'M4 5h16v14H4zM4 16l5-5 3 3M14 10l-2 4 4 1-2 4',
};

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', SHAPES[name] ?? SHAPES.vary);
  svg.append(path);
  return svg;
}

/** Lays out Easel's own text tree. Links open only where they lead to the web. */
export const rich = (parts) => parts.map(richPart);

function richPart(part) {
  if ('plain' in part) return el('bdi', { text: part.plain });
  if ('bold' in part) return el('b', { text: part.bold });
  if ('code' in part) return el('code', { text: part.code });
  if ('mention' in part) return el('b', { text: `@${part.mention}` });
  if ('channel' in part) return el('b', { text: `#${part.channel}` });
  if ('time' in part) return timeOf(part.time);
  if (!/^https?:\/\//.test(part.link)) return el('span', { text: part.label });
  return el('a', { href: part.link, target: '_blank', rel: 'noreferrer noopener', text: part.label });
}

/** Today's times as a time, others with their day. */
export function clockTime(at) {
  const date = new Date(at);
  const now = new Date();
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' };
  const day = date.toDateString() === now.toDateString() ? {} : { day: 'numeric', month: 'short', ...year };
  return date.toLocaleString(undefined, { ...day, hour: '2-digit', minute: '2-digit' });
}

export const timeOf = (at) => el('time', { datetime: new Date(at).toISOString(), text: clockTime(at) });

export function toast(words) {
  const note = el('p', { class: 'toast', text: words });
  byId('toasts').append(note);
  setTimeout(() => note.remove(), 6000);
}

/** Reads something out to who listens instead of looking. */
export function announce(words) {
  byId('announcer').textContent = words;
}
