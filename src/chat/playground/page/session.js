/** Who is at the page: a name, kept in this browser. */

const NAME = 'easel.name';
const RECENT = 'easel.names';
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/u;

export const cleanName = (name) => {
  const clean = name.normalize('NFC').trim();
  const length = [...clean].length;
  return length >= 1 && length <= 32 && !INVISIBLE.test(clean) ? clean : undefined;
};

const read = (key) => {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
};

const write = (key, value) => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing still works; the name lasts until the page is closed.
  }
};

let current = cleanName(read(NAME)) ?? 'Guest';

export const me = () => current;
export const myId = () => current.toLowerCase();

export function rename(name) {
  const names = [...new Set([name, current, ...recentNames()])];
  current = name;
  write(NAME, name);
  write(RECENT, JSON.stringify(names.slice(0, 6)));
}

export function recentNames() {
  try {
    const names = JSON.parse(read(RECENT));
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string' && cleanName(name) === name) : [];
  } catch {
    return [];
  }
}
