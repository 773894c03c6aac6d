import { SocketModeClient } from '@slack/socket-mode';
import { z } from 'zod';
import { type Clock, inTime } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { Attempt } from './until-done.ts';
import { clientOptions } from './web-clients.ts';
import { tokenTrouble } from './why-refused.ts';

export interface SocketWish {
  readonly appToken: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** Whether what came is to be answered. Does not reject. */
  readonly take: (payload: unknown) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Socket {
  /** Connects, once. */
  connect(): Promise<Attempt>;
  /** Resolves when a connection that stood has ended. */
  readonly ended: Promise<'lost' | 'switched-off'>;
  close(): Promise<void>;
}

const HELLO_MS = 30_000;
/** How long Slack is waited for to say goodbye; over a dead connection it never does. */
const GOODBYE_MS = 3000;

const ENVELOPE = z.object({
  body: z.unknown(),
  ack: z.custom<() => Promise<void>>((value) => typeof value === 'function'),
});
const GOODBYE = z.object({ type: z.literal('disconnect'), reason: z.literal('link_disabled') });

/**
 * One connection. The library's own way of opening the next one leaves a promise that nobody waits for, so that a network which is
 * away for a moment ends the process; it also waits five seconds first. So each connection has a client of its own here.
 */
export function openSocket({ appToken, apiUrl, take, clock, log }: SocketWish): Socket {
  const options = clientOptions(apiUrl, log);
  const { logger, ...rest } = options;
  const client = new SocketModeClient({
    appToken,
    autoReconnectEnabled: false,
    clientOptions: rest,
    ...(logger && { logger }),
  });
  const { promise: ended, resolve: end } = Promise.withResolvers<'lost' | 'switched-off'>();
  client.on('slack_event', (envelope: unknown) => void answer(envelope));
  client.on('ws_message', (data: unknown) => {
    if (isSwitchedOff(data)) end('switched-off');
  });
  client.on('disconnected', () => end('lost'));

  async function answer(envelope: unknown): Promise<void> {
    const { data } = ENVELOPE.safeParse(envelope);
    if (!data || !(await take(data.body))) return;
    // Over a connection that broke meanwhile there is no answer; Slack sends it again, and it is recognised.
    await data.ack().catch((err: unknown) => log.debug({ err }, 'Slack could not be answered over the socket'));
  }

  async function connect(): Promise<Attempt> {
    const { promise: late, resolve } = Promise.withResolvers<Attempt>();
    const slow: Attempt = { kind: 'failed', trouble: 'Slack does not say hello', retryAfterMs: 0 };
    const deadline = clock.after(HELLO_MS, () => resolve(slow));
    const started = client.start().then((): Attempt => ({ kind: 'done' }), whyNot);
    const attempt = await Promise.race([started, late]);
    deadline.stop();
    return attempt;
  }

  async function close(): Promise<void> {
    await inTime(client.disconnect(), GOODBYE_MS, clock);
    // Once more, and it no longer waits for the other side.
    void client.disconnect();
  }

  return { connect, ended, close };
}

const whyNot = (thrown: unknown): Attempt =>
  thrown === undefined ? { kind: 'failed', trouble: 'the connection broke', retryAfterMs: 0 } : tokenTrouble(thrown);

function isSwitchedOff(data: unknown): boolean {
  if (typeof data !== 'string' || !data.includes('link_disabled')) return false;
  try {
    return GOODBYE.safeParse(JSON.parse(data)).success;
  } catch {
    return false;
  }
}
