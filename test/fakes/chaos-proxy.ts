import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What befalls bytes on their way, in toxiproxy's words. `up` is towards the server, `down` towards the client. */
export type Toxic =
  /** Everything comes so much later. */
  | { readonly kind: 'latency'; readonly on: Direction; readonly ms: number }
  /** So many bytes a second. */
  | { readonly kind: 'bandwidth'; readonly on: Direction; readonly bytesPerSecond: number }
  /** Pieces of so many bytes, with a pause after each. */
  | { readonly kind: 'slicer'; readonly on: Direction; readonly bytes: number; readonly ms: number }
  /** The first bytes reset the connection; nothing of them gets through. */
  | { readonly kind: 'reset_peer'; readonly on: Direction }
  /** Nothing gets through, and the connection stays open. */
  | { readonly kind: 'timeout'; readonly on: Direction }
  /** After so many bytes the connection ends. */
  | { readonly kind: 'limit_data'; readonly on: Direction; readonly bytes: number };

export type Direction = 'up' | 'down';

/** A wire between a client and a server on loopback that can go wrong. */
export interface ChaosProxy {
  readonly url: string;
  /** From now on, on open connections too. */
  set(toxic: Toxic | undefined): void;
  /** Nobody listens any more, until it is back on the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** When something last came from the server, in epoch milliseconds. */
  readonly lastDownAt: number;
  close(): Promise<void>;
}

/** @param target `http://127.0.0.1:PORT` */
export async function startChaosProxy(target: string): Promise<ChaosProxy> {
  const { port: targetPort } = new URL(target);
  const open = new Set<Socket>();
  let toxic: Toxic | undefined;
  let lastDownAt = 0;
  const server = createServer((client) => {
    const far = connect(Number(targetPort), '127.0.0.1');
    for (const socket of [client, far]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.once('close', () => open.delete(socket));
      // What became of it the other end is told below.
      socket.on('error', () => {});
    }
    const ends = { client, far };
    void carry('up', client, far, ends);
    void carry('down', far, client, ends);
  });

  async function carry(on: Direction, from: Socket, to: Socket, ends: Ends): Promise<void> {
    const passed = { bytes: 0 };
    try {
      for await (const chunk of from) {
        if (on === 'down') lastDownAt = Date.now();
        await pass(toxic?.on === on ? toxic : undefined, chunk, { to, passed, ends });
      }
    } catch {
      // Broken off.
    }
    // Who hears nothing does not hear of the end either.
    if (toxic?.kind !== 'timeout' || toxic.on !== on) to.end();
  }

  async function listen(port: number): Promise<number> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    // A server on TCP answers its address as an object: https://nodejs.org/api/net.html#serveraddress
    return (server.address() as AddressInfo).port;
  }

  async function down(): Promise<void> {
    for (const socket of open) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  }

  const port = await listen(0);
  return {
    url: `http://127.0.0.1:${port}`,
    set(next) {
      toxic = next;
    },
    get lastDownAt() {
      return lastDownAt;
    },
    down,
    up: async () => void (await listen(port)),
    close: down,
  };
}

interface Ends {
  readonly client: Socket;
  readonly far: Socket;
}

interface Passing {
  readonly to: Socket;
  readonly passed: { bytes: number };
  readonly ends: Ends;
}

async function pass(toxic: Toxic | undefined, chunk: Buffer, { to, passed, ends }: Passing): Promise<void> {
  switch (toxic?.kind) {
    case 'latency':
      await pause(toxic.ms);
      return write(to, chunk);
    case 'bandwidth':
      return sliced(to, chunk, Math.ceil(toxic.bytesPerSecond / 100), 10);
    case 'slicer':
      return sliced(to, chunk, toxic.bytes, toxic.ms);
    case 'reset_peer':
      ends.far.destroy();
      return void ends.client.resetAndDestroy();
    case 'timeout':
      return;
    case 'limit_data': {
      const left = toxic.bytes - passed.bytes;
      passed.bytes += chunk.length;
      await write(to, chunk.subarray(0, Math.max(0, left)));
      if (chunk.length >= left) for (const end of [ends.far, ends.client]) end.destroy();
      return;
    }
    default:
      return write(to, chunk);
  }
}

async function sliced(to: Socket, chunk: Buffer, bytes: number, ms: number): Promise<void> {
  for (let at = 0; at < chunk.length && !to.destroyed; at += bytes) {
    await write(to, chunk.subarray(at, at + bytes));
    await pause(ms);
  }
}

const write = (to: Socket, chunk: Buffer): Promise<void> =>
  new Promise((written) => {
    if (to.destroyed || chunk.length === 0) written();
    else to.write(chunk, () => written());
  });
