import { eventsUrl } from './server.js';

let source;
let retry;

/**
 * Follows the room. The browser reconnects by itself after a lost connection; where the server refused the stream it gives up, so
 * then we ask again. Every connection begins with a snapshot.
 */
export function follow(handlers) {
  source?.close();
  clearTimeout(retry);
  const events = new EventSource(eventsUrl());
  source = events;
  const on = (name, handle) => events.addEventListener(name, ({ data }) => handle(JSON.parse(data)));
  on('snapshot', ({ messages }) => {
    handlers.connected(true);
    handlers.snapshot(messages);
  });
  on('upsert', handlers.upsert);
  on('remove', ({ id }) => handlers.remove(id));
  events.addEventListener('error', () => {
    if (source !== events) return;
    handlers.connected(false);
    if (events.readyState === EventSource.CLOSED) retry = setTimeout(() => follow(handlers), 2000);
  });
}
