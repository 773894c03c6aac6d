/** Talks to Easel. The token came behind the number sign of the address and leaves it at once: nobody reads it over a shoulder. */

const KEPT = 'easel-gallery';
/** More pictures than anybody scrolls past in one go; older ones are let go. */
const PICTURES_KEPT = 400;

let token = '';
const pictures = new Map();

/** A token, and behind it what the chat looked for. */
const GIVEN = /^#([\w-]{20,200})(?:&(.*))?$/s;

/** Whether a token stands in the address. */
export const hasToken = () => GIVEN.test(location.hash);

/** Takes the token of the address, else the one this tab came with before it was loaded again. @returns whether there is one. */
export function takeToken(begin) {
  const [, given, words] = GIVEN.exec(location.hash) ?? [];
  if (given !== undefined) {
    sessionStorage.setItem(KEPT, given);
    begin(Object.fromEntries(new URLSearchParams(words)));
    history.replaceState(null, '', location.pathname + location.search);
  }
  token = sessionStorage.getItem(KEPT) ?? '';
  return token !== '';
}

/** What went wrong, with a code where Easel knows it. */
const refusal = (message, code) => Object.assign(new Error(message), { code });

/** This link opens nothing any more. */
export const isOver = ({ code }) => code === 'page-over';

async function ask(path, options = {}) {
  const answer = await fetch(`gallery/${path}`, {
    ...options,
    headers: { authorization: `Bearer ${token}` },
  }).catch((error) => {
    if (error.name === 'AbortError') throw error;
    throw refusal('Easel cannot be reached. Check your connection, then try again.', 'unreachable');
  });
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  throw refusal(told.error?.message ?? 'Something went wrong inside Easel.', told.error?.code);
}

/** One page of results. */
export async function search(wanted, signal) {
  const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== undefined && value !== ''));
  return (await ask(`results?${query}`, { signal })).json();
}

export const detail = async (id) => (await ask(`results/${encodeURIComponent(id)}`)).json();

export async function remove(id) {
  await ask(`results/${encodeURIComponent(id)}`, { method: 'DELETE' });
  for (const path of [...pictures.keys()]) if (path.startsWith(`pictures/${id}/`)) letGo(path);
}

/** The address of a picture inside this page, once it has come. */
export function picture(id, which, size) {
  const path = `pictures/${encodeURIComponent(id)}/${which}/${size}`;
  const known = pictures.get(path);
  if (known) return known;
  const coming = load(path);
  pictures.set(path, coming);
  coming.catch(() => pictures.delete(path));
  if (pictures.size > PICTURES_KEPT) letGo(pictures.keys().next().value);
  return coming;
}

const load = async (path) => URL.createObjectURL(await (await ask(path)).blob());

function letGo(path) {
  pictures.get(path)?.then(URL.revokeObjectURL, () => undefined);
  pictures.delete(path);
}

/** Saves a picture as it was made. */
export async function download(id, which, name) {
  const address = await load(`pictures/${encodeURIComponent(id)}/${which}/original`);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
