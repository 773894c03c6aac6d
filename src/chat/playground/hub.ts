import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import { isVisible, type LiveState, type PlaygroundMessage, viewOf } from './message.ts';

/** Everybody who has the page open. */
export interface Hub {
  /** A stream of server-sent events for one person: a snapshot first, then every change. */
  connect(userId: string, snapshot: () => Promise<readonly object[]>): ReadableStream<Uint8Array>;
  /** Shows a message, or its newest state, to who may see it. */
  upsert(message: PlaygroundMessage, live?: LiveState): void;
  /** Takes a message off every page. */
  remove(messageId: string): void;
  isFull(): boolean;
  /** Ends every stream; the pages come back by themselves. */
  close(): void;
}

interface Client {
  readonly userId: string;
  send(chunk: string): void;
  /** What waits for it is still sent. */
  end(): void;
  /** Its page went, perhaps while its snapshot was still looked for: there is nothing to close any more. */
  leave(): void;
}

const HEARTBEAT_MS = 15_000;
const MAX_CLIENTS = 200;
/** What may wait for one slow page before it is dropped; it reconnects and begins with a fresh snapshot. */
const MAX_WAITING_BYTES = 4 * 1_048_576;

export function createHub({ clock, log }: { clock: Clock; log: Log }): Hub {
  const clients = new Set<Client>();
  let heart: { stop(): void } | undefined;

  function beat(): void {
    heart = undefined;
    for (const client of clients) client.send(': still here\n\n');
    if (clients.size > 0) heart = clock.after(HEARTBEAT_MS, beat);
  }

  function join(client: Client): void {
    clients.add(client);
    heart ??= clock.after(HEARTBEAT_MS, beat);
  }

  function leave(client: Client): void {
    clients.delete(client);
    if (clients.size > 0) return;
    heart?.stop();
    heart = undefined;
  }

  const broadcast = (chunk: string, to: (client: Client) => boolean): void => {
    for (const client of [...clients]) if (to(client)) client.send(chunk);
  };

  return {
    connect(userId, snapshot) {
      let client: Client | undefined;
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            client = createClient({ userId, controller, log, left: (gone) => leave(gone) });
            join(client);
            void begin(client, snapshot, log);
          },
          cancel() {
            client?.leave();
          },
        },
        new ByteLengthQueuingStrategy({ highWaterMark: MAX_WAITING_BYTES }),
      );
    },
    upsert(message, live) {
      broadcast(event('upsert', viewOf(message, live)), ({ userId }) => isVisible(message, userId));
    },
    remove: (messageId) => broadcast(event('remove', { id: messageId }), () => true),
    isFull: () => clients.size >= MAX_CLIENTS,
    close() {
      for (const client of [...clients]) client.end();
    },
  };
}

/** What happens between joining and the end of the snapshot is held back and sent after it, so that nothing falls between. */
async function begin(client: Client & Partial<Held>, snapshot: () => Promise<readonly object[]>, log: Log) {
  try {
    client.release?.(`retry: 1000\n${event('snapshot', { messages: await snapshot() })}`);
  } catch (error) {
    log.warn({ err: error }, 'playground snapshot failed');
    client.end();
  }
}

interface Held {
  /** Sends this first, then all that was held back. */
  release(first: string): void;
}

function createClient({
  userId,
  controller,
  log,
  left,
}: {
  userId: string;
  controller: ReadableStreamDefaultController<Uint8Array>;
  log: Log;
  left: (client: Client) => void;
}): Client & Held {
  const encoder = new TextEncoder();
  let held: string[] | undefined = [];
  let open = true;

  const client = {
    userId,
    send(chunk: string) {
      if (!open) return;
      if (held) return void held.push(chunk);
      controller.enqueue(encoder.encode(chunk));
      if ((controller.desiredSize ?? 0) >= 0) return;
      log.info({}, 'slow playground page dropped');
      client.leave();
      // An error, not an end: it lets go of what was waiting at once.
      controller.error(new Error('This page reads too slowly.'));
    },
    release(first: string) {
      const waiting = held ?? [];
      held = undefined;
      for (const chunk of [first, ...waiting]) client.send(chunk);
    },
    leave() {
      open = false;
      left(client);
    },
    end() {
      if (!open) return;
      client.leave();
      controller.close();
    },
  };
  return client;
}

const event = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
