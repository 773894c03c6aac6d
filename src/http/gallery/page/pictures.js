import { el, icon } from './look/dom.js';
import { picture } from './server.js';

/** Begins to load what comes near the window, and nothing else. */
const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      target.dispatchEvent(new Event('near'));
    }
  },
  { rootMargin: '400px' },
);

/** A small picture in a frame; it loads when it comes near. What is hidden stays covered, and is not even fetched. */
export function framed({ id, which, alt, isHidden, cover = 'Hidden' }) {
  if (isHidden) return el('span', { class: 'frame' }, covered(cover));
  const frame = el('span', { class: 'frame' });
  frame.addEventListener('near', () => void fill(frame, { id, which, alt }), { once: true });
  near.observe(frame);
  return frame;
}

export const covered = (words) => el('span', { class: 'cover' }, icon('hidden'), el('span', { text: words }));

async function fill(frame, { id, which, alt }) {
  try {
    frame.prepend(await imageOf(id, which, 'tile', alt));
  } catch {
    frame.prepend(el('span', { class: 'cover' }, icon('broken'), el('span', { text: 'Could not be loaded' })));
  }
}

/** A picture once it has come and can be shown. */
export async function imageOf(id, which, size, alt) {
  const image = el('img', { alt, draggable: 'false' });
  image.src = await picture(id, which, size);
  await image.decode();
  return image;
}
