import { Pool } from 'undici';
import type { Target } from './gateway-targets.ts';

/** What is asked of every gateway alike. */
export interface Wish {
  readonly quality: 'low' | 'high';
  readonly stream?: true;
}

/** A client of one gateway, over connections that stay open. */
export interface GatewayClient {
  readonly name: string;
  /** Asks once; how long until the last byte, in milliseconds, and how many bytes came. @throws where it was not 200. */
  ask(wish: Wish): Promise<Asked>;
  /** Asks for a stream. */
  stream(wish: Wish): Promise<Streamed>;
  close(): Promise<void>;
}

export interface Asked {
  readonly ms: number;
  readonly bytes: number;
}

export interface Streamed extends Asked {
  /** Until the first event was there whole. */
  readonly firstMs: number;
  /** The events in their order: the number of a preview, or `completed`. */
  readonly events: readonly string[];
}

const MODEL = 'gpt-image-2.6-flare';

export function createGatewayClient({ name, url, headers }: Target, connections: number): GatewayClient {
  const pool = new Pool(url, { connections, pipelining: 1, headersTimeout: 60_000, bodyTimeout: 60_000 });

  async function open({ quality, stream }: Wish) {
    const { statusCode, body } = await pool.request({
      path: '/v1/images/generations',
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({
        model: MODEL,
        prompt: 'a lighthouse at dusk',
        n: 1,
        size: '1024x1024',
        quality,
        ...(stream && { stream, partial_images: 3 }),
      }),
    });
    if (statusCode === 200) return body;
    throw new Error(`${name} answered ${statusCode}: ${(await body.text()).slice(0, 300)}`);
  }

  return {
    name,
    async ask(wish) {
      const sentAt = performance.now();
      let bytes = 0;
      for await (const chunk of await open(wish)) bytes += chunk.length;
      return { ms: performance.now() - sentAt, bytes };
    },
    async stream(wish) {
      const sentAt = performance.now();
      const read = { bytes: 0, firstMs: Number.NaN, events: [] as string[] };
      let head = '';
      for await (const chunk of await open({ ...wish, stream: true })) {
        read.bytes += chunk.length;
        head = eventsIn(head, chunk, () => performance.now() - sentAt, read);
      }
      return { ...read, ms: performance.now() - sentAt };
    },
    close: () => pool.destroy(),
  };
}

const END = Buffer.from('\n\n');
/** Enough of an event's beginning and of its end to tell which one it is. */
const TOLD = 700;

/** Notes each event that ends in a chunk; gives what is left of the last one. */
function eventsIn(
  before: string,
  chunk: Buffer,
  now: () => number,
  read: { firstMs: number; readonly events: string[] },
): string {
  let head = before;
  // The two line ends may come in two chunks.
  const isCut = head.endsWith('\n') && chunk[0] === END[0];
  let from = isCut ? 1 : 0;
  if (isCut) head = note(head);
  for (let end = chunk.indexOf(END, from); end >= 0; end = chunk.indexOf(END, from)) {
    head = note(told(head, chunk.subarray(from, end)));
    from = end + END.length;
  }
  return told(head, chunk.subarray(from));

  function note(event: string): string {
    const [, index] = /"partial_image_index":(\d+)/.exec(event) ?? [];
    // What is no event keeps the connection awake.
    if (!event.includes('event: ')) return '';
    if (read.events.length === 0) read.firstMs = now();
    read.events.push(index ?? (event.includes('.completed') ? 'completed' : 'other'));
    return '';
  }
}

/** The beginning and the end of what is there so far. */
function told(before: string, more: Buffer): string {
  const text =
    more.length > 2 * TOLD
      ? `${more.toString('latin1', 0, TOLD)}…${more.toString('latin1', more.length - TOLD)}`
      : more.toString('latin1');
  const whole = before + text;
  return whole.length > 4 * TOLD ? `${whole.slice(0, TOLD)}…${whole.slice(-TOLD)}` : whole;
}
