import { App, type Receiver } from '@slack/bolt';
import type { Log } from '#src/ports/log.ts';
import type { Access, Identity } from './access.ts';
import { createBoltLogger } from './bolt-logger.ts';
import type { Door } from './door.ts';
import type { Taken } from './incoming.ts';
import { clientOptions } from './web-clients.ts';
import type { Payload } from './workspace-of.ts';

/** Whose it is, and when it came. */
export interface Around {
  readonly identity: Identity;
  readonly receivedAt: number;
  /** Somebody had begun with it, and did not come to an end. */
  readonly takenUp?: true;
  /** It is tried no more, and its person is told so. */
  readonly givenUp?: true;
  /** Takes it out of the inbox. @returns whether it is out, and so comes no more. */
  readonly letGo: () => Promise<boolean>;
}

type Hear = (payload: Payload, around: Around) => Promise<void>;

/** What Bolt tells apart. Each is given the payload as it came: of an event the event itself. */
export interface Listeners {
  readonly command: Hear;
  readonly action: Hear;
  readonly shortcut: Hear;
  readonly view: Hear;
  /** By the type of the event. */
  readonly events: Readonly<Record<string, Hear>>;
}

export interface ListenParts {
  readonly door: Door;
  readonly access: Access;
  readonly listeners: Listeners;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly log: Log;
}

const GONE = new Set<unknown>(['app_uninstalled', 'tokens_revoked']);

/**
 * Bolt between the door and the listeners. What comes was answered at the door, so Bolt's own acknowledgement does nothing; and it
 * is known there whose it is, so that Bolt only looks it up.
 */
export async function listen({ door, access, listeners, apiUrl, log }: ListenParts): Promise<void> {
  const around = new WeakMap<object, Around>();
  const receiver: Receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };
  const { logger, ...options } = clientOptions(apiUrl, log);
  const app = new App({
    receiver,
    authorize: async (_source, body) => asBolt(body && around.get(body)),
    convoStore: false,
    logger: logger ?? createBoltLogger(log),
    clientOptions: options,
    attachFunctionToken: false,
    deferInitialization: true,
    extendedErrorHandler: true,
    tokenVerificationEnabled: false,
  });
  register(app, listeners, (body) => around.get(body));
  // Who handed it over tries again.
  app.error(({ error }: { error: Error }) => Promise.reject(error));
  await app.init();

  async function handOver(taken: Taken, letGo: Around['letGo']): Promise<void> {
    const { kind, workspace, body, receivedAt, key, takenUp, givenUp } = taken;
    if (kind === 'event' && isGone(body)) return access.removed(workspace, happenedAt(body, receivedAt));
    const identity = await access.identityOf(workspace, kind === 'event' ? 'surely' : undefined);
    if (!identity) return log.warn({ key, teamId: workspace.teamId }, 'Something came from a workspace without Easel');
    around.set(body, { identity, receivedAt, letGo, ...(takenUp && { takenUp }), ...(givenUp && { givenUp }) });
    await app.processEvent({ body, ack: async () => undefined });
  }

  door.open(handOver);
}

function asBolt(known: Around | undefined) {
  if (!known) throw new Error('Bolt asks about what did not come in by the door.');
  const { token: botToken, botId, botUserId, workspace } = known.identity;
  return { botToken, botId, botUserId, teamId: workspace.teamId };
}

function register(app: App, listeners: Listeners, aroundOf: (body: object) => Around | undefined): void {
  const lead = async (hear: Hear, payload: object, body: object): Promise<void> => {
    const around = aroundOf(body);
    if (around) await hear({ ...payload }, around);
  };
  app.command(/.*/, ({ body }) => lead(listeners.command, body, body));
  app.action(/.*/, ({ body }) => lead(listeners.action, body, body));
  app.shortcut(/.*/, ({ body }) => lead(listeners.shortcut, body, body));
  app.view(/.*/, ({ body }) => lead(listeners.view, body, body));
  for (const [type, hear] of Object.entries(listeners.events))
    app.event(type, ({ event, body }) => lead(hear, event, body));
}

/** Tokens of persons, which Easel has none of, are revoked as well. */
function isGone({ event }: Payload): boolean {
  if (typeof event !== 'object' || event === null || !('type' in event) || !GONE.has(event.type)) return false;
  if (event.type === 'app_uninstalled') return true;
  const tokens = 'tokens' in event ? event.tokens : undefined;
  return (
    typeof tokens === 'object' &&
    tokens !== null &&
    'bot' in tokens &&
    Array.isArray(tokens.bot) &&
    tokens.bot.length > 0
  );
}

/** Slack tells seconds; the whole of that second counts. */
const happenedAt = ({ event_time: seconds }: Payload, receivedAt: number): number =>
  typeof seconds === 'number' ? seconds * 1000 + 999 : receivedAt;
