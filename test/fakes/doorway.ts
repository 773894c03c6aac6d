import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * What a doorway does: everything passes; nothing passes; what is held stays held and only newcomers pass; questions pass and answers are
 * lost; there is no doorway.
 */
type Passing = 'all' | 'nothing' | 'newcomers' | 'questions' | 'closed';

/** Stands before a server, and can be in the way of whoever uses it. */
export interface Doorway {
  /** The same address, through the doorway. */
  readonly url: string;
  /** What is under way stays under way, unless it is closed. */
  set(passing: Passing): void;
  /** Newcomers are led to the server at this port; who is there already is sent away. */
  leadTo(port: number): void;
}

export async function openDoorway(url: string): Promise<Doorway> {
  const { hostname, port: first } = new URL(url);
  let port = Number(first);
  const pairs = new Set<readonly [Socket, Socket]>();
  let passing: Passing = 'all';

  const server = createServer((asking) => {
    if (passing === 'closed') return void asking.destroy();
    const answering = connect(port, hostname);
    const pair = [asking, answering] as const;
    pairs.add(pair);
    if (passing !== 'all') hold(pair);
    asking.on('data', (chunk) => void answering.write(chunk));
    answering.on('data', (chunk) => void (passing === 'questions' ? undefined : asking.write(chunk)));
    for (const socket of pair) socket.on('error', () => undefined).on('close', () => end(pair));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const hold = (pair: readonly [Socket, Socket]): void => {
    for (const socket of pair)
      if (passing === 'nothing') socket.pause();
      else socket.resume();
  };

  function end(pair: readonly [Socket, Socket]): void {
    pairs.delete(pair);
    for (const socket of pair) socket.destroy();
  }

  onTestFinished(() => {
    for (const pair of pairs) end(pair);
    server.close();
  });
  const through = new URL(url);
  // Listening on a port, it has an address with one.
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    set(next) {
      passing = next;
      if (next === 'newcomers') return;
      for (const pair of pairs) (next === 'closed' ? end : hold)(pair);
    },
    leadTo(next) {
      port = next;
      for (const pair of pairs) end(pair);
    },
  };
}
