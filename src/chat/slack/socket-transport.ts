import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import { openSocket, type Socket } from './open-socket.ts';
import type { Transport, WayState } from './transport.ts';
import { type Attempt, untilDone } from './until-done.ts';

export interface SocketTransportParts {
  readonly appToken: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly take: (payload: unknown) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
}

const SWITCHED_OFF =
  'Socket Mode is switched off for the app. Switch it on at the page Socket Mode of your app, or take SLACK_APP_TOKEN away.';

/** Socket Mode: a connection that Easel opens, and opens anew whenever Slack ends it, which it does every few hours. */
export function createSocketTransport(parts: SocketTransportParts): Transport {
  const { clock, log } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  let socket: Socket | undefined;
  let state: WayState = { kind: 'connecting' };

  async function attempt(): Promise<Attempt> {
    const opened = openSocket(parts);
    socket = opened;
    const tried = await opened.connect();
    if (tried.kind !== 'done' || signal.aborted) {
      await opened.close();
      return tried;
    }
    state = { kind: 'up' };
    void opened.ended.then((how) => reopen(opened, how)).catch((err: unknown) => log.error({ err }, 'Slack is lost'));
    return tried;
  }

  async function reopen(lost: Socket, how: 'lost' | 'switched-off'): Promise<void> {
    if (signal.aborted) return;
    await lost.close();
    if (how === 'switched-off') return refuse(how, SWITCHED_OFF);
    log.debug({}, 'Slack ended the connection; Easel opens another one');
    await open();
  }

  async function open(): Promise<void> {
    state = { kind: 'connecting' };
    const onTrouble = (trouble: string) => {
      state = { kind: 'connecting', trouble };
    };
    const refused = await untilDone({ attempt, onTrouble, clock, log, signal });
    if (refused !== undefined) refuse(refused, adviceOn(refused));
  }

  function refuse(said: string, why: string): void {
    state = { kind: 'refused', why };
    log.error({ said }, why);
  }

  return {
    by: 'socket',
    state: () => state,
    start: open,
    async stop() {
      stopping.abort(new Error('Easel stops.'));
      await socket?.close();
    },
  };
}

function adviceOn(said: string): string {
  const where = 'the page Basic Information of your app, under App-Level Tokens';
  return said === 'missing_scope' || said === 'no_permission'
    ? `The app-level token may not open connections. Make one with the scope connections:write on ${where}, and set SLACK_APP_TOKEN to it.`
    : `Slack does not take the app-level token. Set SLACK_APP_TOKEN to the one on ${where}.`;
}
