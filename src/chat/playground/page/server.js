import { me } from './session.js';

/** What the server said no to, in its own sentence. */
class Refusal extends Error {}

const named = (path, more = {}) => `/playground/${path}?${new URLSearchParams({ name: me(), ...more })}`;

export const pictureUrl = (id, which, more) => named(`pictures/${id}/${which}`, more);
export const previewUrl = (id, step) => named(`previews/${id}/${step}`);
export const eventsUrl = () => named('events');

export const fetchMenu = () => read('commands');
export const fetchMe = () => read('me');

export const newEventId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};

/** Sends a command or a form. `pictures` are pairs of an option and a file or a reference. */
export function sendForm(path, { eventId, options, pictures, ...fields }) {
  return post(path, () => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ eventId, name: me(), ...fields })) form.append(name, value);
    form.append('options', JSON.stringify(options));
    for (const [option, from] of pictures) form.append(`picture:${option}`, from);
    return { body: form };
  });
}

export function sendPress(state) {
  const body = JSON.stringify({ eventId: newEventId(), name: me(), state });
  return post('buttons', () => ({ body, headers: { 'Content-Type': 'application/json' } }));
}

async function read(path) {
  const answer = await fetch(named(path));
  if (!answer.ok) throw new Refusal('The server did not answer as expected.');
  return answer.json();
}

/** A lost connection is tried again with the same event id: the server knows a repeat, so nothing happens twice. */
async function post(path, build, triesLeft = 3) {
  let answer;
  try {
    answer = await fetch(`/playground/${path}`, { method: 'POST', ...build() });
  } catch {
    if (triesLeft <= 1) throw new Refusal('Easel cannot be reached. Nothing is lost: send it again in a moment.');
    await new Promise((resolve) => setTimeout(resolve, 700));
    return post(path, build, triesLeft - 1);
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(body.error?.message ?? `The server answered ${answer.status}.`);
  return body;
}
