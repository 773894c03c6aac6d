/** What the server said no to, in its own sentence. */
export class Refusal extends Error {
  constructor(message, { code, token } = {}) {
    super(message);
    this.code = code;
    /** The page once more, where this one was used up for nothing. */
    this.token = token;
  }
}

let base = location.pathname.replace(/\/+$/, '');

/** Goes on under another token; the address says so too, for when the page is loaded again. */
export function goOnAs(token) {
  base = base.replace(/[^/]+$/, token);
  history.replaceState(null, '', base);
}

export const fetchAbout = () => read(`${base}/about`).then((answer) => answer.json());
export const fetchPicture = () => read(`${base}/picture`).then((answer) => answer.blob());

/** @param what `price` or `edit`. */
export async function send(what, { mask, prompt, exact, everything, seen }) {
  const form = new FormData();
  form.append('mask', mask, 'mask.png');
  form.append('prompt', prompt);
  form.append('exact', exact ? 'yes' : 'no');
  form.append('everything', everything ? 'yes' : 'no');
  if (seen !== undefined) form.append('seen', String(seen));
  return (await read(`${base}/${what}`, { method: 'POST', body: form })).json();
}

const LOST = 'Easel cannot be reached. Nothing is lost: what you painted stays here. Try again in a moment.';

async function read(url, options) {
  let answer;
  try {
    answer = await fetch(url, { cache: 'no-store', ...options });
  } catch {
    throw new Refusal(LOST, { code: 'lost' });
  }
  if (answer.ok) return answer;
  const { error, token } = await answer.json().catch(() => ({}));
  throw new Refusal(error?.message ?? `The server answered ${answer.status}.`, { code: error?.code, token });
}
